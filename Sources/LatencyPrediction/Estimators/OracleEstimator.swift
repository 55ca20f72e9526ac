import Architectures
import Foundation

/// `oracle`: the device's table itself. Unknown where the table has no value.
package struct OracleEstimator: AdaptedEstimator {
    /// `oracle`.
    package let name = "oracle"
    /// Where the table's numbers come from.
    package let origin: Origin
    /// The device and its coverage.
    package let summary: String
    /// None: it is what others are tested against.
    package var usedArchitectures: [Architecture] { [] }
    private let values: [Double]

    /// Nothing: the table itself is kept.
    package func encoded() -> Data? { nil }

    /// Wraps a table.
    /// - Parameters:
    ///   - table: Latencies of the whole space.
    ///   - device: The device's name.
    ///   - origin: Where they come from.
    package init(table: ObjectiveTable, device: String, origin: Origin) {
        self.origin = origin
        values = table.values
        let covered = table.values.count { !$0.isNaN }
        summary = "the \(origin.rawValue) table of \(device), \(covered) architectures"
    }

    /// The table's values, without a standard deviation: a table states none.
    package func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        LatencyEstimates(
            milliseconds: architectures.map { values[$0.code] },
            standardDeviations: [Double](repeating: .nan, count: architectures.count))
    }
}

/// Makes ``OracleEstimator``s.
package struct OraclePredictor: LatencyPredictor {
    /// `oracle`.
    package let name = "oracle"
    /// None.
    package let minimumSamples = 0

    /// The catalogue's line.
    package static let entry = PredictorEntry(
        name: "oracle", abstract: "the device's own table, no prediction", isPredictor: false,
        minimumSamples: 0, seesTable: true, isTable: true
    ) { _ in OraclePredictor() }

    /// Looks up tables.
    package init() {}

    /// The table of a device.
    /// - Throws: ``LatencyPredictionError/unavailable(estimator:device:reason:)`` without one.
    package func adapted(to target: AdaptationTarget) throws -> any AdaptedEstimator {
        guard let table = target.table else {
            throw LatencyPredictionError.unavailable(
                estimator: name, device: target.device, reason: "it has no table; import one")
        }
        return OracleEstimator(table: table, device: target.device, origin: target.tableOrigin)
    }
}
