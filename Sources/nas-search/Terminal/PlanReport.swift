import Architectures
import Foundation
import Measuring
import NASSearch
import PlainText
import Reporting

/// What was written for another machine to run, and what to do with it.
struct PlanReport: Encodable {
    let plan: String
    let device: String
    let networks: Int
    let operators: Int
    let sha256: String

    /// Writes the plan.
    /// - Parameter runner: What is to run it, where that was asked for.
    /// - Throws: `RequestError` where that runner reads no plans, ``OutputFailure``.
    init(
        _ plan: MeasuringPlan, of architectures: [Architecture], in file: OutputFile,
        runner: RunnerChoice?
    ) throws {
        try plan.check(runner)
        let workloads = try plan.operators()
        let text = try plan.text(
            header: plan.header, operators: workloads.map { ($0, nil) },
            networks: architectures.map { ($0, nil) })
        try file.write(text.data)
        try plan.keepHeader(text)
        self.plan = file.path
        device = plan.header.device
        networks = architectures.count
        operators = workloads.count
        sha256 = text.sha256
    }

    /// The report for a terminal.
    func lines(_ style: TextStyle) -> [String] {
        let script = RunnerScript.all.first(where: \.worksOffPlans)
        let name = script?.fileName ?? "the script"
        let place = script.flatMap { try? $0.path() } ?? name
        let others = RunnerScript.besidePlans.map { (try? RunnerScript.file(named: $0)) ?? $0 }
        let file = URL(fileURLWithPath: plan).lastPathComponent
        return style.wrapped([
            "plan      \(plan): \(NumberFormat.count(networks, of: "network")) and \(operators) "
                + "operators for \(device)",
            "run       copy it, \(place), \(others.joined(separator: " and ")) to the device, then "
                + "there:",
            "            python3 \(name) --plan \(file) --output results.jsonl",
            "          the same command goes on where it was interrupted",
            "then      nas-search data import results.jsonl",
        ])
    }
}

/// What was written to carry to another machine, and what to do with it.
struct PlanFolderReport: Encodable {
    let plan: String
    let device: String
    let format: String
    let networks: Int
    let operators: Int
    let sha256: String
    private let guide: PlanGuide

    private enum CodingKeys: String, CodingKey {
        case plan, device, format, networks, operators, sha256
    }

    /// Writes the folder.
    /// - Throws: ``Refusal``, `RequestError`, `OutputFailure`, `ExportError`.
    init(
        _ plan: MeasuringPlan, of architectures: [Architecture], in folder: PlanFolder
    ) throws {
        if !folder.script.takesBatches, plan.header.batch > 1 {
            throw RequestError.setting(
                .batch, value: "\(plan.header.batch)", .oneImage(runner: folder.script.runtime))
        }
        let guide = PlanGuide(folder: folder, plan: plan, count: architectures.count)
        let written: PlanFolder.Written
        do {
            written = try folder.write(
                plan, architectures,
                command: "nas-search measure --device \(plan.header.device) --plan, for timing",
                guide: guide.text)
        } catch let error as RunnerScriptError {
            throw Refusal("\(error)")
        }
        try plan.keepHeader(written.text)
        self.guide = guide
        self.plan = folder.path
        device = plan.header.device
        format = folder.format.rawValue
        networks = written.networks
        operators = written.operators
        sha256 = written.text.sha256
    }

    /// The report for a terminal.
    func lines(_ style: TextStyle) -> [String] {
        var lines = [
            "plan      \(plan): \(NumberFormat.count(networks, of: "network")) and "
                + "\(operators) operators for \(device), as \(format) files with random weights",
            "run       copy the folder to the device, then there:",
            "            python3 -m pip install \(guide.folder.script.package)",
            "            \(guide.pythonCommand)",
        ]
        if let native = guide.nativeCommand {
            lines.append("          or, in a phone's shell: \(native)")
        }
        lines += [
            "          or fill in \(PlanFolder.Name.table); \(PlanFolder.Name.guide) says all this again",
            "then      nas-search data import \(ShellWord.quoted(plan))",
        ]
        return style.wrapped(lines)
    }
}
