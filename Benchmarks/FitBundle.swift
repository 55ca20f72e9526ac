import AccuracyPrediction
import Architectures
import ArgumentParser
import Foundation
import LatencyPrediction
import PublishedFormats
import SearchSpaces

/// Fits the models that ship with the program to published tables.
struct FitBundle: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit-bundle",
        abstract: "Fits the bundled accuracy surrogates and latency models to published tables.")

    @OptionGroup var published: PublishedDataOption

    @Option(help: "The folder to write the models and their manifest to.")
    var output = "SearchSpaces/Fitted"

    /// The same whatever the options were, so that it makes the same bytes.
    private static let command =
        "swift run -c release benchmarks fit-bundle --data FOLDER "
        + "--output SearchSpaces/Fitted"

    func run() throws {
        let space = try SearchSpace.nasBench201()
        let published = try PublishedTables(folder: published.data, space: space)
        let folder = URL(fileURLWithPath: output, isDirectory: true)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var entries: [BundleManifest.Entry] = []
        func write(_ file: BundledFile, _ contents: Data, errors: [String: [String: Double]]) throws
        {
            let name = URL(fileURLWithPath: file.path).lastPathComponent
            try contents.write(to: folder.appendingPathComponent(name), options: .atomic)
            entries.append(
                .init(file: name, contents: contents, command: Self.command, errors: errors))
        }
        if let latencies = try fitLatencies(published, space: space) {
            try write(
                BundledLatencyModels.file, latencies.json(), errors: latencies.errorsByDevice)
        }
        if let accuracies = fitAccuracies(published, space: space) {
            try write(
                BundledAccuracyModels.file, accuracies.json(), errors: accuracies.errorsByTable)
        }
        try BundleManifest(entries).json().write(
            to: folder.appendingPathComponent(BundleManifest.fileName), options: .atomic)
    }

    /// The models, or nil where the folder has no latencies.
    private func fitLatencies(
        _ published: PublishedTables, space: SearchSpace
    ) throws -> BundledLatencyModels? {
        let chosen = published.tables.filter { $0.table.quantity.isLatency }
        guard !chosen.isEmpty else { return nil }
        let models = try BundledLatencyModels.fit(
            chosen.map(\.table), features: CellFeatures(space: space), command: Self.command,
            inputs: PublishedTables.inputs(of: chosen).map {
                FittedInput(name: $0.name, sha256: $0.sha256)
            })
        print("\(column("device", -44))\(column("view", -12))  ±1 %   ±5 %  ±10 %   MAPE")
        for model in models.models {
            let errors = model.heldOut
            print(
                column(model.device, -44) + column(model.view.rawValue, -12)
                    + [errors.within1, errors.within5, errors.within10, errors.mape]
                    .map { column(String(format: "%.3f", $0), 7) }.joined()
                    + (model.leavesOutDisconnected ? "  without zero-output cells" : ""))
        }
        return models
    }

    /// The models, or nil where the folder has no complete accuracies after 200 epochs.
    private func fitAccuracies(
        _ published: PublishedTables, space: SearchSpace
    ) -> BundledAccuracyModels? {
        let chosen = SurrogateErrors.tables(of: published, space: space)
        guard !chosen.isEmpty else { return nil }
        let fit = SurrogateFitter(space: space).fit(chosen.map { ($0.key, $0.entry.table) }) {
            FileHandle.standardError.write(Data("surrogate: fit \($0) of 11\n".utf8))
        }
        let bundle = fit.bundle(
            command: Self.command,
            inputs: PublishedTables.inputs(of: chosen.map(\.entry)).map {
                BundledAccuracyModels.Input(name: $0.name, sha256: $0.sha256)
            }, errors: SurrogateErrors.errors(of:))
        print("\(column("accuracies, held out", -32))\(SurrogateErrors.head)")
        for model in bundle.models {
            print(
                column("\(model.key.dataset) \(model.key.split.rawValue)", -32)
                    + SurrogateErrors.line(model.heldOut))
        }
        return bundle
    }
}

extension BundledLatencyModels {
    /// Held-out errors for the manifest.
    fileprivate var errorsByDevice: [String: [String: Double]] {
        models.reduce(into: [:]) { errors, model in
            errors[model.device] = [
                "within5": model.heldOut.within5, "within10": model.heldOut.within10,
                "mape": model.heldOut.mape,
            ]
        }
    }
}

extension BundledAccuracyModels {
    /// Held-out errors for the manifest.
    fileprivate var errorsByTable: [String: [String: Double]] {
        models.reduce(into: [:]) { errors, model in
            errors["\(model.key.dataset) \(model.key.split.rawValue)"] = [
                "kendall": model.heldOut.kendall, "kendallTopHalf": model.heldOut.kendallTopHalf,
                "rootMeanSquare": model.heldOut.rootMeanSquare,
                "meanAbsolute": model.heldOut.meanAbsolute,
            ]
        }
    }
}

extension Quantity {
    /// Whether it is a latency.
    fileprivate var isLatency: Bool {
        if case .latency = self { return true }
        return false
    }
}

/// Text in a column: right-aligned to a width, or left-aligned to a negative one.
func column(_ text: String, _ width: Int) -> String {
    let padding = String(repeating: " ", count: max(0, abs(width) - text.count))
    return width < 0 ? text + padding : padding + text
}
