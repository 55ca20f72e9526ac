import Architectures
import ArgumentParser
import Foundation
import Inference
import Networks

/// The engine beside ONNX Runtime on the same networks, and its 3×3 convolutions beside the peak.
struct InferenceBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inference",
        abstract: "Random cells on CIFAR-10, batch 1, one thread; the three 3×3 shapes alone.",
        discussion: """
            Both runtimes take turns on each network, and the figure of a network is the least of \
            its runs: what else the machine does then weighs on neither. The largest difference of \
            the scores, relative to the largest score, is shown beside the times.
            """)

    @Option(help: "A Python that has onnx and onnxruntime: runs Benchmarks/peers as well.")
    var python: String?

    @Option(help: "Random cells.")
    var cells = 100

    @Option(help: "How often the runtimes take turns on a network.")
    var turns = 10

    @Option(help: "Runs in a turn.")
    var runs = 10

    @Option(help: "The engine's kernels; without it, the fastest.")
    var kernels: String?

    @Option(help: "as-written or pruned; ONNX Runtime gets what is written.")
    var graph = GraphView.asWritten

    @Option(help: "A folder for the raw figures and the summary; without it, only the summary.")
    var output: String?

    func validate() throws {
        guard cells > 0, turns > 0, runs > 0 else {
            throw ValidationError("--cells, --turns and --runs: expected 1 or more")
        }
    }

    /// Microseconds of a network.
    private struct Times {
        let index: Int
        let cell: String
        var own: [Double] = []
        var peer: [Double] = []
        var difference: Float?

        var ratio: Double { (own.min() ?? .nan) / (peer.min() ?? .nan) }
        var medianRatio: Double {
            SearchBenchmark.quantile(own, 0.5) / SearchBenchmark.quantile(peer, 0.5)
        }
    }

    func run() throws {
        let space = try SearchSpace.nasBench201()
        guard let dataset = space.dataset(named: "cifar10") else {
            throw ValidationError("the space has no cifar10")
        }
        let set = try kernels.map { try KernelSet(parsing: $0) } ?? .best
        let peer = try python.map { try InferencePeer(python: $0) }
        var generator = SeededGenerator(seed: 201)
        let random = (0..<cells).map { _ in Int.random(in: 0..<space.count, using: &generator) }
        var all: [Times] = []
        for index in [0, 9930] + random {
            all.append(
                try measure(index, in: space, for: dataset, kernels: set, peer: peer))
        }
        var lines = [
            "\(set), \(graph.rawValue), CIFAR-10, batch 1, one thread; "
                + (peer.map { "ONNX Runtime \($0.version); " } ?? "")
                + "least (median) of \(turns * runs) runs. \(SearchBenchmark.machine).", "",
            "| network | ms | ONNX Runtime, ms | ratio |", "|---|---|---|---|",
        ]
        func figure(_ times: [Double]) -> String {
            guard let least = times.min() else { return "–" }
            let median = SearchBenchmark.quantile(times, 0.5)
            return String(format: "%.3f (%.3f)", least / 1000, median / 1000)
        }
        for times in all.prefix(2) {
            lines.append(
                "| index \(times.index) | \(figure(times.own)) | \(figure(times.peer)) | "
                    + (peer == nil ? "– |" : String(format: "%.2f |", times.ratio)))
        }
        let sample = all.dropFirst(2)
        if peer != nil {
            func mean(_ ratios: [Double]) -> Double {
                exp(ratios.map { log($0) }.reduce(0, +) / Double(ratios.count))
            }
            let ratios = sample.map(\.ratio)
            lines += [
                "",
                String(
                    format: "%d random cells, ours / theirs: geometric mean %.3f of the least, "
                        + "%.3f of the medians; from %.2f to %.2f.", cells, mean(ratios),
                    mean(sample.map(\.medianRatio)), ratios.min() ?? 0, ratios.max() ?? 0),
            ]
            if let worst = all.compactMap(\.difference).max() {
                lines.append(
                    String(
                        format: "Largest difference of scores: %.1g of the largest score.", worst))
            }
        }
        lines += try ["", operatorTable(space: space, dataset: dataset, kernels: set)]
        let summary = lines.joined(separator: "\n")
        print(summary)
        try write(all, summary: summary)
    }

    private func measure(
        _ index: Int, in space: SearchSpace, for dataset: Dataset, kernels: KernelSet,
        peer: InferencePeer?
    ) throws -> Times {
        guard let architecture = space.architecture(publishedIndex: index) else {
            throw ValidationError("the space has no index \(index)")
        }
        let written = Network(architecture, in: space, for: dataset)
        let weights = NetworkWeights(for: written, seed: 1)
        let engine = try InferenceEngine(
            network: Network(architecture, in: space, for: dataset, view: graph),
            weights: weights, kernels: kernels)
        var generator = SeededGenerator(seed: 1)
        let image = (0..<engine.inputCount).map { _ in
            Float.random(in: -1...1, using: &generator)
        }
        var times = Times(index: index, cell: space.string(of: architecture))
        if let peer {
            try peer.load(cell: times.cell, network: written, weights: weights)
            let expected = try peer.output(of: image)
            if graph == .asWritten {
                let scale = expected.map(abs).max() ?? 0
                times.difference =
                    (zip(engine.run(image), expected).map { abs($0 - $1) }.max() ?? 0) / scale
            }
        }
        for _ in 0..<turns {
            times.own += run(engine, image: image)
            if let peer { times.peer += try peer.run(runs) }
        }
        return times
    }

    /// Microseconds of each of some runs, after one that is not counted.
    private func run(_ engine: InferenceEngine, image: [Float]) -> [Double] {
        var scores = [Float](repeating: 0, count: engine.outputCount)
        return scores.withUnsafeMutableBufferPointer { scores in
            image.withUnsafeBufferPointer { image in
                timed { engine.run(input: image, output: scores) }
            }
        }
    }

    private func timed(_ body: () -> Void) -> [Double] {
        let clock = ContinuousClock()
        return (0...runs).map { _ in clock.measure(body) / .microseconds(1) }.dropFirst().map { $0 }
    }

    /// The 15 operators alone; for 3×3 convolutions the share of the peak that their
    /// multiply-adds, counted as by the definition, amount to.
    private func operatorTable(
        space: SearchSpace, dataset: Dataset, kernels: KernelSet
    ) throws -> String {
        let peak = kernels.measuredPeak
        var lines = [
            String(
                format: "Peak of one core, measured: %.0f GFLOP/s of multiply-adds in registers.",
                peak / 1e9), "",
            "| operator | channels | size | µs | GFLOP/s | share of peak |",
            "|---|---|---|---|---|---|",
        ]
        for kind in space.operators {
            for (stage, description) in space.definition.stages.enumerated() {
                let channels = description.channels
                let size = dataset.inputSize >> stage
                let engine = try OperatorEngine(
                    kind.kind, shape: TensorShape(channels: channels, size: size),
                    kernels: kernels)
                let times = (0..<(10 * turns)).flatMap { _ in timed(engine.run) }
                var rate = "– | –"
                if case .convolution(let kernel) = kind.kind, let least = times.min() {
                    let operations = 2 * channels * channels * kernel * kernel * size * size
                    let achieved = Double(operations) / least * 1e6
                    rate = String(format: "%.0f | %.2f", achieved / 1e9, achieved / peak)
                }
                lines.append(
                    "| \(kind.name) | \(channels) | \(size) | "
                        + String(format: "%.2f", times.min() ?? .nan) + " | \(rate) |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func write(_ all: [Times], summary: String) throws {
        guard let output else { return }
        let folder = URL(fileURLWithPath: output, isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var raw = ["index,cell,runtime,run,microseconds"]
        for times in all {
            for (runtime, values) in [("own", times.own), ("onnxruntime", times.peer)] {
                raw += values.enumerated().map {
                    "\(times.index),\(times.cell),\(runtime),\($0),"
                        + String(format: "%.2f", $1)
                }
            }
        }
        try (raw.joined(separator: "\n") + "\n").write(
            to: folder.appendingPathComponent("inference.csv"), atomically: true, encoding: .utf8)
        try summary.write(
            to: folder.appendingPathComponent("inference.md"), atomically: true, encoding: .utf8)
    }
}

extension GraphView: ExpressibleByArgument {}
