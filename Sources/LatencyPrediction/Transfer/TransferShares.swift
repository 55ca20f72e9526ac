import Architectures
import Foundation

/// How likely a new device is to be like one of the pool, like its views on average, or like neither:
/// learned from the pool's devices left out in turn, each judged by a few of its own latencies.
struct TransferShares: Sendable {
    /// Probability of what is believed without a pool.
    var generic: Double
    /// Probability of the pool as a whole and of its views.
    var average: Double
    /// Probability of the kernels around single devices.
    var kernels: Double

    /// Before any device was left out.
    static let start = TransferShares(generic: 0.4, average: 0.1, kernels: 0.5)
}

/// Likelihoods of a few latencies of every pool device under the components that the others give.
struct TransferLikelihoods: Sendable {
    /// Whether a device may learn from another, `[device × device]`.
    private let mayLearn: [Bool]
    private let generic: [Double]
    private let average: [Double]
    /// `[device × device]`, NaN for the device itself.
    private let kernels: [Double]

    /// Latencies of a device by which it is judged.
    private static let samples = 5
    private static let iterations = 1
    /// Cells over which near duplicates are told.
    private static let compared = 1_000
    /// Devices' worth of ``TransferShares/start``.
    private static let startWeight = 5.0

    /// Judges devices.
    /// - Parameters:
    ///   - prior: The mixture that all the devices give.
    ///   - tables: Their tables.
    init(
        prior: TransferPrior, tables: [ObjectiveTable], hardware: [String],
        features: TransferFeatures, order: [Int]
    ) throws {
        let count = tables.count
        let width = features.width
        // A part of the tables suffices to tell near duplicates.
        let codes = order.prefix(Self.compared)
        let correlations = PoolSelection.logCorrelations(
            tables.map { table in
                ObjectiveTable(quantity: table.quantity, values: codes.map { table.values[$0] })
            })
        mayLearn = (0..<count).flatMap { i in
            (0..<count).map { j in
                i != j && hardware[i] != hardware[j]
                    && !(correlations[i, j] > PoolSelection.duplicateCorrelation)
            }
        }
        var generic = [Double](repeating: -.infinity, count: count)
        var average = generic
        var kernels = [Double](repeating: -.infinity, count: count * count)
        for (index, table) in tables.enumerated() {
            let codes = order.lazy.filter {
                table.values[$0] > 0 && table.values[$0].isFinite
                    && !features.counts.isDisconnected[$0]
            }.prefix(Self.samples)
            var regression = TransferRegression(
                rows: codes.flatMap { features.matrix[($0 * width)..<(($0 + 1) * width)] },
                targets: codes.map { table.values[$0] }, width: width)
            for component in prior.components where component.device != index {
                let likelihood =
                    try regression.posterior(
                        of: component, iterations: Self.iterations, withCovariance: false
                    ).logWeight - component.logWeight
                switch component.kind {
                case .generic: generic[index] = logSum(generic[index], likelihood - log(2))
                case .average:
                    average[index] = max(average[index], likelihood)
                case .kernel:
                    guard let device = component.device else { continue }
                    let cell = index * count + device
                    kernels[cell] = logSum(kernels[cell], likelihood - log(2))
                }
            }
        }
        self.generic = generic
        self.average = average
        self.kernels = kernels
    }

    /// The probabilities for the devices at some positions, by expectation–maximisation.
    func shares(among devices: [Int]) -> TransferShares {
        let count = generic.count
        let rows: [(Double, Double, Double)] = devices.compactMap { index in
            let others = devices.filter { mayLearn[index * count + $0] }
            guard !others.isEmpty else { return nil }
            let kernel = others.reduce(-Double.infinity) {
                logSum($0, kernels[index * count + $1] - log(Double(others.count)))
            }
            let top = max(generic[index], average[index], kernel)
            guard top.isFinite else { return nil }
            return (exp(generic[index] - top), exp(average[index] - top), exp(kernel - top))
        }
        let start = TransferShares.start
        var shares = start
        for _ in 0..<20 {
            var next = (
                Self.startWeight * start.generic, Self.startWeight * start.average,
                Self.startWeight * start.kernels
            )
            for row in rows {
                let parts = (
                    shares.generic * row.0, shares.average * row.1, shares.kernels * row.2
                )
                let total = parts.0 + parts.1 + parts.2
                next.0 += parts.0 / total
                next.1 += parts.1 / total
                next.2 += parts.2 / total
            }
            let total = next.0 + next.1 + next.2
            shares = TransferShares(
                generic: next.0 / total, average: next.1 / total, kernels: next.2 / total)
        }
        return shares
    }
}

/// log(eᵃ + eᵇ).
private func logSum(_ a: Double, _ b: Double) -> Double {
    let top = max(a, b)
    return top == -.infinity ? top : top + log(exp(a - top) + exp(b - top))
}
