import Architectures
import ArgumentParser
import Foundation
import LatencyPrediction
import Networks
import PublishedFormats

/// Times of `transfer` and of the default choice, over all published tables.
struct TransferBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer", abstract: "Times of transfer and of the default choice.")

    @OptionGroup var published: PublishedDataOption

    @Option(help: "Runs; the median counts.")
    var runs = 9

    func run() throws {
        let space = try SearchSpace.nasBench201()
        let catalogue = try DeviceCatalogue.bundled()
        let devices = try PublishedTables(folder: published.data, space: space).latencies.map {
            PoolDevice(
                device: $0.device,
                hardware: catalogue.device(named: $0.device)?.device.hardware ?? $0.device,
                table: $0.table)
        }
        guard let first = devices.first else {
            throw ValidationError("no tables in \(published.data)")
        }
        let inputs = try PredictorInputs(
            features: CellFeatures(space: space),
            megaFLOPs: CostModel(space: space, dataset: space.definition.datasets[0]).megaFLOPs(),
            pool: devices)
        let entry = TransferPredictor.entry
        let predictor = try entry.make(inputs)
        var generator = SeededGenerator(seed: 0)
        let picks = try SampleSelector(features: inputs.features).random(
            10, among: first.table.covered, using: &generator)
        let target = AdaptationTarget(
            device: "target",
            samples: picks.map {
                LatencySample(architecture: $0, milliseconds: first.table.values[$0.code])
            })
        let estimator = try predictor.adapted(to: target)
        let all = space.architectures
        try printTime("train on \(devices.count) devices") { _ = try entry.make(inputs) }
        try printTime("adapt to 10 samples") { _ = try predictor.adapted(to: target) }
        try printTime("estimate all \(all.count)") { _ = try estimator.estimate(all) }
        try printTime("pools of \(devices.count) devices") {
            _ = PoolSelection.pools(among: devices)
        }
        let entries = [OpCountPredictor.entry, FLOPsPredictor.entry]
        for candidates in [entries, entries + [entry]] {
            try printTime("default choice among \(candidates.map(\.name).joined(separator: ", "))")
            {
                _ = try PredictorRanking(
                    of: candidates, inputs: inputs, samples: 10, sampling: .chosen)
            }
        }
    }

    private func printTime(_ what: String, _ body: () throws -> Void) throws {
        let clock = ContinuousClock()
        let times = try (0..<max(1, runs)).map { _ in try clock.measure(body) }.sorted()
        let milliseconds = times[times.count / 2] / .milliseconds(1)
        print(column(what, -50) + column(String(format: "%.2f ms", milliseconds), 12))
    }
}
