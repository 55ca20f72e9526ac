import Architectures
import ArgumentParser
import Foundation
import LatencyPrediction

/// The training of MAPLE's network beside the same in PyTorch: a step, the whole, the prediction of a
/// space. Both on one thread, in turns.
struct MapleBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maple-training",
        abstract: "Times the training of MAPLE's network, beside PyTorch.")

    @Option(help: "The Python that has PyTorch.")
    var python = "/usr/bin/python3"

    @Option(help: "The script that trains with it.")
    var peer = "Benchmarks/peers/pytorch_maple.py"

    @Option(help: "Runs of each.")
    var runs = 5

    @Option(help: "Steps of a training.")
    var steps = 1_000

    @Option(help: "Folder for maple-training.csv and .md; none where not given.")
    var output: String?

    func run() throws {
        let space = try SearchSpace.nasBench201()
        let benchmark = NetworkBenchmark(space: space, devices: 7, cells: 900, steps: steps)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "maple-training-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let head = [Int32(benchmark.count), Int32(benchmark.descriptorWidth)].map {
            Float(bitPattern: UInt32(bitPattern: $0))
        }
        let files = ["rows", "space", "start"].map { folder.appendingPathComponent($0) }
        for (file, numbers) in zip(
            files, [head + benchmark.rows, benchmark.space, benchmark.start])
        {
            try numbers.withUnsafeBytes { Data($0) }.write(to: file)
        }
        var lines = ["run,engine,step ms,training ms,final loss,prediction ms"]
        var medians: [String: [[Double]]] = [:]
        let clock = ContinuousClock()
        for run in 0..<max(1, runs) {
            var trained: [Float] = []
            let training = clock.measure { trained = benchmark.train() } / .milliseconds(1)
            let predictions = (0..<9).map { _ in
                clock.measure { _ = benchmark.predict(trained) } / .milliseconds(1)
            }.sorted()
            let own = [
                training / Double(steps), training, benchmark.loss(of: trained), predictions[4],
            ]
            let other = try peerNumbers(files, batch: benchmark.batch)
            for (engine, numbers) in [("nas-search", own), ("PyTorch", other)] {
                medians[engine, default: []].append(numbers)
                lines.append(
                    "\(run),\(engine),"
                        + numbers.map { String(format: "%.5f", $0) }.joined(separator: ","))
                print(lines[lines.count - 1])
            }
        }
        let text = summary(
            own: middle(medians["nas-search"] ?? []), other: middle(medians["PyTorch"] ?? []))
        print(text)
        guard let output else { return }
        let target = URL(fileURLWithPath: output, isDirectory: true)
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        try (lines.joined(separator: "\n") + "\n").write(
            to: target.appendingPathComponent("maple-training.csv"), atomically: true,
            encoding: .utf8)
        try text.write(
            to: target.appendingPathComponent("maple-training.md"), atomically: true,
            encoding: .utf8)
    }

    private func peerNumbers(_ files: [URL], batch: Int) throws -> [Double] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments =
            [peer] + files.map(\.path) + [String(steps), String(batch), "1"]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let numbers = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isWhitespace)
            .compactMap { Double($0) }
        guard process.terminationStatus == 0, numbers.count == 4 else {
            throw ValidationError("\(peer) failed; it needs PyTorch (Debian: python3-torch)")
        }
        return numbers
    }

    private func middle(_ rows: [[Double]]) -> [Double] {
        (0..<4).map { column in rows.map { $0[column] }.sorted()[rows.count / 2] }
    }

    private func summary(own: [Double], other: [Double]) -> String {
        let names = ["a step, ms", "the training, ms", "final loss", "predicting 15,625 cells, ms"]
        return """
            MAPLE's network (60-48-48-32, with 11 numbers 43-48-48-1), 7 × 900 rows, \(steps) steps \
            of 256, one thread each, in turns; medians of \(runs) runs.

            | what | nas-search | PyTorch | ratio |
            |---|---|---|---|

            """
                + names.indices.map {
                    "| \(names[$0]) | \(String(format: "%.4f", own[$0])) "
                        + "| \(String(format: "%.4f", other[$0])) "
                        + "| \(String(format: "%.2f", own[$0] / other[$0])) |\n"
                }.joined()
    }
}
