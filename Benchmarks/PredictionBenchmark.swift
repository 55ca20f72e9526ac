import AccuracyPrediction
import Architectures
import ArgumentParser
import Foundation
import LatencyPrediction
import Networks

/// Errors of the estimators that need no pool, for a few samples of each device.
struct PredictionBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prediction",
        abstract: "Errors of op-count, flops and lut from a few samples, per device.")

    @OptionGroup var published: PublishedDataOption

    @Option(help: "Devices; without, all in the folder.", transform: Self.list)
    var devices: [String] = []

    @Option(help: "Samples.", transform: { Self.list($0).compactMap(Int.init) })
    var samples = [3, 10]

    @Option(help: "Draws of random samples.")
    var draws = 20

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map(String.init)
    }

    func run() throws {
        let space = try SearchSpace.nasBench201()
        let features = CellFeatures(space: space)
        let inputs = try PredictorInputs(
            features: features,
            megaFLOPs: CostModel(space: space, dataset: space.definition.datasets[0]).megaFLOPs())
        let entries = [OpCountPredictor.entry, FLOPsPredictor.entry, LUTPredictor.entry]
        let tables = try PublishedTables(folder: published.data, space: space).latencies
            .filter { devices.isEmpty || devices.contains($0.device) }
        print(
            column("device", -44) + column("estimator", -10) + column("samples", 8) + " "
                + column("sampling", -9) + "   ±5 %  ±10 %   MAPE  Spearman   80 % σ")
        var means: [String: [[Double]]] = [:]
        var order: [String] = []
        for (device, table) in tables {
            for entry in entries {
                let predictor = try entry.make(inputs)
                let settings: [(Int, SamplingStrategy)] =
                    predictor.minimumSamples == 0
                    ? [(0, .random)]
                    : samples.flatMap { [($0, .random), ($0, .chosen)] }
                for (count, sampling) in settings {
                    guard
                        let row = try row(
                            predictor, device: device, table: table, count: count,
                            sampling: sampling, features: features)
                    else { continue }
                    let label =
                        column(entry.name, -10)
                        + column(count == 0 ? "–" : "\(count)", 8) + " "
                        + column(count == 0 ? "–" : sampling.rawValue, -9)
                    if means[label] == nil { order.append(label) }
                    means[label, default: []].append(row)
                    print(column(device, -44) + label + numbers(row))
                }
            }
        }
        for label in order {
            let rows = means[label] ?? []
            let mean = rows[0].indices.map { index in
                rows.reduce(0) { $0 + $1[index] } / Double(rows.count)
            }
            print(column("mean of \(rows.count)", -44) + label + numbers(mean))
        }
        try printTimes(tables: tables, entries: entries, inputs: inputs)
    }

    /// Medians of nine runs.
    private func printTimes(
        tables: [(device: String, table: ObjectiveTable)], entries: [PredictorEntry],
        inputs: PredictorInputs
    ) throws {
        guard let (device, table) = tables.first else { return }
        let space = inputs.features.space
        let selector = SampleSelector(features: inputs.features)
        let candidates = table.covered.filter { table.values[$0.code] > 0 }
        var generator = SeededGenerator(seed: 0)
        let picks = try selector.chosen(10, among: candidates, using: &generator)
        let target = AdaptationTarget(
            device: device,
            samples: picks.map {
                LatencySample(architecture: $0, milliseconds: table.values[$0.code])
            }, table: table)
        let predictor = OpCountPredictor(features: inputs.features)
        let estimator = try predictor.adapted(to: target)
        let all = space.architectures
        var pooled = inputs
        pooled.pool = tables.map {
            PoolDevice(device: $0.device, hardware: $0.device, table: $0.table)
        }
        try printTime("counts of the whole space") { _ = CellFeatures(space: space) }
        try printTime("10 chosen samples") {
            _ = try selector.chosen(10, among: candidates, using: &generator)
        }
        try printTime("op-count, fit to 10 samples") { _ = try predictor.adapted(to: target) }
        try printTime("op-count, all \(all.count)") { _ = try estimator.estimate(all) }
        try printTime("default choice among \(entries.count) over \(tables.count) devices") {
            _ = try PredictorRanking(of: entries, inputs: pooled, samples: 10, sampling: .chosen)
        }
        let key = AccuracyKey(
            dataset: space.definition.datasets[0].name, split: .valid, epochs: 200)
        try printTime("accuracy surrogate, load and evaluate") {
            _ = try AccuracySurrogate.bundled(key, space: space)?.accuracy(of: all)
        }
    }

    private func printTime(_ what: String, _ body: () throws -> Void) throws {
        let clock = ContinuousClock()
        let times = try (0..<9).map { _ in try clock.measure(body) }.sorted()
        let milliseconds = Double(times[4].components.attoseconds) / 1e15
        print(column(what, -60) + column(String(format: "%.2f ms", milliseconds), 12))
    }

    private func numbers(_ row: [Double]) -> String {
        row.enumerated().map {
            column($1.isNaN ? "–" : String(format: "%.3f", $1), $0 > 2 ? 9 : 7)
        }.joined()
    }

    /// The medians over the draws; nil where the device lacks what the estimator needs.
    private func row(
        _ predictor: any LatencyPredictor, device: String, table: ObjectiveTable, count: Int,
        sampling: SamplingStrategy, features: CellFeatures
    ) throws -> [Double]? {
        let selector = SampleSelector(features: features)
        let candidates = table.covered.filter { table.values[$0.code] > 0 }
        var rows: [[Double]] = []
        for draw in 0..<(sampling == .random && count > 0 ? draws : 1) {
            var generator = SeededGenerator(seed: UInt64(draw))
            let picks = try selector.pick(
                count, by: sampling, among: candidates, using: &generator)
            let target = AdaptationTarget(
                device: device,
                samples: picks.map {
                    LatencySample(architecture: $0, milliseconds: table.values[$0.code])
                }, table: table)
            let estimator: any AdaptedEstimator
            do {
                estimator = try predictor.adapted(to: target)
            } catch LatencyPredictionError.unavailable {
                return nil
            }
            let test = TestSet(
                table: table, without: estimator.usedArchitectures, features: features)
            let scores = try test.scores(of: estimator)
            let estimates = try estimator.estimate(test.architectures)
            let statesDeviations = !estimates.standardDeviations.contains { $0.isNaN }
            let coverage =
                statesDeviations
                ? intervalCoverage(of: test.truth, by: estimates, z: 1.2816) : .nan
            rows.append([scores.within5, scores.within10, scores.mape, scores.spearman, coverage])
        }
        return rows[0].indices.map { index in
            let sorted = rows.map { $0[index] }.sorted()
            let middle = sorted.count / 2
            return sorted.count % 2 == 1
                ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
        }
    }
}
