import Architectures
import ArgumentParser
import Foundation
import ModelExport
import NASSearch
import Networks

/// Files of architectures picked from a front.
struct FrontExportOptions: ParsableArguments {
    @Option(
        name: [.customLong("export"), .customLong("output")],
        help: ArgumentHelp("Folder for files of the picked architectures.", valueName: "dir"))
    var export: String?

    @Option(
        help: ArgumentHelp(
            "Kinds of files, separated by commas: onnx, litert, ncnn, pytorch, json, dot, svg.",
            valueName: "list"))
    var format: String = "json"

    @Option(
        help: ArgumentHelp(
            "Which members of the front: all, knee, fastest, most-accurate, under:8ms (the most "
                + "accurate of those), or an index. The knee is the member farthest above the "
                + "straight line between the front's ends, both axes scaled to the front and the "
                + "very inaccurate tail left out.",
            valueName: "rule"))
    var pick: String = "all"

    @OptionGroup var network: ExportNetworkOptions

    @Flag(help: "Overwrite files that exist.")
    var force = false

    /// The checked request, or nil where nothing is to be exported.
    /// - Throws: ``Refusal``.
    func checked(_ form: NetworkFormOptions) throws -> FrontExport? {
        let formats = try Self.formats(format)
        let network = try self.network.checked(form, for: formats)
        let rule: FrontPick?
        do {
            rule = try FrontPick.parsed(pick)
        } catch let failure as Amount.Failure {
            throw Refusal("--pick \(pick): \(failure)")
        }
        guard let rule else {
            throw Refusal(
                "--pick \(pick): expected all, knee, fastest, most-accurate, under:8ms or an index")
        }
        guard let export else {
            if pick != "all" {
                throw Refusal("--pick \(pick) needs --export DIR, where the files go")
            }
            return nil
        }
        let writer = ExportWriter(
            folder: URL(fileURLWithPath: export, isDirectory: true), overwrites: force)
        do { try writer.check() } catch let error as ExportError {
            throw Refusal(Sentences.explain(error))
        }
        return FrontExport(
            writer: writer, formats: formats, rule: rule, network: network)
    }

    /// Reads a list of formats.
    /// - Throws: ``Refusal``.
    static func formats(_ list: String) throws -> [ExportFormat] {
        let known = ExportFormat.allCases.map(\.rawValue)
        let formats = try list.split(separator: ",").map { name in
            guard let format = ExportFormat(rawValue: String(name)) else {
                throw Refusal(
                    "--format \(name): expected some of \(known.joined(separator: ", "))"
                        + NearestName.question(for: String(name), among: known))
            }
            return format
        }
        guard !formats.isEmpty else {
            throw Refusal("--format names none of \(known.joined(separator: ", "))")
        }
        return ExportFormat.allCases.filter(formats.contains)
    }
}
