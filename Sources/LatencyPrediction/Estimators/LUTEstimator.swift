import Architectures
import Foundation

/// `lut`: what surrounds the cells plus the latency of every operator, looked up.
///
/// The operators' latencies are measured ones where the device has them, else derived from its
/// table's homogeneous cells, the ones that hold one operator on every edge. It states no standard
/// deviation: a table of operators has no residuals.
package struct LUTEstimator: AdaptedEstimator {
    /// `lut`.
    package let name = "lut"
    /// Predicted.
    package let origin = Origin.predicted
    /// Where the latencies come from, and the base.
    package let summary: String
    /// The homogeneous cells and samples that it has seen.
    package let usedArchitectures: [Architecture]
    /// Milliseconds of everything around the cells.
    package let baseMilliseconds: Double
    /// Milliseconds of the whole network for an operator on one edge of the cell, in the order of
    /// the space's operators.
    package let millisecondsPerEdge: [Double]
    private let space: SearchSpace
    private let floor: Double

    /// Takes measured latencies of operators. The 15 operators lack what surrounds the cells (the
    /// stem, the blocks between stages and the head): where that was not measured by itself, it is
    /// what the covered network with the least operator time takes longer than its operators.
    init(
        measured latencies: OperatorLatencies, table: ObjectiveTable? = nil, space: SearchSpace,
        device: String
    ) throws {
        guard let perEdge = latencies.perEdge(in: space) else {
            throw LatencyPredictionError.unavailable(
                estimator: "lut", device: device,
                reason: "its operator latencies are incomplete; measure them again")
        }
        self.space = space
        millisecondsPerEdge = perEdge
        let least =
            latencies.baseMilliseconds == nil
            ? table.flatMap { Self.least(of: $0, perEdge: perEdge, space: space) } : nil
        baseMilliseconds = latencies.baseMilliseconds ?? least?.base ?? 0
        usedArchitectures = least.map { [$0.architecture] } ?? []
        let base =
            least.map {
                "base \(rounded($0.base)) ms from the network "
                    + "\(space.publishedIndex(of: $0.architecture))"
            } ?? latencies.baseMilliseconds.map { "base \(rounded($0)) ms" }
            ?? "without what surrounds the cells"
        summary = "sum of measured operator latencies, \(base)"
        floor = Self.floorShare * max(baseMilliseconds, perEdge.max() ?? 0)
    }

    private static func least(
        of table: ObjectiveTable, perEdge: [Double], space: SearchSpace
    ) -> (architecture: Architecture, base: Double)? {
        func sum(_ architecture: Architecture) -> Double {
            space.operatorIndices(of: architecture).reduce(0) { $0 + perEdge[$1] }
        }
        let known = table.covered.filter { (table[$0] ?? 0) > 0 && table[$0]?.isFinite == true }
        guard let least = known.min(by: { (sum($0), $0) < (sum($1), $1) }),
            let milliseconds = table[least]
        else { return nil }
        return (least, max(0, milliseconds - sum(least)))
    }

    /// Derives latencies by least squares from the homogeneous cells of a table.
    ///
    /// There are as many unknowns as cells, so least squares meets every equation exactly: the
    /// base is the latency of the cell that holds only zeros, an operator costs what its cell takes
    /// longer, shared among the edges. Where the table has no value for the cell of zeros, one
    /// unknown too many is left, and the fastest homogeneous cell is taken as the base.
    init(table: ObjectiveTable, space: SearchSpace, device: String) throws {
        let homogeneous = space.operators.indices.map { index in
            space.architecture(operatorIndices: space.edges.map { _ in index })
        }
        let known = homogeneous.indices.compactMap { index in
            table[homogeneous[index]].flatMap {
                $0.isFinite && $0 > 0 ? (operator: index, milliseconds: $0) : nil
            }
        }
        let zero = space.operators.firstIndex { $0.kind == .zero }
        let needed = Set(space.operators.indices).subtracting(zero.map { [$0] } ?? [])
        guard needed.isSubset(of: known.map(\.operator)),
            let fastest = known.min(by: { $0.milliseconds < $1.milliseconds })
        else {
            throw LatencyPredictionError.unavailable(
                estimator: "lut", device: device,
                reason: "its operators were not measured, and its table lacks the cells with "
                    + "one operator on every edge to derive them from")
        }
        let base = known.first { $0.operator == zero } ?? fastest
        var perEdge = [Double](repeating: 0, count: space.operators.count)
        for cell in known {
            perEdge[cell.operator] =
                (cell.milliseconds - base.milliseconds) / Double(space.edges.count)
        }
        self.space = space
        millisecondsPerEdge = perEdge
        baseMilliseconds = base.milliseconds
        usedArchitectures = known.map { homogeneous[$0.operator] }.sorted()
        summary =
            "operator latencies derived from \(known.count) homogeneous cells, base "
            + "\(rounded(base.milliseconds)) ms (all \(space.operators[base.operator].name))"
        floor = Self.floorShare * fastest.milliseconds
    }

    /// The least that is ever predicted, as a part of the fastest cell.
    private static let floorShare = 0.05

    /// The sums; positive for every architecture, without a standard deviation.
    package func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        let edges = space.edges.indices
        let means = architectures.map { architecture in
            var sum = baseMilliseconds
            for edge in edges {
                sum += millisecondsPerEdge[space.operatorIndex(of: architecture, onEdge: edge)]
            }
            return max(sum, floor)
        }
        return LatencyEstimates(
            milliseconds: means,
            standardDeviations: [Double](repeating: .nan, count: means.count))
    }
}

extension LUTEstimator: RestorableEstimator {
    /// What is kept.
    package struct Content: Codable {
        fileprivate let summary: String
        fileprivate let usedArchitectures: [Architecture]
        fileprivate let baseMilliseconds: Double
        fileprivate let millisecondsPerEdge: [Double]
        fileprivate let floor: Double
    }

    /// What is kept.
    package var content: Content {
        Content(
            summary: summary, usedArchitectures: usedArchitectures,
            baseMilliseconds: baseMilliseconds, millisecondsPerEdge: millisecondsPerEdge,
            floor: floor)
    }

    /// Restores what was kept.
    package init(content: Content, inputs: PredictorInputs) throws {
        space = inputs.features.space
        guard content.millisecondsPerEdge.count == space.operators.count else {
            throw LatencyPredictionError.unusableSave(
                estimator: "lut", reason: "it has not one latency an operator")
        }
        summary = content.summary
        usedArchitectures = content.usedArchitectures
        baseMilliseconds = content.baseMilliseconds
        millisecondsPerEdge = content.millisecondsPerEdge
        floor = content.floor
    }
}

/// Milliseconds for people: four significant digits.
private func rounded(_ milliseconds: Double) -> String {
    String(format: "%.4g", milliseconds)
}

/// Makes ``LUTEstimator``s.
package struct LUTPredictor: LatencyPredictor {
    /// `lut`.
    package let name = "lut"
    /// None: it takes the device's operators or homogeneous cells instead.
    package let minimumSamples = 0
    private let space: SearchSpace

    /// The catalogue's line.
    package static let entry = PredictorEntry(
        name: "lut", abstract: "the sum of the operators' latencies",
        minimumSamples: 0, restore: LUTEstimator.restored
    ) { LUTPredictor(space: $0.features.space) }

    /// Sums over the cells of a space.
    package init(space: SearchSpace) {
        self.space = space
    }

    /// Measured latencies first, else the homogeneous cells of the table.
    package func adapted(to target: AdaptationTarget) throws -> any AdaptedEstimator {
        if let latencies = target.operatorLatencies {
            return try LUTEstimator(
                measured: latencies, table: target.table, space: space, device: target.device)
        }
        guard let table = target.table else {
            throw LatencyPredictionError.unavailable(
                estimator: name, device: target.device,
                reason: "neither its operators nor its homogeneous cells were measured")
        }
        return try LUTEstimator(table: table, space: space, device: target.device)
    }
}
