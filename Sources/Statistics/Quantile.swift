/// A quantile of one value at least, linearly interpolated between neighbours.
/// - Parameters:
///   - fraction: From 0, the least value, to 1, the greatest.
///   - sorted: Ascending.
package func quantile(_ fraction: Double, ofSorted sorted: [Double]) -> Double {
    let position = fraction * Double(sorted.count - 1)
    let lower = Int(position)
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
}

/// Intervals of the normal distribution around its mean, in standard deviations.
package enum NormalInterval {
    /// Half the width of the one that holds 80 %.
    package static let of80 = 1.2815515655446004
    /// Half the width of the one that holds 95 %.
    package static let of95 = 1.9599639845400545
    /// The one of 80 % as the fitted models that ship were made with it.
    package static let of80InFittedFiles = 1.2816
}
