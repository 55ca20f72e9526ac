import Architectures

/// How the network's outputs become milliseconds: offset + slope · output.
struct HELPScale {
    let offset: Double
    let slope: Double

    /// What the line goes through.
    enum Rule: String, Sendable, Hashable, Codable {
        /// The least and the largest output on the support become the support's least and largest
        /// latency: as HELP does in its architecture search (their repository, `nas` mode).
        case supportRange
        /// Least squares of relative errors over everything that was measured, support and
        /// references alike. No part of HELP.
        case leastSquares
    }

    /// Finds the line; nil where the outputs don't differ, or fall where latencies rise.
    /// - Parameters:
    ///   - outputs: By ``Architecture/code``.
    ///   - support: The samples.
    ///   - measured: Samples and references.
    init?(_ rule: Rule, outputs: [Float], support: [LatencySample], measured: [LatencySample]) {
        func output(_ sample: LatencySample) -> Double {
            Double(outputs[sample.architecture.code])
        }
        switch rule {
        case .supportRange:
            let latencies = support.map(\.milliseconds)
            guard let lowest = support.map(output).min(), let highest = support.map(output).max(),
                let least = latencies.min(), let largest = latencies.max(), highest > lowest
            else { return nil }
            slope = (largest - least) / (highest - lowest)
            offset = least - slope * lowest
        case .leastSquares:
            // Weights 1 / y²; moments of the outputs around their weighted mean.
            let weights = measured.map { 1 / ($0.milliseconds * $0.milliseconds) }
            let total = weights.reduce(0, +)
            let x = zip(measured, weights).reduce(0) { $0 + output($1.0) * $1.1 } / total
            let y = zip(measured, weights).reduce(0) { $0 + $1.0.milliseconds * $1.1 } / total
            var (xx, xy) = (0.0, 0.0)
            for (sample, weight) in zip(measured, weights) {
                let centred = output(sample) - x
                xx += weight * centred * centred
                xy += weight * centred * (sample.milliseconds - y)
            }
            guard xx > 0, xy > 0 else { return nil }
            slope = xy / xx
            offset = y - slope * x
        }
    }
}
