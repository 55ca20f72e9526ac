import Architectures
import ArgumentParser
import Foundation
import ModelExport
import Networks
import Reporting

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
        do { try writer.check() } catch let error as ExportError { throw Refusal("\(error)") }
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

/// A checked request to export members of a front.
struct FrontExport {
    let writer: ExportWriter
    let formats: [ExportFormat]
    let rule: FrontPick
    let network: ExportNetworkChoice

    /// Writes the picked members.
    /// - Throws: ``ExportError``, also where the rule picks nothing.
    func write(_ report: SearchReport, space: SearchSpace) throws -> [URL] {
        let members = rule.members(of: report)
        guard !members.isEmpty else {
            throw ExportError.nothingPicked(rule.text)
        }
        return try writer.write(
            members.map { try model(of: $0, in: report, space: space) }, formats: formats)
    }

    private func model(
        of member: SearchReport.Member, in report: SearchReport, space: SearchSpace
    ) throws -> ExportedModel {
        ExportedModel(
            space: space, architecture: try space.architecture(string: member.arch),
            objectives: objectives(of: member, in: report),
            command: report.command ?? "nas-search runs show \(report.run ?? 0)",
            network: formats.contains(where: \.holdsWeights)
                ? network.settings(for: try space.dataset(named: report.dataset), seed: report.seed)
                : nil)
    }

    /// What is known of a member, whether it was searched or not.
    private func objectives(
        of member: SearchReport.Member, in report: SearchReport
    ) -> [ExportedObjective] {
        let training = "\(report.dataset), \(report.epochs) epochs"
        var objectives = [
            ExportedObjective(
                name: "accuracy", value: member.accuracy, unit: "%",
                subject: "\(training), \(report.split.rawValue)", origin: member.accuracyOrigin)
        ]
        if let test = member.testAccuracy, report.split != .test {
            objectives.append(
                ExportedObjective(
                    name: "accuracy", value: test, unit: "%", subject: "\(training), test",
                    origin: member.testAccuracyOrigin ?? .published))
        }
        if let latency = member.latencyMS, let origin = member.latencyOrigin {
            objectives.append(
                ExportedObjective(
                    name: "latency", value: latency,
                    standardDeviation: member.latencyStandardDeviationMS, unit: "ms",
                    subject: report.device, origin: origin))
        }
        if let latency = member.oracleLatencyMS, member.latencyOrigin == .predicted {
            objectives.append(
                ExportedObjective(
                    name: "latency", value: latency, unit: "ms", subject: report.device,
                    origin: member.oracleOrigin ?? .published))
        }
        if let energy = member.energyMJ {
            objectives.append(
                ExportedObjective(
                    name: "energy", value: energy, unit: "mJ", subject: report.device,
                    origin: member.energyOrigin ?? .published))
        }
        return objectives
            + ExportedObjective.costs(
                megaParameters: member.params, megaFLOPs: member.flops, dataset: report.dataset)
    }
}

extension ExportedObjective {
    /// What follows from the network's layers.
    static func costs(
        megaParameters: Double, megaFLOPs: Double, dataset: String
    ) -> [ExportedObjective] {
        [
            ExportedObjective(
                name: "params", value: megaParameters, unit: "M", subject: dataset,
                origin: .computed),
            ExportedObjective(
                name: "flops", value: megaFLOPs, unit: "M", subject: dataset, origin: .computed),
        ]
    }
}
