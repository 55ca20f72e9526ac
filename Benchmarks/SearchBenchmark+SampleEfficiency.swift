import Architectures
import ArgumentParser
import Foundation
import Search

/// How much of the exact front each algorithm has after few evaluations.
struct SampleEfficiency: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample-efficiency",
        abstract: "Hypervolume ratio and recall after a number of distinct evaluations.")

    @OptionGroup var published: PublishedDataOption

    @Option(help: "Devices, separated by commas.")
    var devices = "titan_rtx_1,gold_6226,embedded-tpu-edge-tpu-int8"

    @Option(help: "cifar10, cifar100 or imagenet16-120.")
    var dataset = "cifar100"

    @Option(help: "Seeds 0, 1, … of each algorithm.")
    var seeds = 31

    @Flag(help: "Latency is free for every cell, as when it is predicted.")
    var latencyIsFree = false

    @Option(help: "A Python that has pymoo: runs Benchmarks/peers on the same tables as well.")
    var python: String?

    @Option(help: "A folder for the raw figures and the summary; without it, only the summary.")
    var output: String?

    @Option(help: "What the files are called.")
    var name = "sample-efficiency"

    private static let budgets = [100, 200, 500, 1000]

    func validate() throws {
        guard seeds > 0 else { throw ValidationError("--seeds: expected 1 or more") }
    }

    func run() throws {
        let space = try SearchSpace.nasBench201()
        let tables = try PublishedTables(folder: published.data, space: space)
        var raw = ["device,algorithm,seed,budget,hypervolume_ratio,recall"]
        for device in devices.split(separator: ",").map(String.init) {
            let problem = try SearchBenchmark.problem(
                device: device,
                accuracy: AccuracyKey(dataset: dataset, split: .valid, epochs: 200),
                isLatencyKnown: latencyIsFree, tables: tables, space: space)
            for kind in SearchAlgorithmKind.allCases {
                raw += try rows(of: kind, device: device, problem: problem)
            }
        }
        if let python { raw += try peerRows(python) }
        let summary = summary(of: raw)
        print(summary)
        guard let output else { return }
        let folder = URL(fileURLWithPath: output, isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try (raw.joined(separator: "\n") + "\n").write(
            to: folder.appendingPathComponent("\(name).csv"), atomically: true, encoding: .utf8)
        try summary.write(
            to: folder.appendingPathComponent("\(name).md"), atomically: true, encoding: .utf8)
    }

    private func rows(
        of kind: SearchAlgorithmKind, device: String, problem: SearchProblem
    ) throws -> [String] {
        var evaluator = problem
        let exact = problem.exactFront().objectives
        let reference = problem.referencePoint(exact: exact)
        let run = try SearchRun(budget: Self.budgets.max() ?? 1, task: problem.task)
        var rows: [String] = []
        for seed in 0..<seeds {
            let history = try run.run(
                kind.makeAlgorithm(for: problem.task, seed: UInt64(seed)), evaluator: &evaluator)
            for budget in Self.budgets {
                let metrics = FrontMetrics(
                    found: history.prefix(budget).front().objectives, exact: exact,
                    reference: reference)
                rows.append(
                    "\(device),\(kind.rawValue),\(seed),\(budget),"
                        + String(format: "%.6f,%.6f", metrics.hypervolumeRatio, metrics.recall))
            }
        }
        return rows
    }

    private func peerRows(_ python: String) throws -> [String] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "peer-\(ProcessInfo.processInfo.processIdentifier).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        _ = try SearchBenchmark.runPeer(
            python: python,
            [
                "efficiency", "--data", published.data, "--devices", devices, "--seeds", "\(seeds)",
                "--accuracy", dataset.replacingOccurrences(of: "-", with: "_") + "_valid_200",
                "--csv", file.path,
            ])
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
            .map(String.init)
    }

    private func summary(of raw: [String]) -> String {
        var groups: [String: [(ratio: Double, recall: Double)]] = [:]
        var pairs: [String] = []
        for row in raw.dropFirst() {
            let fields = row.split(separator: ",").map(String.init)
            let pair = "\(fields[0]) | \(fields[1])"
            if pairs.last != pair { pairs.append(pair) }
            let figures = (Double(fields[4]) ?? .nan, Double(fields[5]) ?? .nan)
            groups["\(pair) | \(fields[3])", default: []].append(figures)
        }
        let title = latencyIsFree ? "latency free for every cell" : "`--latency oracle`"
        var lines = [
            "Hypervolume ratio, median (quartiles), and median recall after distinct evaluations; "
                + "\(title), \(dataset) validation accuracy after 200 epochs, \(seeds) seeds. "
                + "\(SearchBenchmark.machine).",
            "",
            "| device | algorithm | "
                + Self.budgets.map { "\($0)" }.joined(separator: " | ") + " |",
            "|---|---|" + String(repeating: "---|", count: Self.budgets.count),
        ]
        for pair in pairs {
            let cells = Self.budgets.map { budget -> String in
                let group = groups["\(pair) | \(budget)"] ?? []
                let ratios = group.map(\.ratio)
                return String(
                    format: "%.4f (%.4f–%.4f), %.2f", SearchBenchmark.quantile(ratios, 0.5),
                    SearchBenchmark.quantile(ratios, 0.25), SearchBenchmark.quantile(ratios, 0.75),
                    SearchBenchmark.quantile(group.map(\.recall), 0.5))
            }
            lines.append("| \(pair) | " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
