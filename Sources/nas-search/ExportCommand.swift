import Architectures
import ArgumentParser
import Foundation
import ModelExport
import Reporting
import TabularStore

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes files of chosen architectures.",
        discussion: """
            Architectures are given as published indices or strings:

              nas-search export 9930 --format json,dot --output chosen --device gold_6226
            """)

    @Argument(help: "Published indices or strings of architectures.")
    var architectures: [String]

    @Option(
        help: ArgumentHelp("Kinds of files, separated by commas: json, dot.", valueName: "list"))
    var format: String = "json"

    @Option(help: ArgumentHelp("Folder for the files.", valueName: "dir"))
    var output: String = "."

    @Option(
        help: ArgumentHelp(
            "Devices whose table's latency is written along, separated by commas.",
            valueName: "list"))
    var device: String?

    @Flag(help: "Overwrite files that exist.")
    var force = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let formats = try FrontExportOptions.formats(format)
        let bench = try Workbench(global)
        var seen = Set<Architecture>()
        let wanted = try architectures.map(bench.architecture).filter { seen.insert($0).inserted }
        let devices = try (device ?? "").split(separator: ",").map { try bench.resolve(String($0)) }
        let writer = ExportWriter(
            folder: URL(fileURLWithPath: output, isDirectory: true), overwrites: force)
        var written: [String] = []
        for architecture in wanted {
            let model = ExportedModel(
                space: bench.space, architecture: architecture,
                objectives: try bench.objectives(of: architecture, devices: devices),
                command: "nas-search export \(bench.space.publishedIndex(of: architecture))")
            for file in try writer.write(model, formats: formats) {
                global.note("wrote \(file.path)")
                written.append(file.path)
            }
        }
        if global.json {
            Console.print(try JSONDocument.text(Document(files: written)), terminator: "")
        }
    }

    private struct Document: Encodable {
        let files: [String]
    }
}

extension Workbench {
    /// What the store's tables say about an architecture.
    fileprivate func objectives(
        of architecture: Architecture, devices: [ResolvedDevice]
    ) throws -> [ExportedObjective] {
        var objectives: [ExportedObjective] = []
        for info in try store.tables() {
            guard case .accuracy(let key) = info.quantity, key.seed == nil,
                let value = try store.table(info.quantity)?[architecture]
            else { continue }
            objectives.append(
                ExportedObjective(
                    name: "accuracy", value: value, unit: "%",
                    subject: "\(key.dataset), \(key.epochs) epochs, \(key.split.rawValue)",
                    origin: info.origin))
        }
        for device in devices {
            guard let value = try latencyTable(of: device.name)?[architecture] else { continue }
            objectives.append(
                ExportedObjective(
                    name: "latency", value: value, unit: "ms", subject: device.name,
                    origin: try origin(of: device.name)))
        }
        return objectives
    }
}
