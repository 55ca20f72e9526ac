import Architectures
import Foundation

/// What the operators of a device, each timed alone, would make a network cost if nothing else
/// counted: the measure in which devices with a descriptor are alike.
///
/// An operator that is run alone pays for being called, what a network pays once. An operator that
/// has nothing to do, a zero or an identity, pays little else, so that its latency is taken off the
/// others'.
struct OperatorReference: Sendable {
    /// Milliseconds that an edge with each counted operator costs more than one that has nothing to
    /// do, in the order of `CellFeatures.countedOperators`; in an identity's place, what a zero takes.
    let operators: [Double]
    /// All kinds of convolutions together, which the rest of a network is mostly made of.
    let convolutions: Double
    /// Their geometric mean.
    let typicalConvolution: Double
    /// Milliseconds that every edge costs whose operator is executed, whatever it is: what operators
    /// that have nothing to do take that is no call.
    let passing: Double

    /// No operator costs less than this part of what it takes alone, nor a zero less than this part
    /// of the slowest operator, also where a runtime leaves it out.
    private static let leastShare = 0.1
    private static let leastZero = 1e-3

    /// - Returns: Nil where a latency is missing or zero, or the space has no convolution.
    init?(_ latencies: OperatorLatencies?, features: CellFeatures) {
        guard let perEdge = latencies?.perEdge(in: features.space) else { return nil }
        let kinds = features.space.operators.map(\.kind)
        let zero = kinds.firstIndex(of: .zero)
        let idling = kinds.indices.filter { kinds[$0] == .zero || kinds[$0] == .identity }
        let idle = idling.map { perEdge[$0] }.min() ?? 0
        passing =
            idling.compactMap { latencies?.workPerEdge(of: $0, in: features.space) }.min() ?? 0
        let leastZero = Self.leastZero * (perEdge.max() ?? 0)
        operators = features.countedOperators.map { index in
            kinds[index] == .identity
                ? max(perEdge[zero ?? index], leastZero)
                : max(perEdge[index] - idle, Self.leastShare * perEdge[index])
        }
        let convolving = zip(features.countedOperators, operators).compactMap { index, cost in
            if case .convolution = kinds[index] { cost } else { nil }
        }
        guard !convolving.isEmpty, operators.allSatisfy({ $0 > 0 && $0.isFinite }) else {
            return nil
        }
        convolutions = convolving.reduce(0, +)
        typicalConvolution = exp(
            convolving.reduce(0) { $0 + log($1) } / Double(convolving.count))
    }

    /// What each cost is compared with: the constant, the operators, an addition.
    var costs: [Double] { [typicalConvolution] + operators + [convolutions] }
}
