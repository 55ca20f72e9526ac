import Architectures
import Foundation
import LinearAlgebra

/// `transfer`: operator costs of a device from a few samples of it and from what a pool of devices
/// has in common (``TransferPrior``). Closed form, in milliseconds.
///
/// The prediction is the median over the components of the mixture, weighted by their posterior
/// probability; σ holds the costs' uncertainty, the disagreement of the components and the errors
/// that the additive model leaves on devices like this one.
public struct TransferEstimator: AdaptedEstimator {
    /// `transfer`.
    public let name = "transfer"
    /// Predicted.
    public let origin = Origin.predicted
    /// What it was learned from and adapted to.
    public let summary: String
    /// The samples' architectures.
    public let usedArchitectures: [Architecture]
    /// Posterior probability that the device executes what is as written, not pruned.
    public let asWrittenProbability: Double

    private let features: TransferFeatures
    /// Of the components that count: probabilities, costs `[width × components]`, squared relative
    /// deviations.
    private let weights: [Double]
    private let costs: [Double]
    private let relativeVariances: [Double]
    /// The average covariance of the costs: the upper triangle, off the diagonal doubled.
    private let form: [Double]
    private let floor: Double

    private static let firstIterations = 3
    private static let iterations = 8
    /// Components less likely than the best by this much, logarithmic, are dropped early.
    private static let negligible = 10.0
    /// The same once they are adapted.
    private static let unnoticeable = 6.0
    private static let mostComponents = 24
    /// The 90 % quantile of Student's t with ``TransferPrior/degreesOfFreedom`` in parts of the
    /// normal one: 1.6377 / 1.2816. So σ gives intervals of 80 %; t's own deviation, which its
    /// rare outliers dominate, would give wider ones.
    private static let quantileRatio = 1.278
    private static let floorShare = 0.05

    /// Adapts a prior.
    /// - Parameter samples: Usable ones, one at least.
    init(
        samples: [LatencySample], prior: TransferPrior, devices: [String],
        features: TransferFeatures
    )
        throws
    {
        let width = features.width
        let rows = samples.flatMap { sample in
            features.matrix[
                (sample.architecture.code * width)..<((sample.architecture.code + 1) * width)]
        }
        let milliseconds = samples.map(\.milliseconds)
        var regression = TransferRegression(rows: rows, targets: milliseconds, width: width)
        let first = try prior.components.map {
            try regression.posterior(
                of: $0, iterations: Self.firstIterations, withCovariance: false
            ).logWeight
        }
        let best = first.max() ?? 0
        var kept: [(index: Int, posterior: TransferRegression.Posterior)] = []
        for (index, weight) in first.enumerated() where weight > best - Self.negligible {
            kept.append(
                (
                    index,
                    try regression.posterior(
                        of: prior.components[index], iterations: Self.iterations,
                        withCovariance: true)
                ))
        }
        kept.sort { $0.posterior.logWeight > $1.posterior.logWeight }
        kept = Array(kept.prefix(Self.mostComponents))
        let top = kept.first?.posterior.logWeight ?? 0
        kept.removeAll { $0.posterior.logWeight < top - Self.unnoticeable }
        var weights = kept.map { exp($0.posterior.logWeight - top) }
        let total = weights.reduce(0, +)
        for index in weights.indices { weights[index] /= total }

        let count = kept.count
        var costs = [Double](repeating: 0, count: width * count)
        var covariance = [Double](repeating: 0, count: width * width)
        for (position, (_, posterior)) in kept.enumerated() {
            for j in 0..<width { costs[j * count + position] = posterior.mean[j] }
            for index in covariance.indices {
                covariance[index] += weights[position] * posterior.covariance[index]
            }
        }
        relativeVariances = kept.map {
            let deviation = Self.quantileRatio * $0.posterior.noise
            return deviation * deviation
        }
        form = (0..<width).flatMap { a in
            (a..<width).map { covariance[a * width + $0] * ($0 == a ? 1 : 2) }
        }
        var written = 0.0
        var pruned = 0.0
        for (position, (index, _)) in kept.enumerated() {
            switch prior.components[index].view {
            case .asWritten: written += weights[position]
            case .pruned: pruned += weights[position]
            case nil: break
            }
        }
        asWrittenProbability = written + pruned > 0 ? written / (written + pruned) : 0.5
        // An outlier that is far too fast must not set the floor.
        let fastest = max(milliseconds.min() ?? 0, 0.1 * median(milliseconds))
        floor = Self.floorShare * fastest
        self.weights = weights
        self.costs = costs
        self.features = features
        usedArchitectures = samples.distinctArchitectures
        let isWritten = asWrittenProbability >= 0.5
        let sure = isWritten ? asWrittenProbability : 1 - asWrittenProbability
        let closest =
            kept.first { prior.components[$0.index].device != nil }
            .flatMap { prior.components[$0.index].device }.map { ", most like \(devices[$0])" }
            ?? ""
        let view = isWritten ? ExecutionView.asWritten : .pruned
        summary =
            "operator costs learned from \(devices.count) "
            + "device\(devices.count == 1 ? "" : "s"), adapted to "
            + "\(usedArchitectures.count) sample\(usedArchitectures.count == 1 ? "" : "s") "
            + "(\(view.rawValue), \(Int((100 * sure).rounded())) % sure\(closest))"
    }

    /// Mean and standard deviation; positive for every architecture of the space.
    public func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
        let (width, count) = (features.width, weights.count)
        var means = [Double](repeating: 0, count: architectures.count)
        var deviations = means
        var scratch = [Double](repeating: 0, count: 3 * count)
        features.matrix.withUnsafeBufferPointer { matrix in
            scratch.withUnsafeMutableBufferPointer { scratch in
                for (index, architecture) in architectures.enumerated() {
                    let row = UnsafeBufferPointer(
                        rebasing: matrix[
                            (architecture.code * width)..<((architecture.code + 1) * width)])
                    let (mean, variance) = mixture(row, scratch, count)
                    means[index] = mean
                    deviations[index] = variance.squareRoot()
                }
            }
        }
        return LatencyEstimates(milliseconds: means, standardDeviations: deviations)
    }

    private func mixture(
        _ row: UnsafeBufferPointer<Double>, _ scratch: UnsafeMutableBufferPointer<Double>,
        _ count: Int
    ) -> (mean: Double, variance: Double) {
        for i in 0..<count { scratch[i] = 0 }
        var variance = 0.0
        var position = 0
        costs.withUnsafeBufferPointer { costs in
            form.withUnsafeBufferPointer { form in
                for a in 0..<row.count {
                    let x = row[a]
                    if x != 0 {
                        for i in 0..<count { scratch[i] += x * costs[a * count + i] }
                        for b in 0..<(row.count - a) {
                            variance += form[position + b] * x * row[a + b]
                        }
                    }
                    position += row.count - a
                }
            }
        }
        variance = max(variance, 0)
        for i in 0..<count { scratch[i] = max(scratch[i], floor) }
        let middle = weightedMedian(scratch, count)
        for i in 0..<count {
            let mean = scratch[i]
            let gap = mean - middle
            variance += weights[i] * (relativeVariances[i] * mean * mean + gap * gap)
        }
        return (middle, variance)
    }

    /// The smallest of the first `count` values that reaches half of the probability.
    private func weightedMedian(
        _ scratch: UnsafeMutableBufferPointer<Double>, _ count: Int
    ) -> Double {
        // Sorted by probability: a majority is the median wherever it lies.
        if weights[0] > 0.5 { return scratch[0] }
        for i in 0..<count {
            let (value, weight) = (scratch[i], weights[i])
            var j = i
            while j > 0, scratch[count + j - 1] > value {
                scratch[count + j] = scratch[count + j - 1]
                scratch[2 * count + j] = scratch[2 * count + j - 1]
                j -= 1
            }
            scratch[count + j] = value
            scratch[2 * count + j] = weight
        }
        var sum = 0.0
        for i in 0..<count {
            sum += scratch[2 * count + i]
            if sum >= 0.5 { return scratch[count + i] }
        }
        return scratch[2 * count - 1]
    }
}

extension TransferEstimator: RestorableEstimator {
    /// What is kept.
    public struct Content: Codable {
        fileprivate let summary: String
        fileprivate let usedArchitectures: [Architecture]
        fileprivate let asWrittenProbability: Double
        fileprivate let weights: [Double]
        fileprivate let costs: [Double]
        fileprivate let relativeVariances: [Double]
        fileprivate let form: [Double]
        fileprivate let floor: Double
    }

    /// What is kept.
    public var content: Content {
        Content(
            summary: summary, usedArchitectures: usedArchitectures,
            asWrittenProbability: asWrittenProbability, weights: weights, costs: costs,
            relativeVariances: relativeVariances, form: form, floor: floor)
    }

    /// Restores what was kept.
    public init(content: Content, inputs: PredictorInputs) throws {
        do {
            features = try TransferFeatures(inputs.features)
        } catch let error as LinearAlgebraError {
            throw LatencyPredictionError.undetermined(
                estimator: "transfer", reason: error.description)
        }
        let (width, count) = (features.width, content.weights.count)
        guard count > 0, content.relativeVariances.count == count,
            content.costs.count == width * count,
            content.form.count == width * (width + 1) / 2
        else {
            throw LatencyPredictionError.unusableSave(
                estimator: "transfer", reason: "its costs are not those of the space's operators")
        }
        summary = content.summary
        usedArchitectures = content.usedArchitectures
        asWrittenProbability = content.asWrittenProbability
        weights = content.weights
        costs = content.costs
        relativeVariances = content.relativeVariances
        form = content.form
        floor = content.floor
    }
}
