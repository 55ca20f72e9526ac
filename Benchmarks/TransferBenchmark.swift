import Architectures
import ArgumentParser
import Foundation
import LatencyPrediction
import Networks
import PublishedFormats

/// Leave-one-device-out errors of the estimators over published tables, and times of `transfer`.
struct TransferBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transfer", abstract: "Errors on devices left out, and times of transfer.")

    @Option(help: "A folder with published tables.")
    var data = "../shared/data"

    @Option(help: "Devices of the pool, separated by commas; without, all.")
    var pool: String?

    @Option(help: "Devices that play the target, separated by commas; without, all of the pool.")
    var targets: String?

    @Option(help: "Devices that never play the target.")
    var skip: String?

    @Option(help: "Estimators.")
    var latency = "transfer"

    @Option(help: "Samples.")
    var samples = "3,10"

    @Option(help: "Draws of random samples.")
    var repeats = 10

    @Flag(help: "A line a device.")
    var details = false

    @Flag(help: "Times only.")
    var times = false

    func run() throws {
        func list(_ text: String?) -> [String]? {
            text?.split(separator: ",").map(String.init)
        }
        let space = try SearchSpace.nasBench201()
        let catalogue = try DeviceCatalogue.bundled()
        let names = list(pool)
        let devices = try PublishedTables(folder: data, space: space).latencies
            .filter { names?.contains($0.device) ?? true }
            .map { device, table in
                PoolDevice(
                    device: device,
                    hardware: catalogue.device(named: device)?.device.hardware ?? device,
                    table: table)
            }
        let inputs = try PredictorInputs(
            features: CellFeatures(space: space),
            megaFLOPs: CostModel(space: space, dataset: space.definition.datasets[0]).megaFLOPs(),
            pool: devices)
        if times {
            try printTimes(inputs)
            return
        }
        var settings = LeaveOneDeviceOut.Settings()
        settings.samples = list(samples)?.compactMap(Int.init) ?? []
        settings.repeats = repeats
        let skipped = list(skip) ?? []
        settings.targets =
            list(targets) ?? devices.map(\.device).filter { !skipped.contains($0) }
        let clock = ContinuousClock()
        let start = clock.now
        let evaluation = LeaveOneDeviceOut(inputs: inputs, settings: settings)
        let entries = [TransferPredictor.entry, OpCountPredictor.entry, FLOPsPredictor.entry]
        for entry in entries where list(latency)?.contains(entry.name) ?? false {
            let (rows, notes) = try evaluation.rows(of: entry)
            for row in (details ? rows : []) + EvaluationRow.means(of: rows) { show(row) }
            for note in notes { print(note) }
        }
        print("\(start.duration(to: clock.now))")
    }

    private func show(_ row: EvaluationRow) {
        print(
            column(row.device ?? "mean", -44) + column(row.latencySource, -10)
                + column("\(row.samples)", 4) + " "
                + column(row.sampling?.rawValue ?? "", -8)
                + String(
                    format: "  ±5 %.3f  ±10 %.3f (%.3f)  MAPE %.3f  rho %.3f  80 %% %.2f",
                    row.within5, row.within10, row.within10Deviation ?? 0, row.mape,
                    row.spearman, row.coverage80 ?? .nan))
    }

    private func printTimes(_ inputs: PredictorInputs) throws {
        let entry = TransferPredictor.entry
        let predictor = try entry.make(inputs)
        let table = inputs.pool[0].table
        var generator = SeededGenerator(seed: 0)
        let picks = try SampleSelector(features: inputs.features).random(
            10, among: table.covered, using: &generator)
        let target = AdaptationTarget(
            device: "x",
            samples: picks.map {
                LatencySample(architecture: $0, milliseconds: table.values[$0.code])
            })
        let estimator = try predictor.adapted(to: target)
        print(estimator.summary)
        let all = inputs.features.space.architectures
        try time("make, \(inputs.pool.count) devices") { _ = try entry.make(inputs) }
        try time("pools of all") { _ = PoolSelection.pools(among: inputs.pool) }
        try time("adapt to 10") { _ = try predictor.adapted(to: target) }
        try time("estimate all") { _ = try estimator.estimate(all) }
        try time("ranking, chosen") {
            _ = try PredictorRanking(
                of: [OpCountPredictor.entry, FLOPsPredictor.entry, entry], inputs: inputs,
                samples: 10, sampling: .chosen)
        }
        try time("ranking without transfer") {
            _ = try PredictorRanking(
                of: [OpCountPredictor.entry, FLOPsPredictor.entry], inputs: inputs,
                samples: 10, sampling: .chosen)
        }
    }

    private func time(_ what: String, _ body: () throws -> Void) throws {
        let clock = ContinuousClock()
        let times = try (0..<7).map { _ in try clock.measure(body) }.sorted()
        print(column(what, -40) + "\(times[3])")
    }
}
