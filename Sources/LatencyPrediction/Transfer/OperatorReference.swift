import Architectures
import Foundation

/// What the operators of a device, each timed alone, would make a network cost if nothing else
/// counted: the measure in which devices with a descriptor are alike.
struct OperatorReference: Sendable {
    /// Milliseconds that an edge with each counted operator costs, in the order of
    /// `CellFeatures.countedOperators`.
    let operators: [Double]
    /// The same of all kinds of convolutions together, which the rest of a network is mostly made of.
    let convolutions: Double

    /// - Returns: Nil where a latency is missing or zero, or the space has no convolution.
    init?(_ latencies: OperatorLatencies?, features: CellFeatures) {
        guard let perEdge = latencies?.perEdge(in: features.space) else { return nil }
        let counted = features.countedOperators
        operators = counted.map { perEdge[$0] }
        convolutions = counted.reduce(0) { sum, index in
            if case .convolution = features.space.operators[index].kind {
                sum + perEdge[index]
            } else {
                sum
            }
        }
        guard operators.allSatisfy({ $0 > 0 && $0.isFinite }), convolutions > 0 else {
            return nil
        }
    }

    /// What each cost is compared with: the constant, the operators, an addition.
    var costs: [Double] { [convolutions] + operators + [convolutions] }
}
