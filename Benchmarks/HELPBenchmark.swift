import Architectures
import ArgumentParser
import Foundation
import LatencyPrediction
import Networks
import PublishedFormats

/// HELP on the devices of its own paper: a reproduction, so nothing is tuned.
struct HELPBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "help",
        abstract: "HELP on the devices of its paper, Spearman's ρ beside the published one.")

    @OptionGroup var published: PublishedDataOption

    @Option(help: "Meta-trainings.")
    var seeds = 3

    @Option(help: "Supports drawn on every device for each of them.")
    var draws = 10

    @Option(help: "Episodes of a meta-training.")
    var episodes = 2_000

    @Option(help: "A folder for help.csv and help.md.")
    var output: String?

    /// The paper's devices but silver_4114, whose table the ones used here lack.
    private static let trained = [
        "1080ti_1", "1080ti_32", "1080ti_256", "silver_4210r", "samsung_a50", "pixel3",
        "essential_ph_1", "samsung_s7",
    ]
    private static let validated = ["titanx_1", "titanx_32", "titanx_256", "gold_6240"]
    /// With the paper's ρ (table 3).
    private static let tested: [(device: String, published: Double)] = [
        ("titan_rtx_256", 0.987), ("gold_6226", 0.989), ("fpga", 0.985), ("pixel2", 0.802),
        ("raspi4", 0.890), ("eyeriss", 0.940),
    ]
    /// Episodes between two looks at the validation devices.
    private static let interval = 50
    /// Draws of samples for errors in milliseconds, each of which predicts the whole space.
    private static let errorDraws = 2

    func run() throws {
        let space = try SearchSpace.nasBench201()
        let tables = try PublishedTables(folder: published.data, space: space).latencies
        func table(_ name: String) throws -> ObjectiveTable {
            guard let found = tables.first(where: { $0.device == name }) else {
                throw ValidationError("no table of \(name) in \(published.data)")
            }
            return found.table
        }
        func tasks(_ names: [String]) throws -> [HELPRankingTask] {
            try names.compactMap {
                HELPRankingTask(device: $0, table: try table($0), space: space)
            }
        }
        let pool = try Self.trained.map {
            PoolDevice(device: $0, hardware: $0, table: try table($0))
        }
        let validation = try tasks(Self.validated)
        let tests = try tasks(Self.tested.map(\.device))
        let features = CellFeatures(space: space)
        let megaFLOPs = CostModel(
            space: space, dataset: space.definition.datasets[0]
        ).megaFLOPs()
        var settings = HELPSettings()
        settings.episodes = episodes
        var rows: [Row] = []
        var errors: [ErrorRow] = []
        for seed in 0..<UInt64(max(1, seeds)) {
            let clock = ContinuousClock()
            let start = clock.now
            let training = try HELPTraining(
                PredictorInputs(
                    features: features, megaFLOPs: megaFLOPs, pool: pool, seed: seed),
                settings: settings)
            let run = try trained(training, count: pool.count, tasks: validation)
            let seconds = (clock.now - start) / .seconds(1)
            for (choice, predictor) in [("last", run.last), ("validated", run.best)] {
                for task in tests {
                    rows += try (0..<UInt64(max(1, draws))).map { draw in
                        Row(
                            seed: seed, choice: choice, device: task.device, draw: draw,
                            spearman: try task.spearman(of: predictor, seed: draw))
                    }
                }
            }
            for (device, _) in Self.tested {
                errors += try (0..<UInt64(Self.errorDraws)).map { draw in
                    try Self.error(
                        of: run.last, device: device, table: try table(device), draw: draw,
                        features: features)
                }
            }
            print(
                "seed \(seed): trained in \(String(format: "%.0f", seconds)) s; validation ρ "
                    + "\(String(format: "%.3f", run.spearman)) at episode \(run.episode)")
        }
        let report = Self.report(rows) + "\n" + Self.report(errors)
        print(report)
        guard let output else { return }
        let folder = URL(fileURLWithPath: output, isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let lines = rows.map {
            "\($0.seed),\($0.choice),\($0.device),\($0.draw),"
                + String(format: "%.4f", $0.spearman)
        }
        let csv = (["seed,weights,device,draw,spearman"] + lines).joined(separator: "\n") + "\n"
        try Data(csv.utf8).write(to: folder.appendingPathComponent("help.csv"))
        try Data(report.utf8).write(to: folder.appendingPathComponent("help.md"))
    }

    private struct Row {
        let seed: UInt64
        let choice: String
        let device: String
        let draw: UInt64
        let spearman: Double
    }

    /// Errors in milliseconds, as every estimator of this project is judged.
    private struct ErrorRow {
        let device: String
        let within10: Double
        let coverage80: Double
    }

    /// Adapts to 10 random samples and the reference latencies, and tests on all that is left.
    private static func error(
        of predictor: HELPPredictor, device: String, table: ObjectiveTable, draw: UInt64,
        features: CellFeatures
    ) throws -> ErrorRow {
        var generator = SeededGenerator(seed: draw)
        let picked = try SampleSelector(features: features).random(
            10, among: table.covered.filter { table.values[$0.code] > 0 }, using: &generator)
        let estimator = try predictor.adapted(
            to: AdaptationTarget(
                device: device,
                samples: picked.map {
                    LatencySample(architecture: $0, milliseconds: table.values[$0.code])
                }, table: table))
        let test = TestSet(table: table, without: estimator.usedArchitectures, features: features)
        let estimates = try estimator.estimate(test.architectures)
        return ErrorRow(
            device: device,
            within10: shareWithin(0.1, of: test.truth, estimates.milliseconds),
            coverage80: intervalCoverage(of: test.truth, by: estimates, z: 1.2816))
    }

    /// Shares within ±10 % and inside the 80 % intervals.
    private static func report(_ rows: [ErrorRow]) -> String {
        var lines = ["| device | ±10 % | in 80 % intervals |", "|---|---|---|"]
        func line(_ name: String, _ rows: [ErrorRow]) {
            let figures = [\ErrorRow.within10, \.coverage80].map { figure in
                let mean = rows.reduce(0) { $0 + $1[keyPath: figure] } / Double(rows.count)
                return String(format: "%.3f", mean)
            }
            lines.append("| \(name) | \(figures.joined(separator: " | ")) |")
        }
        for (device, _) in tested { line(device, rows.filter { $0.device == device }) }
        line("mean", rows)
        return lines.joined(separator: "\n") + "\n"
    }

    /// A meta-training's outcome.
    private struct Run {
        var last: HELPPredictor
        var best: HELPPredictor
        var spearman: Double
        var episode: Int
    }

    /// Trains, and keeps the model with the largest mean ρ on the validation devices, one support
    /// each, as the original selects.
    private func trained(
        _ training: HELPTraining, count: Int, tasks: [HELPRankingTask]
    ) throws -> Run {
        var best: (predictor: HELPPredictor, spearman: Double, episode: Int)?
        var failure: (any Error)?
        var present = 0
        let last = training.predictor(pool: Array(0..<count)) { episode, _ in
            present = episode
            return episode % Self.interval == 0
        } checkpoint: { predictor in
            do {
                let sum = try tasks.reduce(0) {
                    $0 + (try $1.spearman(of: predictor, seed: UInt64(present)))
                }
                let mean = sum / Double(tasks.count)
                if let best, !(mean > best.spearman) { return }
                best = (predictor, mean, present)
            } catch { failure = error }
        }
        if let failure { throw failure }
        guard let best else { throw ValidationError("--episodes: \(Self.interval) or more") }
        return Run(
            last: last, best: best.predictor, spearman: best.spearman, episode: best.episode)
    }

    /// Mean ρ and its spread over all draws and seeds.
    private static func report(_ rows: [Row]) -> String {
        var lines = [
            "| device | published | last episode | by validation |", "|---|---|---|---|",
        ]
        func figures(_ values: [Double]) -> String {
            let mean = values.reduce(0, +) / Double(values.count)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let deviation = (squares / Double(max(1, values.count - 1))).squareRoot()
            return String(
                format: "%.3f ± %.3f (%.3f–%.3f)", mean, deviation, values.min() ?? .nan,
                values.max() ?? .nan)
        }
        func values(_ device: String?, _ choice: String) -> [Double] {
            rows.filter { $0.choice == choice && $0.device == device ?? $0.device }
                .map(\.spearman)
        }
        for (device, published) in tested {
            lines.append(
                "| \(device) | \(String(format: "%.3f", published)) | "
                    + "\(figures(values(device, "last"))) | "
                    + "\(figures(values(device, "validated"))) |")
        }
        let mean = tested.reduce(0) { $0 + $1.published } / Double(tested.count)
        lines.append(
            "| mean | \(String(format: "%.3f", mean)) | \(figures(values(nil, "last"))) | "
                + "\(figures(values(nil, "validated"))) |")
        return lines.joined(separator: "\n") + "\n"
    }
}
