import Architectures
import Foundation

/// What the native benchmarks of runtimes for phones print: LiteRT's `benchmark_model` and ncnn's
/// `benchncnn`.
///
/// Of LiteRT's runs the median stands for a network where it is printed, else the mean; ncnn prints
/// the mean, beside the fastest and the slowest run. Which network a line is of says the name of a
/// file in the text, or the name of the text's own file, such as `nasbench201-9930-cifar10.txt`.
package struct NativeBenchmarkText: Sendable {
    private let space: SearchSpace

    /// Prepares to read texts about networks of a space.
    package init(space: SearchSpace) { self.space = space }

    /// A network's latency.
    package struct Latency: Sendable, Hashable {
        /// The network.
        package let architecture: Architecture
        /// Of one run.
        package let milliseconds: Double
    }

    /// The largest text that is read.
    package static let largestText = 1 << 24

    /// The latencies of a text, in its order; empty where it is no such text.
    /// - Parameter name: The file's name, for texts that name no network.
    package func latencies(in text: String, fileName name: String) -> [Latency] {
        var found: [Latency] = []
        var current = architecture(namedIn: name[...])
        // LiteRT's runs of a network: the last line of them counts, after the warm-up's.
        var pending: Double?
        func take(_ milliseconds: Double?, of architecture: Architecture?) {
            guard let milliseconds, milliseconds.isFinite, milliseconds > 0, let architecture else {
                return
            }
            found.append(Latency(architecture: architecture, milliseconds: milliseconds))
        }
        for line in text.split(whereSeparator: \.isNewline) {
            if Self.namesGraph(line), let named = architecture(namedIn: line) {
                if named != current {
                    take(pending, of: current)
                    pending = nil
                }
                current = named
            } else if let milliseconds = Self.ncnnMean(line) {
                take(milliseconds, of: architecture(namedIn: line) ?? current)
            } else if let milliseconds = Self.liteRTMedian(line) {
                pending = milliseconds
            } else if let milliseconds = Self.liteRTMean(line) {
                take(pending ?? milliseconds, of: current)
                pending = nil
            }
        }
        take(pending, of: current)
        return found
    }

    /// LiteRT names the file twice: `Graph: [networks/….tflite]`, `Loaded model networks/….tflite`.
    private static func namesGraph(_ line: Substring) -> Bool {
        line.contains("Graph: [") || line.contains("Loaded model ")
    }

    /// The network of a file's name within a line, such as `networks/nasbench201-9930-cifar10.tflite`.
    private func architecture(namedIn line: Substring) -> Architecture? {
        guard let start = line.range(of: "\(space.name)-")?.upperBound else { return nil }
        let digits = line[start...].prefix { $0.isASCII && $0.isNumber }
        return Int(digits).flatMap(space.architecture(publishedIndex:))
    }

    /// `… min =  5.21  max =  5.60  avg =  5.33`, in milliseconds.
    private static func ncnnMean(_ line: Substring) -> Double? {
        guard line.contains("min ="), let start = line.range(of: "avg =")?.upperBound else {
            return nil
        }
        return number(line[start...].drop { $0 == " " })
    }

    /// `count=50 first=… avg=… std=… p5=… median=5321 …`, in microseconds. A warm-up of one run has
    /// no mean, which the last line before the summary has.
    private static func liteRTMedian(_ line: Substring) -> Double? {
        guard line.contains("count="), line.contains(" avg="),
            let start = line.range(of: " median=")?.upperBound
        else { return nil }
        return number(line[start...]).map { $0 / 1_000 }
    }

    /// `Inference timings in us: Init: …, First inference: …, …, Inference (avg): 5330.1`; before 2020
    /// `Average inference timings in us: Warmup: …, Init: …, no stats: 5330.1`.
    private static func liteRTMean(_ line: Substring) -> Double? {
        let start =
            line.range(of: "Inference (avg): ")?.upperBound
            ?? (line.contains("inference timings in us")
                ? line.range(of: "no stats: ")?.upperBound : nil)
        return start.flatMap { number(line[$0...]) }.map { $0 / 1_000 }
    }

    private static func number(_ text: Substring) -> Double? {
        Double(text.prefix { $0.isNumber || ".e+-".contains($0) })
    }
}
