import Architectures
import Foundation
import Statistics

/// What latencies say about being those that were published of a device.
package enum LatencyLikeness: Sendable, Hashable {
    /// Nothing: there is no model of the device, no latency to compare, or a few that are near.
    case unknown
    /// They are others; `factor` is their median ratio to the device's model, 1 where they are off
    /// in both directions.
    case differs(factor: Double)
    /// They follow the device's model. `evidence` is the logarithm of how much better that explains
    /// them than chance does: half an e-fold of spread for every number that the latencies pin down.
    case agrees(evidence: Double)
}

extension BundledLatencyModels {
    /// Compares latencies with the model of a published device.
    ///
    /// They agree where the median distance of their logarithms from the model is within one and a
    /// half of the model's own deviations; fewer than a thousand, all of which may have been measured
    /// while the clock was another one, differ from 30 % on. A quarter as many numbers of the model as
    /// there are latencies count as pinned down, four at most, eight by a thousand latencies, and all
    /// there is to know by nine tenths of the space.
    /// - Parameters:
    ///   - table: Latencies in milliseconds.
    ///   - device: The published device's name.
    ///   - features: The space's counts.
    package func likeness(
        of table: ObjectiveTable, to device: String, features: CellFeatures
    ) -> LatencyLikeness {
        guard let model = model(of: device) else { return .unknown }
        let cells = table.covered.filter { !features.isDisconnected[$0.code] }
        guard !cells.isEmpty else { return .unknown }
        let expected = BundledEstimator(model, features: features).estimate(cells).milliseconds
        let errors = zip(cells, expected).map { log(table.values[$0.code] / $1) }
        let distance = median(errors.map(abs))
        let deviation = max(model.relativeDeviation, 0.01)
        guard distance <= 1.5 * model.relativeDeviation + 0.005 else {
            let isNear = cells.count < 1_000 && distance <= log(1.3)
            return isNear ? .unknown : .differs(factor: exp(median(errors)))
        }
        let share = Double(table.covered.count) / Double(features.space.count)
        guard share < 0.9 else { return .agrees(evidence: .infinity) }
        let pinned = cells.count >= 1_000 ? 8 : min(4, Double(cells.count) / 4)
        return .agrees(evidence: max(0, log(0.5 / deviation) * pinned))
    }

    /// How many times longer the latencies are than those of the known device that is nearest to
    /// them, by the median over some of their architectures; below 1 where they are shorter. Nil
    /// without a latency.
    package func scale(of table: ObjectiveTable, features: CellFeatures) -> Double? {
        let all = table.covered.filter { !features.isDisconnected[$0.code] }
        let step = max(1, all.count / 100)
        let cells = stride(from: 0, to: all.count, by: step).map { all[$0] }
        guard !cells.isEmpty else { return nil }
        let ratios = models.map { model in
            let expected = BundledEstimator(model, features: features).estimate(cells).milliseconds
            return median(zip(cells, expected).map { table.values[$0.code] / $1 })
        }
        return ratios.min { abs(log($0)) < abs(log($1)) }
    }
}
