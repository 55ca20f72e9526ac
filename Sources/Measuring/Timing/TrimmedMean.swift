/// The mean of a part of the sorted samples.
package struct TrimmedMean: Sendable, Hashable {
    /// The mean.
    package let value: Double
    /// Its standard error: the deviation of the winsorised samples over the root of their number and
    /// the kept share (Tukey and McLaughlin 1963). Infinite for one sample, which says nothing about
    /// precision.
    package let standardError: Double

    /// The standard error as a fraction of the mean.
    package var relativeError: Double { standardError / value }

    /// - Parameters:
    ///   - sorted: The samples, ascending.
    ///   - kept: Positions of those whose mean it is; not empty.
    init(ofSorted sorted: [Double], keeping kept: Range<Int>) {
        value = sorted[kept].reduce(0, +) / Double(kept.count)
        guard sorted.count > 1 else {
            standardError = .infinity
            return
        }
        let low = sorted[kept.lowerBound]
        let high = sorted[kept.upperBound - 1]
        let winsorised = sorted.map { min(max($0, low), high) }
        let mean = winsorised.reduce(0, +) / Double(winsorised.count)
        let variance =
            winsorised.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(winsorised.count - 1)
        let keptShare = Double(kept.count) / Double(sorted.count)
        standardError = (variance / Double(sorted.count)).squareRoot() / keptShare
    }
}
