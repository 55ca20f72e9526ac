import Architectures
import Foundation
import ModelExport
import Networks

/// A checked request to export members of a front.
package struct FrontExport {
    package let writer: ExportWriter
    package let formats: [ExportFormat]
    package let rule: FrontPick
    package let network: ExportNetworkChoice

    /// Gathers it.
    package init(
        writer: ExportWriter, formats: [ExportFormat], rule: FrontPick, network: ExportNetworkChoice
    ) {
        self.writer = writer
        self.formats = formats
        self.rule = rule
        self.network = network
    }

    /// Writes the picked members.
    /// - Parameter command: What found them.
    /// - Throws: ``ExportError``, also where the rule picks nothing.
    package func write(
        _ report: SearchReport, space: SearchSpace, command: String
    ) throws -> [URL] {
        let members = rule.members(of: report)
        guard !members.isEmpty else {
            throw ExportError.nothingPicked(rule.text)
        }
        return try writer.write(
            members.map { try model(of: $0, in: report, space: space, command: command) },
            formats: formats)
    }

    private func model(
        of member: SearchReport.Member, in report: SearchReport, space: SearchSpace, command: String
    ) throws -> ExportedModel {
        ExportedModel(
            space: space, architecture: try space.architecture(string: member.arch),
            objectives: objectives(of: member, in: report),
            command: command,
            network: formats.contains(where: \.holdsWeights)
                ? network.settings(for: try space.knownDataset(report.dataset), seed: report.seed)
                : nil)
    }

    /// What is known of a member, whether it was searched or not.
    private func objectives(
        of member: SearchReport.Member, in report: SearchReport
    ) -> [ExportedObjective] {
        let training = "\(report.dataset), \(report.epochs) epochs"
        var objectives: [ExportedObjective] = []
        if let accuracy = member.accuracy, let origin = member.accuracyOrigin {
            objectives.append(
                ExportedObjective(
                    name: "accuracy", value: accuracy, unit: "%",
                    subject: "\(training), \(report.split.rawValue)", origin: origin))
        }
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
    package static func costs(
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
