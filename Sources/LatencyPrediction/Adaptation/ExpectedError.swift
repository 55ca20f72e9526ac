import Architectures
import Statistics

extension AdaptedEstimator {
    /// How far off the estimator expects to be: the median of σ / mean over the architectures that
    /// compute something and were not measured; nil where it states no σ.
    ///
    /// With normal errors, two thirds of the architectures in the middle of the space lie within this.
    package func expectedError(features: CellFeatures) throws -> Double? {
        let seen = Set(usedArchitectures)
        let others = features.space.architectures.filter {
            !features.isDisconnected[$0.code] && !seen.contains($0)
        }
        guard !others.isEmpty else { return nil }
        let estimates = try estimate(others)
        var ratios: [Double] = []
        ratios.reserveCapacity(others.count)
        for (mean, deviation) in zip(estimates.milliseconds, estimates.standardDeviations) {
            guard deviation.isFinite, mean > 0 else { return nil }
            ratios.append(deviation / mean)
        }
        return median(ratios)
    }
}
