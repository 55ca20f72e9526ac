import Architectures
import Foundation

/// Latencies of the operators of a space on a device, each timed alone.
package struct OperatorLatencies: Sendable, Hashable, Codable {
    /// Milliseconds of one execution, `[stages × operators]`, row-major; a stage's operators run at
    /// its channels and resolution.
    package let milliseconds: [Double]
    /// Milliseconds of everything around the cells; nil where it was not measured.
    package let baseMilliseconds: Double?

    /// Wraps measured latencies.
    package init(milliseconds: [Double], baseMilliseconds: Double? = nil) {
        self.milliseconds = milliseconds
        self.baseMilliseconds = baseMilliseconds
    }

    /// What an operator on one edge of the cell costs the whole network: its latency in every stage
    /// times the stage's cells.
    /// - Returns: Milliseconds, one an operator; nil where the numbers do not fit the space or one
    ///   is missing or negative.
    func perEdge(in space: SearchSpace) -> [Double]? {
        let stages = space.definition.stages
        let operators = space.operators.count
        guard milliseconds.count == stages.count * operators,
            milliseconds.allSatisfy({ $0.isFinite && $0 >= 0 })
        else { return nil }
        return (0..<operators).map { index in
            stages.indices.reduce(0) {
                $0 + Double(stages[$1].cells) * milliseconds[$1 * operators + index]
            }
        }
    }

    /// The part of an operator's ``perEdge(in:)`` that grows with the numbers that it works on, by
    /// its latencies in the stages; the rest is paid for each call.
    /// - Returns: Milliseconds, what two neighbouring stages show at least; 0 where there is one.
    func workPerEdge(of index: Int, in space: SearchSpace) -> Double {
        let stages = space.definition.stages
        let operators = space.operators.count
        // A stage has half the resolution of the one before.
        let sizes = stages.indices.map { Double(stages[$0].channels) * pow(0.25, Double($0)) }
        let times = stages.indices.map { milliseconds[$0 * operators + index] }
        let rates = stages.indices.dropFirst().compactMap { stage -> Double? in
            let growth = sizes[stage - 1] - sizes[stage]
            return growth > 0 ? max(0, (times[stage - 1] - times[stage]) / growth) : nil
        }
        let rate = rates.min() ?? 0
        return stages.indices.reduce(0) {
            $0 + Double(stages[$1].cells) * min(rate * sizes[$1], times[$1])
        }
    }
}
