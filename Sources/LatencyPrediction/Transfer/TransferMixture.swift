import Architectures
import LinearAlgebra

/// A mixture of additive latency models, ready to estimate: the median over its components, and the
/// deviation about it.
struct TransferMixture: Sendable, Codable {
    /// The components of one view.
    struct Group: Sendable, Codable {
        let view: TransferView
        /// Where its components stand in the mixture.
        let positions: [Int]
        /// Milliseconds, `[width × components]`.
        let costs: [Double]
        /// The average covariance of the costs, weighted by probability: the upper triangle, off
        /// the diagonal doubled.
        let form: [Double]

        /// What each component predicts for an architecture.
        func predict(
            _ design: TransferFeatures.Design, _ architecture: Architecture,
            into sums: inout [Double]
        ) {
            let (width, members) = (design.width, positions.count)
            let row = architecture.code * width
            for i in 0..<members { sums[i] = 0 }
            for a in 0..<width where design.matrix[row + a] != 0 {
                let x = design.matrix[row + a]
                for i in 0..<members { sums[i] += x * costs[a * members + i] }
            }
        }
    }

    let groups: [Group]
    /// Probabilities, the largest first.
    let weights: [Double]
    /// Squared relative deviations.
    private let relativeVariances: [Double]
    /// The smallest prediction in milliseconds.
    let floor: Double

    /// What σ is made of, so that intervals of 80 and of 95 % hold about as much: the part of the
    /// costs' variance that counts, which robust samples overstate; the scale of Student's errors
    /// in units of a normal one; and an error that the samples don't show, as all cells of a device
    /// share it or its machine drifts. (Chosen on the devices that chose the ``TransferPrior``'s
    /// settings, as means over 1, 3, 5 and 10 samples.)
    private static let costShare = 0.5
    private static let noiseScale = 1.07
    private static let sharedVariance = 0.02 * 0.02

    init(_ components: [TransferPosterior.Component], floor: Double) {
        weights = components.map(\.weight)
        relativeVariances = components.map {
            let deviation = Self.noiseScale * $0.noise
            return deviation * deviation
        }
        self.floor = floor
        groups = TransferView.allCases.compactMap { view in
            let positions = components.indices.filter { components[$0].view == view }
            guard let first = positions.first else { return nil }
            let width = components[first].costs.count
            var covariance = [Double](repeating: 0, count: width * width)
            for position in positions {
                let component = components[position]
                for index in covariance.indices {
                    covariance[index] += component.weight * component.covariance[index]
                }
            }
            return Group(
                view: view, positions: positions,
                costs: (0..<width).flatMap { j in positions.map { components[$0].costs[j] } },
                form: (0..<width).flatMap { a in
                    (a..<width).map { covariance[a * width + $0] * ($0 == a ? 1 : 2) }
                })
        }
    }

    /// Whether the costs are those of a space's operators.
    func fits(_ features: TransferFeatures) -> Bool {
        let count = weights.count
        return count > 0 && relativeVariances.count == count
            && groups.flatMap(\.positions).sorted() == Array(0..<count)
            && groups.allSatisfy {
                let width = features[$0.view].width
                return $0.costs.count == width * $0.positions.count
                    && $0.form.count == width * (width + 1) / 2
            }
    }

    /// Median and standard deviation of each architecture.
    func estimates(
        of architectures: [Architecture], features: TransferFeatures
    ) -> LatencyEstimates {
        let count = weights.count
        var predictions = [Double](repeating: 0, count: architectures.count * count)
        var variances = [Double](repeating: 0, count: architectures.count)
        for group in groups {
            add(
                group, features[group.view], architectures, to: &predictions,
                variances: &variances)
        }
        var means = [Double](repeating: 0, count: architectures.count)
        var scratch = [Double](repeating: 0, count: 2 * count)
        predictions.withUnsafeMutableBufferPointer { predictions in
            scratch.withUnsafeMutableBufferPointer { scratch in
                for index in architectures.indices {
                    let own = UnsafeMutableBufferPointer(
                        rebasing: predictions[(index * count)..<((index + 1) * count)])
                    for i in 0..<count { own[i] = max(own[i], floor) }
                    let middle = weightedMedian(own, scratch)
                    var variance =
                        Self.costShare * max(variances[index], 0)
                        + Self.sharedVariance * middle * middle
                    for i in 0..<count {
                        let gap = own[i] - middle
                        variance +=
                            weights[i] * (relativeVariances[i] * own[i] * own[i] + gap * gap)
                    }
                    means[index] = middle
                    variances[index] = variance.squareRoot()
                }
            }
        }
        return LatencyEstimates(milliseconds: means, standardDeviations: variances)
    }

    /// Adds one view's predictions `[architectures × components]` and variances.
    private func add(
        _ group: Group, _ design: TransferFeatures.Design, _ architectures: [Architecture],
        to predictions: inout [Double], variances: inout [Double]
    ) {
        let form = QuadraticForm(size: design.width, coefficients: group.form)
        var sums = [Double](repeating: 0, count: group.positions.count)
        for (index, architecture) in architectures.enumerated() {
            group.predict(design, architecture, into: &sums)
            for (position, sum) in zip(group.positions, sums) {
                predictions[index * weights.count + position] = sum
            }
            variances[index] += form.value(
                of: design.matrix, from: architecture.code * design.width)
        }
    }

    /// The smallest of the values that reaches half of the probability.
    private func weightedMedian(
        _ values: UnsafeMutableBufferPointer<Double>,
        _ scratch: UnsafeMutableBufferPointer<Double>
    ) -> Double {
        // Sorted by probability: a majority is the median wherever it lies.
        if weights[0] > 0.5 { return values[0] }
        let count = weights.count
        for i in 0..<count {
            let (value, weight) = (values[i], weights[i])
            var j = i
            while j > 0, scratch[j - 1] > value {
                scratch[j] = scratch[j - 1]
                scratch[count + j] = scratch[count + j - 1]
                j -= 1
            }
            scratch[j] = value
            scratch[count + j] = weight
        }
        var sum = 0.0
        for i in 0..<count {
            sum += scratch[count + i]
            if sum >= 0.5 { return scratch[i] }
        }
        return scratch[count - 1]
    }
}
