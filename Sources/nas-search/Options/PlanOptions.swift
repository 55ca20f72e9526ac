import ArgumentParser
import NASSearch

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
    /// - Throws: ``Refusal``, `RequestError`.
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
        guard PlanOutput.isFolder(plan, format: planFormat ?? .onnx) else {
            throw Refusal("--plan \(plan): expected the name of a new folder")
        }
        let last = try device.flatMap { try workspace.lastPlan(of: $0.name) }
        let format =
            planFormat ?? last.map { $0.format.flatMap(PlanFormat.init(rawValue:)) ?? .pytorch }
        return try PlanFolder(plan, format: format, runner: nil)
    }
}
