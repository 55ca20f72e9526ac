import Architectures
import ArgumentParser
import FileSystem
import Foundation
import ModelExport
import NASSearch
import Networks
import TabularStore

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes files of chosen architectures.",
        discussion: """
            Architectures are given as published indices or strings:

              nas-search export 9930 --format json,svg --output chosen --device gold_6226
              nas-search export 9930 --format onnx,pytorch --dataset cifar10 --batch dynamic

            An ONNX file holds the network with its weights, a LiteRT file \
            (.tflite) and ncnn's two files (.param, .bin) as a converter would lay it out; a PyTorch \
            file is Python that needs torch alone, with its weights in a safetensors file beside it. \
            Without --weights they are random: good for timing, not for answers.
            """)

    @Argument(help: "Published indices or strings of architectures.")
    var architectures: [ArchitectureWords] = []

    @Option(
        help: ArgumentHelp(
            "Kinds of files, separated by commas: onnx, litert, ncnn, pytorch, json, dot, svg.",
            valueName: "list"))
    var format: String = "json"

    @Option(
        name: [.customLong("output"), .customLong("export")],
        help: ArgumentHelp("Folder for the files.", valueName: "dir"))
    var output: String = "."

    @Option(
        help: ArgumentHelp(
            "Devices whose latency, from their table or else predicted, and energy are written "
                + "along, separated by commas.",
            valueName: "list"))
    var device: String?

    @Option(
        help: ArgumentHelp(
            "Data set whose input and classes files with weights have: cifar10, cifar100 or "
                + "imagenet16-120. Default: cifar100; the first of another space.",
            valueName: "name"))
    var dataset: String?

    @OptionGroup(title: "Network") var form: NetworkFormOptions
    @OptionGroup(title: "Network") var network: ExportNetworkOptions

    @Flag(help: "Overwrite files that exist.")
    var force = false

    @Flag(help: "Print the JSON schema of .json files and do nothing else.")
    var schema = false

    @OptionGroup var seed: SeedOption
    @OptionGroup var global: GlobalOptions

    func run() throws {
        if schema { return Console.print(ExportSchema.text) }
        guard !architectures.isEmpty else {
            throw Refusal("no architecture: name indices or strings, such as `export 9930`")
        }
        let formats = try FrontExportOptions.formats(format)
        let network = try self.network.checked(form, for: formats)
        let workspace = try global.workspace()
        let settings = network.settings(
            for: try workspace.space.knownDataset(
                dataset ?? workspace.space.definition.searchedDataset), seed: seed.seed)
        var seen = Set<Architecture>()
        let wanted = try architectures.flatMap(\.words).map(
            workspace.space.architecture(described:)
        ).filter {
            seen.insert($0).inserted
        }
        let facts = try ExportedFacts(
            workspace: workspace, dataset: settings.dataset, seed: seed.seed,
            devices: (device ?? "").split(separator: ",").map(String.init), of: wanted)
        for note in facts.notes { global.note(note) }
        let writer = ExportWriter(
            folder: URL(fileURLWithPath: output, isDirectory: true), overwrites: force)
        do { try writer.check() } catch let error as ExportError {
            throw Refusal(Sentences.explain(error))
        }
        let models = try wanted.map { architecture in
            ExportedModel(
                space: workspace.space, architecture: architecture,
                objectives: try facts.objectives(of: architecture),
                command: command(
                    workspace.space.publishedIndex(of: architecture), settings, formats),
                network: formats.contains(where: \.holdsWeights) ? settings : nil)
        }
        let files = try write(models, formats, with: writer)
        for file in files { global.note("wrote \(file.path)") }
        for note in network.notes(for: formats) { global.note(note) }
        if global.json {
            Console.print(
                try JSONDocument.text(Document(files: files.map(\.path))), terminator: "")
        }
    }

    private func write(
        _ models: [ExportedModel], _ formats: [ExportFormat], with writer: ExportWriter
    ) throws -> [URL] {
        let hooks = global.hooks
        hooks.announceStopping()
        var progress = hooks.begin("exporting", total: models.count * formats.count)
        var started = 0
        let files = try writer.write(models, formats: formats) {
            progress.update(started)
            started += 1
            return hooks.isCancelled()
        }
        progress.finish()
        let expected = models.reduce(0) { count, model in
            count + formats.reduce(0) { $0 + $1.fileNames(of: model).count }
        }
        if files.count < expected {
            throw Interrupted(
                description: "\(files.count) of \(expected) files are in \(output), whole; "
                    + "the same command with --force writes all")
        }
        return files
    }

    /// The command that would write an architecture's file again.
    private func command(
        _ index: Int, _ settings: NetworkSettings, _ formats: [ExportFormat]
    ) -> String {
        var words = ["nas-search", "export", "\(index)"]
        words += ["--format", formats.map(\.rawValue).joined(separator: ",")]
        if let device { words += ["--device", device] }
        words += ["--dataset", settings.dataset.name]
        if seed.seed != 0 { words += ["--seed", "\(seed.seed)"] }
        if formats.contains(where: \.holdsWeights) {
            words += ["--graph", settings.view.rawValue, "--batch", settings.batch.text]
            if !settings.foldsBatchNormalization { words.append("--no-fold-batch-norm") }
            if settings.operatorSet != ONNXModel.standardOperatorSet {
                words += ["--opset", "\(settings.operatorSet)"]
            }
            switch settings.weights {
            case .seed(let seed): words += ["--weights-seed", "\(seed)"]
            case .file(let name, _, _): words += ["--weights", network.weights ?? name]
            }
        }
        if let store = global.store { words += ["--store", store] }
        return ShellWord.joined(words)
    }

    private struct Document: Encodable {
        let files: [String]
    }
}
