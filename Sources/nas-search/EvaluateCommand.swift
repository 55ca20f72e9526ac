import Architectures
import ArgumentParser
import LatencyPrediction
import Reporting

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Judges latency estimators on devices left out in turn.",
        discussion: """
            Every device of the pool plays the target once; the others, but those of its hardware \
            and near duplicates, are what an estimator learns from:

              nas-search evaluate --pool gold_6226,titan_rtx_1,titanx_1 --latency transfer,op-count
              nas-search evaluate --target pixel3 --latency transfer --samples 1,3,10,30
            """)

    @Option(
        help: ArgumentHelp(
            "Devices, separated by commas. Default: all that have a whole table.", valueName: "list"
        ))
    var pool: String?

    @Option(
        help: ArgumentHelp(
            "Estimators, separated by commas: \(EstimatorChoice.list). Default: for each device "
                + "the best predictor of its pool.", valueName: "list"))
    var latency: String?

    @Option(help: ArgumentHelp("Architectures measured on the target.", valueName: "list"))
    var samples: String = "3,10"

    @Option(help: ArgumentHelp("How they are picked: random, chosen or both.", valueName: "list"))
    var sampling: String = "random,chosen"

    @Option(help: ArgumentHelp("Draws of random samples.", valueName: "n"))
    var repeats: Int = 10

    @Option(
        help: ArgumentHelp(
            "Architectures of each pool device to learn from.", valueName: "n"))
    var train: Int = 900

    @Option(
        help: ArgumentHelp(
            "The devices that play the target. Default: all of the pool.", valueName: "list"))
    var target: String?

    @OptionGroup var seed: SeedOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let settings = try checkedSettings()
        let entries = try checkedEntries()
        let bench = try Workbench(global)
        var devices = try poolNames(bench)
        let targets = try target?.split(separator: ",").map { try bench.resolve(String($0)).name }
        for name in targets ?? [] where !devices.contains(name) { devices.append(name) }
        guard devices.count > 1 else {
            throw Refusal(
                "evaluate needs the tables of two devices or more, and has \(devices.count): take "
                    + "tables in with `nas-search data import FOLDER`")
        }
        do {
            var complete = settings
            complete.targets = targets
            let report = try report(
                bench: bench, devices: devices, entries: entries, settings: complete)
            let style = TextStyle(width: Console.outputWidth)
            Console.print(
                global.json
                    ? try JSONDocument.text(report)
                    : report.lines(style: style).joined(separator: "\n"),
                terminator: global.json ? "" : "\n")
        } catch let error as LatencyPredictionError {
            throw Refusal("\(error)")
        }
    }

    private func report(
        bench: Workbench, devices names: [String], entries: [PredictorEntry]?,
        settings: LeaveOneDeviceOut.Settings
    ) throws -> EvaluationReport {
        let factory = EstimatorFactory(bench: bench)
        let inputs = try factory.inputs(
            pool: try names.map { try poolDevice($0, bench) }, seed: seed.seed)
        let evaluation = LeaveOneDeviceOut(inputs: inputs, settings: settings)
        var rows: [EvaluationRow] = []
        var notes: [String] = []
        var done = 0
        let targets = evaluation.targets
        var progress = Progress(
            title: "evaluated", total: targets.count * (entries?.count ?? 1),
            isShown: !global.quiet)
        defer { progress.finish() }
        func judge(_ entry: PredictorEntry, on targets: [Int]) throws {
            let result = try evaluation.rows(of: entry, on: targets) { _ in
                done += 1
                progress.update(done)
            }
            rows += result.rows
            notes += result.notes
        }
        if let entries {
            for entry in entries { try judge(entry, on: targets) }
        } else {
            let candidates = EstimatorChoice.predictors
            let chosen = try targets.map { try evaluation.best(of: candidates, for: $0)?.name }
            for entry in candidates {
                let served = zip(targets, chosen).filter { $0.1 == entry.name }.map(\.0)
                if !served.isEmpty { try judge(entry, on: served) }
            }
        }
        let twins = Twins(space: bench.space)
        let judged = targets.map { evaluation.devices[$0] }
        let folded = judged.filter {
            TestSet.foldsDisconnected($0.table, features: inputs.features)
        }.map(\.device)
        if !folded.isEmpty {
            notes.append(
                "cells without a live path are left out of the errors on "
                    + folded.joined(separator: ", ") + ", which folded them away")
        }
        let whole = judged.filter(\.isInWholeMilliseconds).map(\.device)
        if !whole.isEmpty {
            notes.append(
                "whole milliseconds, so that rounding is part of the errors: "
                    + whole.joined(separator: ", "))
        }
        return EvaluationReport(
            pool: names, train: settings.train, repeats: settings.repeats, rows: rows,
            noise: judged.compactMap { device in
                twins.noise(of: device.table).map { (device.device, $0) }
            }, notes: notes)
    }

    private func poolNames(_ bench: Workbench) throws -> [String] {
        guard let pool else {
            return try bench.store.devices().map(\.device.name).filter {
                try bench.latencyTable(of: $0).map(bench.isWhole) ?? false
            }
        }
        let names = try pool.split(separator: ",").map { try bench.resolve(String($0)).name }
        guard Set(names).count == names.count else {
            throw Refusal("--pool \(pool): a device is named twice")
        }
        return names
    }

    private func poolDevice(_ name: String, _ bench: Workbench) throws -> PoolDevice {
        guard let table = try bench.latencyTable(of: name) else {
            throw Refusal(
                "evaluate needs a table of \(name), and the store has none: take tables in with "
                    + "`nas-search data import FOLDER`")
        }
        let hardware = try bench.resolve(name).device.hardware
        return PoolDevice(device: name, hardware: hardware ?? name, table: table)
    }

    private func checkedSettings() throws -> LeaveOneDeviceOut.Settings {
        var settings = LeaveOneDeviceOut.Settings()
        settings.samples = try samples.split(separator: ",").map { text in
            guard let count = Int(text), count > 0 else {
                throw Refusal("--samples \(samples): expected numbers such as 3,10")
            }
            return count
        }
        settings.samplings = try sampling.split(separator: ",").map { text in
            guard let strategy = SamplingStrategy(rawValue: String(text)) else {
                throw Refusal("--sampling \(sampling): expected random, chosen or both")
            }
            return strategy
        }
        guard repeats > 0 else { throw Refusal("--repeats \(repeats): expected 1 or more") }
        guard train > 0 else { throw Refusal("--train \(train): expected 1 or more") }
        guard !settings.samples.isEmpty else { throw Refusal("--samples is empty") }
        guard !settings.samplings.isEmpty else { throw Refusal("--sampling is empty") }
        settings.repeats = repeats
        settings.train = train
        return settings
    }

    private func checkedEntries() throws -> [PredictorEntry]? {
        try latency?.split(separator: ",").map { text in
            let name = String(text)
            guard let entry = EstimatorChoice.entries.first(where: { $0.name == name }) else {
                throw Refusal(
                    "unknown latency estimator '\(name)': there are \(EstimatorChoice.list)"
                        + NearestName.question(for: name, among: EstimatorChoice.allValueStrings))
            }
            guard entry.isPredictor, name != EstimatorChoice.bundled.name else {
                throw Refusal(
                    "--latency \(name): it knows the whole table of the device, so that nothing is "
                        + "left to judge it by")
            }
            return entry
        }
    }
}

extension PoolDevice {
    /// Whether no latency has a fraction of a millisecond.
    fileprivate var isInWholeMilliseconds: Bool {
        table.covered.allSatisfy {
            table.values[$0.code] == table.values[$0.code].rounded()
        }
    }
}
