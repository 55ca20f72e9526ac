import Architectures
import ArgumentParser
import Foundation
import Measuring
import NASSearch
import Networks

/// The folder of what to measure next on a device that can't be reached.
struct PlanOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "For a device that can't be reached: write what to measure next into this folder, with "
                + "the networks as files, what times them, a table to fill in by hand and what to "
                + "type. `data import` takes it back.", valueName: "folder"))
    var plan: String?

    @Option(
        help: ArgumentHelp(
            "Kind of the files in the folder of --plan: \(PlanFormat.list). Default: that of the "
                + "device's last plan, else onnx.", valueName: "name"))
    var planFormat: PlanFormat?

    /// The checked folder; nil where none is asked for.
    /// - Throws: ``Refusal``.
    func checked(on workspace: Workspace, device: ResolvedDevice?) throws -> PlanFolder? {
        guard let plan else {
            if planFormat != nil { throw Refusal("--plan-format is for --plan FOLDER") }
            return nil
        }
        if let device, device.local != nil {
            throw Refusal(
                "--plan is for a device that can't be reached, and \(device.name) is measured on this "
                    + "machine: leave --plan out")
        }
        guard PlanFolder.isFolder(plan, format: planFormat ?? .onnx) else {
            throw Refusal("--plan \(plan): expected the name of a new folder")
        }
        let last = try device.flatMap { try workspace.lastPlan(of: $0.name) }
        let format =
            planFormat ?? last.map { $0.format.flatMap(PlanFormat.init(rawValue:)) ?? .pytorch }
        return try PlanFolder(plan, format: format, runner: nil)
    }
}

extension Workspace {
    /// The settings of the last plan that was written for a device, or that came back from it.
    func lastPlan(of device: String) throws -> MeasuringPlan.Header? {
        try store.artefacts(kind: MeasuringPlan.artefactKind).filter { $0.device == device }
            .max { $0.createdAt < $1.createdAt }
            .flatMap {
                try? JSONDecoder().decode(MeasuringPlan.Header.self, from: Data($0.content))
            }
    }

    /// A plan to measure more networks of a device: as in its last plan, so that the numbers go
    /// together.
    /// - Parameters:
    ///   - device: Where it will be worked off.
    ///   - dataset: What the latencies are for, where there is no plan yet.
    ///   - asked: How networks are to run, where that was said.
    /// - Throws: ``Refusal``.
    func furtherPlan(
        of device: String, dataset: String, asked: MeasuringRequest
    ) throws -> MeasuringPlan {
        var request = asked
        let last = try lastPlan(of: device)
        if let last {
            request.graph = request.graph ?? GraphView(rawValue: last.graph)
            request.batch = request.batch ?? last.batch
            if last.references == nil, request.statistic == nil {
                request.statistic = .interquartileMean
            }
        }
        return try MeasuringPlan(
            device: device, options: request,
            dataset: last?.dataset ?? measuredDataset(for: dataset), runs: last?.runs ?? 50,
            workspace: self)
    }
}
