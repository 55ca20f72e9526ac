/// What is believed of a device's costs without any pool: what `op-count` believes, in the counts of
/// a ``TransferView``.
struct GenericCosts {
    /// Expected costs of a device whose average latency is about 1.
    let means: [Double]
    /// Their standard deviations; the costs are independent.
    let deviations: [Double]
    /// Scale of the relative errors.
    let noise: Double

    /// Deviation of what a missing convolution saves, and of an operator's cost on the slowest path.
    private static let smallDeviation = 0.05

    init(_ view: TransferView, features: TransferFeatures) {
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
        means = prior.means + [Double](repeating: 0, count: missing)
        deviations =
            prior.deviations + [Double](repeating: Self.smallDeviation, count: missing)
        noise = prior.noise
    }
}
