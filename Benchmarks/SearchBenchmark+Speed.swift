import Architectures
import ArgumentParser
import Foundation
import Search

/// Evaluations per second of the algorithms, and the time of an exact front.
struct SearchSpeed: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search-speed",
        abstract: "10,000 table look-ups by each algorithm, and the exact front of the space.")

    @OptionGroup var published: PublishedDataOption

    @Option(help: "Repeats of each figure; the median is shown.")
    var repeats = 21

    @Option(help: "A Python that has pymoo: runs Benchmarks/peers on the same table as well.")
    var python: String?

    @Option(help: "A folder for the raw figures and the summary; without it, only the summary.")
    var output: String?

    func validate() throws {
        guard repeats > 0 else { throw ValidationError("--repeats: expected 1 or more") }
    }

    func run() throws {
        let space = try SearchSpace.nasBench201()
        let problem = try SearchBenchmark.problem(
            device: "titan_rtx_1",
            accuracy: AccuracyKey(dataset: "cifar100", split: .valid, epochs: 200),
            isLatencyKnown: false, tables: PublishedTables(folder: published.data, space: space),
            space: space)
        var raw = ["what,repeat,milliseconds"]
        var lines = [
            "10,000 distinct evaluations on titan_rtx_1, CIFAR-100; the least, median and greatest "
                + "of \(repeats). \(SearchBenchmark.machine).",
            "",
            "| what | ms | evaluations/s |",
            "|---|---|---|",
        ]
        func add(_ name: String, evaluations: Int?, _ times: [Double]) {
            raw += times.enumerated().map { "\(name),\($0),\($1)" }
            let median = SearchBenchmark.quantile(times, 0.5)
            let rate = evaluations.map { String(format: "%.0f", Double($0) / median * 1000) }
            let figures = String(
                format: "%.3f (%.3f–%.3f)", median, times.min() ?? 0, times.max() ?? 0)
            lines.append("| \(name) | \(figures) | \(rate ?? "–") |")
        }
        add("exact front of the space", evaluations: nil, timed { _ in problem.exactFront().count })
        let run = try SearchRun(budget: 10_000, task: problem.task)
        var evaluator = problem
        let population = try timed { seed in
            let algorithm = SearchAlgorithmKind.makeNSGA2(
                population: 100, for: problem.task, seed: UInt64(seed))
            return try run.run(algorithm, evaluator: &evaluator).count
        }
        add("nsga2, population 100", evaluations: 10_000, population)
        for kind in SearchAlgorithmKind.allCases {
            let times = try timed { seed in
                let algorithm = kind.makeAlgorithm(for: problem.task, seed: UInt64(seed))
                return try run.run(algorithm, evaluator: &evaluator).count
            }
            add(kind.rawValue, evaluations: 10_000, times)
        }
        if let python {
            let answer = try SearchBenchmark.runPeer(
                python: python, ["speed", "--data", published.data, "--repeats", "5"])
            let rate = Double(answer.trimmingCharacters(in: .whitespacesAndNewlines)) ?? .nan
            let own = 10_000 / SearchBenchmark.quantile(population, 0.5) * 1000
            raw.append("pymoo nsga2 population 100,0,\(10_000 / rate * 1000)")
            lines.append(
                "| pymoo NSGA-II, population 100 | "
                    + String(format: "%.0f | %.0f |", 10_000 / rate * 1000, rate))
            lines += ["", String(format: "nsga2 against pymoo: %.0f times.", own / rate)]
        }
        let summary = lines.joined(separator: "\n") + "\n"
        print(summary)
        guard let output else { return }
        let folder = URL(fileURLWithPath: output, isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try (raw.joined(separator: "\n") + "\n").write(
            to: folder.appendingPathComponent("search-speed.csv"), atomically: true,
            encoding: .utf8)
        try summary.write(
            to: folder.appendingPathComponent("search-speed.md"), atomically: true,
            encoding: .utf8)
    }

    /// Milliseconds of each repeat, after one that is not counted.
    private func timed(_ body: (Int) throws -> Int) rethrows -> [Double] {
        let clock = ContinuousClock()
        return try (0...repeats).map { seed in
            var count = 0
            let duration = try clock.measure { count = try body(seed) }
            precondition(count > 0, "nothing was done")
            return duration / .milliseconds(1)
        }.dropFirst().map { $0 }
    }
}
