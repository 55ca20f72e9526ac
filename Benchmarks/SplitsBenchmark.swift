import Architectures
import ArgumentParser
import Foundation
import LatencyPrediction
import Networks
import PublishedFormats

/// The splits of devices that few-shot papers judge on, with their published figures beside ours.
struct SplitsBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "splits",
        abstract: "Repeats public splits of devices; prints the published figures beside ours.")

    @Option(help: "The splits and what was published on them.")
    var `protocol` = "Benchmarks/PublicSplits.json"

    @OptionGroup var published: PublishedDataOption

    @Option(help: "Splits; without, all in the file.", transform: Self.list)
    var only: [String] = []

    @Option(help: "Estimators.", transform: Self.list)
    var latency = ["transfer", "op-count"]

    @Option(help: "Samples.", transform: { Self.list($0).compactMap(Int.init) })
    var samples = [3, 5, 10, 20]

    @Option(help: "How they are picked: random or chosen.")
    var sampling = SamplingStrategy.chosen

    @Option(help: "Designs of chosen samples, and draws of random ones.")
    var repeats = 10

    private static let entries = [
        TransferPredictor.entry, OpCountPredictor.entry, FLOPsPredictor.entry,
    ]

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map(String.init)
    }

    func run() throws {
        let splits = try PublicSplits(file: self.protocol)
        let entries = try latency.map { name in
            guard let entry = Self.entries.first(where: { $0.name == name }) else {
                throw ValidationError(
                    "--latency \(name): expected "
                        + Self.entries.map(\.name).joined(separator: ", "))
            }
            return entry
        }
        let space = try SearchSpace.nasBench201()
        let inputs = try PredictorInputs(
            features: CellFeatures(space: space),
            megaFLOPs: CostModel(space: space, dataset: space.definition.datasets[0]).megaFLOPs())
        // Table and name of a device; hardware doesn't count, as the splits have it.
        let tables = try PublishedTables(folder: published.data, space: space).latencies.map {
            PoolDevice(device: $0.device, hardware: $0.device, table: $0.table)
        }
        for (method, source) in splits.sources.sorted(by: { $0.key < $1.key }) {
            print("\(method): \(source)")
        }
        print(
            "ours: scored on all architectures but the samples; \(sampling.rawValue) samples, "
                + "mean of \(repeats); 900 architectures of each pool device\n")
        print("mean Spearman correlation (share within ±10 %) at k samples\n")
        print("| split | method | " + samples.map(String.init).joined(separator: " | ") + " |")
        print("|---|---|" + samples.map { _ in "---" }.joined(separator: "|") + "|")
        var notes: [String] = []
        for split in splits.splits where only.isEmpty || only.contains(split.name) {
            let known = Set(tables.map(\.device))
            let missing = Set(split.pool + split.targets).subtracting(known).sorted()
            if !missing.isEmpty {
                notes.append("\(split.name): no table of \(missing.joined(separator: ", "))")
            }
            for (method, figures) in split.spearman.sorted(by: { $0.key < $1.key }) {
                let cells = samples.map {
                    figures[String($0)].map { String(format: "%.3f", $0) } ?? "–"
                }
                print("| \(split.name) | \(method) | " + cells.joined(separator: " | ") + " |")
            }
            for entry in entries {
                let cells = try cells(of: entry, on: split, tables: tables, inputs: inputs)
                print("| \(split.name) | \(entry.name) | " + cells.joined(separator: " | ") + " |")
            }
        }
        print("\n" + notes.joined(separator: "\n"))
    }

    /// A kind of estimator's figures on a split, one a number of samples.
    private func cells(
        of entry: PredictorEntry, on split: PublicSplits.Split, tables: [PoolDevice],
        inputs: PredictorInputs
    ) throws -> [String] {
        var settings = LeaveOneDeviceOut.Settings()
        settings.samples = samples
        settings.samplings = [sampling]
        settings.repeats = repeats
        settings.targets = split.targets
        settings.sources = split.pool
        settings.poolRule = .everyone
        var inputs = inputs
        inputs.pool = tables.filter { (split.pool + split.targets).contains($0.device) }
        let rows = try LeaveOneDeviceOut(inputs: inputs, settings: settings).rows(of: entry).rows
        let means = EvaluationRow.means(of: rows)
        return samples.map { count in
            means.first { $0.samples == count }.map {
                String(format: "%.3f (%.2f)", $0.spearman, $0.within10)
            } ?? "–"
        }
    }
}

extension SamplingStrategy: ExpressibleByArgument {}

/// Splits of devices, and the figures that were published on them.
struct PublicSplits: Decodable {
    /// One division of devices into a pool and targets.
    struct Split: Decodable {
        let name: String
        let pool: [String]
        let targets: [String]
        /// Mean Spearman correlations by method and, as text, number of samples.
        let spearman: [String: [String: Double]]
    }

    /// Where each method's figures stand, and how they came about.
    let sources: [String: String]
    let splits: [Split]

    init(file: String) throws {
        let data: Data
        do { data = try Data(contentsOf: URL(fileURLWithPath: file)) } catch {
            throw ValidationError(
                "--protocol \(file): can't be read; run this in a clone's folder, or name the file")
        }
        do { self = try JSONDecoder().decode(Self.self, from: data) } catch {
            throw ValidationError(
                "--protocol \(file): no splits as in Benchmarks/PublicSplits.json")
        }
    }
}
