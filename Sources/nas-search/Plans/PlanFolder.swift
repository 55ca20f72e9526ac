import Architectures
import FileSystem
import Foundation
import Measuring
import ModelExport
import NASSearch
import Networks
import TabularStore

/// A folder to carry to a device that can't be reached: the networks as files, a plan, what runs it
/// there, a table to fill in by hand, and what to type.
struct PlanFolder {
    /// Where it will lie.
    let path: String
    let format: PlanFormat
    /// What runs the networks there.
    let script: RunnerScript

    /// The most bytes that a folder may have.
    private static let largestSize = 4 << 30

    /// What the folder of a plan holds under fixed names.
    enum Name {
        static let plan = "plan.jsonl"
        static let table = "results.csv"
        static let guide = "README"
        static let networks = "networks"
        static let operators = "operators"
        static let references = "references"
        static let native = "native"
    }

    /// Checks that the folder can be made; `runner` is to run the networks there, where that was asked
    /// for.
    /// - Throws: ``Refusal``.
    init(_ path: String, format: PlanFormat?, runner: RunnerChoice?) throws {
        self.path = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
        guard let format = format ?? runner.map(PlanFormat.init(runner:)) ?? .onnx else {
            throw Refusal(
                "--runner \(runner?.argument ?? ""): a plan is for a script of this program: "
                    + RunnerScript.all.map(\.name).joined(separator: ", "))
        }
        self.format = format
        if let runner {
            guard case .script(let script) = runner, format.scripts.contains(script) else {
                throw Refusal(
                    "--runner \(runner.argument) takes no files of --format \(format.rawValue): "
                        + "leave one of them out")
            }
            self.script = script
        } else {
            script = format.scripts[0]
        }
        try checkPlace()
    }

    /// Whether a path of `--plan` is a folder's: a single plan's ends in `.jsonl`, or in some other
    /// ending where no format of files is asked for.
    static func isFolder(_ path: String, format: PlanFormat?) -> Bool {
        if path.hasSuffix(".jsonl") { return false }
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            return isFolder.boolValue
        }
        return format != nil || path.hasSuffix("/")
            || URL(fileURLWithPath: path).pathExtension.isEmpty
    }

    private func checkPlace() throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else {
                throw Refusal("--plan \(path): it is a file; a plan with files needs a folder")
            }
            let names = try? FileManager.default.contentsOfDirectory(atPath: path)
            guard names?.isEmpty ?? false else {
                throw Refusal(
                    "--plan \(path): it holds something already, perhaps results; name a new folder"
                )
            }
        }
        do { _ = try Draft(path + ".draft") } catch {
            throw Refusal("--plan \(path): can't be made: \(error); name another folder")
        }
    }

    /// What was written.
    struct Written {
        let text: MeasuringPlan.Text
        let networks: Int
        let operators: Int
    }

    /// Writes the folder, whole or not at all.
    /// - Throws: ``Refusal`` where it would be too large, ``OutputFailure``, `ExportError`.
    func write(_ plan: MeasuringPlan, _ architectures: [Architecture]) throws -> Written {
        try checkSize(plan, architectures)
        let place = URL(fileURLWithPath: path)
        do {
            // Beside its place, so that it moves there in one step; what is left is removed.
            let scratch = try ScratchFolder(
                in: place.deletingLastPathComponent().path, prefix: ".nas-search-plan")
            let draft = URL(fileURLWithPath: scratch.path("plan"), isDirectory: true)
            try FileManager.default.createDirectory(
                at: draft, withIntermediateDirectories: false)
            let written = try write(plan, architectures, into: draft)
            guard rename(draft.path, place.path) == 0 else { throw SystemError(code: errno) }
            return written
        } catch let error as SystemError {
            throw OutputFailure(path: path, reason: "\(error)")
        }
    }

    private func checkSize(_ plan: MeasuringPlan, _ architectures: [Architecture]) throws {
        let dataset = try plan.workspace.space.knownDataset(plan.header.dataset)
        let costs = CostModel(space: plan.workspace.space, dataset: dataset)
        let size = architectures.reduce(0.0) { $0 + 4 * Double(costs.cost(of: $1).parameters) }
        guard size <= Double(Self.largestSize) else {
            throw Refusal(
                "--plan \(path): \(architectures.count) networks as files take some "
                    + "\(Int(size / 1e9)) GB; name fewer, or write a plan without files for PyTorch "
                    + "with --plan plan.jsonl")
        }
    }

    private func write(
        _ plan: MeasuringPlan, _ architectures: [Architecture], into folder: URL
    ) throws -> Written {
        let files = try writeNetworks(
            plan, architectures, into: folder, as: Name.networks)
        let operators = try plan.operators()
        let operatorFiles = try writeOperators(operators, plan, into: folder)
        var header = plan.header
        header.format = format.input?.rawValue
        if format.input != nil, let references = header.references {
            header.referenceFiles = try writeNetworks(
                plan, try references.map(plan.workspace.space.architecture(string:)), into: folder,
                as: Name.references)
        }
        let text = try plan.text(
            header: header, operators: Array(zip(operators, operatorFiles)),
            networks: zip(architectures, files).map { ($0, format.input == nil ? nil : $1) })
        let guide = PlanGuide(folder: self, plan: plan, count: architectures.count)
        try copyScripts(into: folder)
        try write(guide.text, as: Name.guide, into: folder)
        try write(guide.table(architectures, files: files), as: Name.table, into: folder)
        try text.data.write(to: folder.appendingPathComponent(Name.plan))
        return Written(text: text, networks: architectures.count, operators: operators.count)
    }

    private func write(_ text: String, as name: String, into folder: URL) throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }

    /// Writes networks as files.
    /// - Returns: The one that stands for each, below the folder.
    private func writeNetworks(
        _ plan: MeasuringPlan, _ architectures: [Architecture], into folder: URL, as name: String
    ) throws -> [String] {
        let space = plan.workspace.space
        let settings = NetworkSettings(
            dataset: try space.knownDataset(plan.header.dataset),
            view: GraphView(rawValue: plan.header.graph) ?? .asWritten,
            batch: .fixed(plan.header.batch), foldsBatchNormalization: true,
            weights: .seed(plan.header.seed))
        let models = architectures.map {
            ExportedModel(
                space: space, architecture: $0, objectives: [],
                command: "nas-search measure --device \(plan.header.device) --plan, for timing",
                network: settings)
        }
        let writer = ExportWriter(
            folder: folder.appendingPathComponent(name, isDirectory: true), overwrites: true)
        _ = try writer.write(models, formats: [format.exportFormat])
        return models.map {
            "\(name)/" + format.mainFile(of: format.exportFormat.fileNames(of: $0))
        }
    }

    /// Writes operators as files.
    /// - Returns: The one that stands for each, below the folder; nil where the script builds them.
    private func writeOperators(
        _ operators: [OperatorWorkload], _ plan: MeasuringPlan, into folder: URL
    ) throws -> [String?] {
        guard let input = format.input else { return operators.map { _ in nil } }
        let place = folder.appendingPathComponent(Name.operators, isDirectory: true)
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
        return try operators.map { workload in
            let name = "\(workload.name)-\(workload.channels)x\(workload.size)"
            let contents = try Workload.operator(workload).contents(
                as: input, in: plan.workspace.space)
            for (ending, data) in contents {
                try data.write(to: place.appendingPathComponent("\(name).\(ending)"))
            }
            return "\(Name.operators)/\(name).\(contents[0].ending)"
        }
    }

    private func copyScripts(into folder: URL) throws {
        var names =
            [script.fileName, RunnerScript.planScript] + [format.native?.script].compactMap(\.self)
        var copied: Set<String> = []
        while let name = names.popLast() {
            guard copied.insert(name).inserted else { continue }
            let source: String
            do { source = try RunnerScript.source(named: name) } catch { throw Refusal("\(error)") }
            try Data(source.utf8).write(to: folder.appendingPathComponent(name))
            names += RunnerScript.companions(of: source)
        }
    }
}
