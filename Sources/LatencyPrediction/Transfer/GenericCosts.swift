import LinearAlgebra

/// What is believed of a device's costs without any pool: what `op-count` believes, in the counts of
/// a ``TransferView``.
struct GenericCosts {
    /// Expected costs of a device whose average latency is about 1.
    let means: [Double]
    /// Their covariance.
    let covariance: Matrix<Double>
    /// Scale of the relative errors.
    let noise: Double

    /// Deviation of what a missing convolution saves, and of an operator's cost on the slowest path.
    private static let smallDeviation = 0.05
    /// The part of an operator's time that passes only on the slowest path, where branches run side by
    /// side: anything between nothing and all, much the same for all operators.
    private static let pathShare = 0.5
    private static let pathShareVariance = 1.0 / 12
    private static let ownPathShareVariance = 0.1 * 0.1

    /// All that is believed in a view, each as probable as the others: of branches in parallel that
    /// they hardly matter, and that they matter to any extent.
    static func all(_ view: TransferView, features: TransferFeatures) -> [GenericCosts] {
        let sequential = GenericCosts(view, features: features)
        return view.isParallel
            ? [sequential, sequential.sideBySide(view, features: features)] : [sequential]
    }

    private init(means: [Double], covariance: Matrix<Double>, noise: Double) {
        self.means = means
        self.covariance = covariance
        self.noise = noise
    }

    private init(_ view: TransferView, features: TransferFeatures) {
        let counts = features.counts
        let additive: ExecutionView =
            switch view {
            case .asWritten: .asWritten
            case .writtenOnce: .writtenOnce
            case .reaching, .pruned, .parallel: .pruned
            case .prunedOnce, .parallelOnce: .prunedOnce
            }
        let prior = AdditiveLatencyModel.prior(additive, of: counts)
        let missing = features[view].width - prior.means.count
        let deviations =
            prior.deviations + [Double](repeating: Self.smallDeviation, count: missing)
        self.init(
            means: prior.means + [Double](repeating: 0, count: missing),
            covariance: Matrix(diagonal: deviations.map { $0 * $0 }), noise: prior.noise)
    }

    /// The costs (1 − φⱼ)·cⱼ of operators anywhere and φⱼ·cⱼ of those on the slowest path, φⱼ being
    /// the part that passes only there and cⱼ what is believed of the operator.
    private func sideBySide(_ view: TransferView, features: TransferFeatures) -> GenericCosts {
        let operators = features.counts.countedOperators.count
        let first = features[view].width - operators
        let (mean, common) = (Self.pathShare, Self.pathShareVariance)
        var means = means
        var covariance = covariance
        for i in 0..<operators {
            let cost = self.means[1 + i]
            means[1 + i] = (1 - mean) * cost
            means[first + i] = mean * cost
            for j in 0..<operators {
                var spread = common * cost * self.means[1 + j]
                var own = 0.0
                if i == j {
                    own = self.covariance[1 + i, 1 + i]
                    spread = (common + Self.ownPathShareVariance) * (own + cost * cost)
                }
                covariance[1 + i, 1 + j] = (1 - mean) * (1 - mean) * own + spread
                covariance[first + i, first + j] = mean * mean * own + spread
                covariance[1 + i, first + j] = mean * (1 - mean) * own - spread
                covariance[first + j, 1 + i] = covariance[1 + i, first + j]
            }
        }
        return GenericCosts(means: means, covariance: covariance, noise: noise)
    }
}
