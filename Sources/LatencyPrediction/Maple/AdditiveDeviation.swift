import Architectures
import Foundation

/// How cells of a device deviate from an additive model that was adapted to some of its samples.
struct AdditiveDeviation: Sendable {
    /// The operator costs behind the additive model.
    let costs: [Double]
    /// Cells, by their codes; none with an output that is always zero.
    let cells: [Int]
    /// log (latency / prediction), limited to what no network should explain.
    let logRatios: [Double]
    /// The additive model's σ in parts of its prediction.
    let relativeDeviations: [Double]

    /// Beyond a factor of two a number is an outlier.
    private static let largest = 0.7

    /// Compares.
    /// - Parameters:
    ///   - cells: The cells.
    ///   - milliseconds: Their latencies.
    ///   - base: The adapted additive model.
    ///   - costs: What reads its costs.
    init(
        cells: [Int], milliseconds: [Double], base: any LatencyEstimator, costs: OperatorCosts
    ) throws {
        let estimates = try base.estimate(cells.map(Architecture.init(code:)))
        self.costs = try costs.costs(of: base)
        self.cells = cells
        logRatios = zip(milliseconds, estimates.milliseconds).map {
            min(max(log($0 / $1), -Self.largest), Self.largest)
        }
        relativeDeviations = zip(estimates.standardDeviations, estimates.milliseconds).map {
            $0 / $1
        }
    }
}

/// A device of the pool as MAPLE learns from it: its cells, and the additive model that the rest of
/// its pool gives, adapted to samples of it as to a target's.
struct MaplePoolDevice: Sendable {
    /// Its name.
    let name: String
    /// What was measured of it.
    let descriptor: HardwareDescriptor?
    /// Deviations from the additive model adapted to many samples, one a draw: what the network
    /// learns. With few samples the errors of the costs drown everything else.
    let deviations: [AdditiveDeviation]
    private let base: any LatencyPredictor
    private let cells: [Int]
    private let milliseconds: [Double]

    private static let draws = 2
    private static let samples = 150
    /// Cells to learn from; as many as the paper takes.
    private static let largest = 900
    private static let smallest = 60

    /// - Parameters:
    ///   - device: The device.
    ///   - base: Made without it.
    /// - Returns: Nil where the table covers too little.
    init?(
        _ device: PoolDevice, base: any LatencyPredictor, features: CellFeatures,
        costs: OperatorCosts, seed: UInt64
    ) throws {
        var known = device.table.values.indices.filter {
            let value = device.table.values[$0]
            return value > 0 && value.isFinite && !features.isDisconnected[$0]
        }
        guard known.count >= Self.smallest else { return nil }
        var generator = SeededGenerator(seed: seed)
        if known.count > Self.largest {
            known = Array(known.shuffled(using: &generator).prefix(Self.largest)).sorted()
        }
        name = device.device
        descriptor = device.descriptor
        cells = known
        milliseconds = known.map { device.table.values[$0] }
        self.base = base
        deviations = try Self.deviations(
            draws: Self.draws, samples: min(Self.samples, known.count / 2), of: name, base: base,
            cells: cells, milliseconds: milliseconds, costs: costs, using: &generator)
    }

    /// The deviation that goes with a draw of few samples.
    func structure(_ draw: Int) -> AdditiveDeviation { deviations[draw % deviations.count] }

    /// Deviations from the additive model adapted to as few samples as a target has.
    func deviations(draws: Int, samples: Int, costs: OperatorCosts, seed: UInt64) throws
        -> [AdditiveDeviation]
    {
        var generator = SeededGenerator(seed: seed)
        return try Self.deviations(
            draws: draws, samples: min(samples, cells.count / 2), of: name, base: base,
            cells: cells, milliseconds: milliseconds, costs: costs, using: &generator)
    }

    private static func deviations(
        draws: Int, samples: Int, of name: String, base: any LatencyPredictor, cells: [Int],
        milliseconds: [Double], costs: OperatorCosts, using generator: inout SeededGenerator
    ) throws -> [AdditiveDeviation] {
        try (0..<draws).map { _ in
            let picks = cells.indices.shuffled(using: &generator).prefix(samples)
            let target = AdaptationTarget(
                device: name,
                samples: picks.map {
                    LatencySample(
                        architecture: Architecture(code: cells[$0]), milliseconds: milliseconds[$0])
                })
            return try AdditiveDeviation(
                cells: cells, milliseconds: milliseconds, base: base.adapted(to: target),
                costs: costs)
        }
    }
}
