import Architectures

/// How the network's outputs become milliseconds: offset + slope · output, so that the least and the
/// largest output on the support become the support's least and largest latency, as HELP does in its
/// architecture search (their repository, `nas` mode).
///
/// Least squares of relative errors over samples and references instead gained nothing on the whole
/// (within ±10 % on the paper's test devices: 0.51 against 0.49, better on three of six).
struct HELPScale {
    let offset: Double
    let slope: Double

    /// Finds the line; nil where the outputs don't differ.
    /// - Parameters:
    ///   - outputs: By ``Architecture/code``.
    ///   - support: The samples.
    init?(outputs: [Float], support: [LatencySample]) {
        let predicted = support.map { Double(outputs[$0.architecture.code]) }
        let latencies = support.map(\.milliseconds)
        guard let lowest = predicted.min(), let highest = predicted.max(),
            let least = latencies.min(), let largest = latencies.max(), highest > lowest
        else { return nil }
        slope = (largest - least) / (highest - lowest)
        offset = least - slope * lowest
    }
}
