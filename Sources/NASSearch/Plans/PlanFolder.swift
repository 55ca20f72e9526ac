import Architectures
import FileSystem
import Foundation
import Measuring
import ModelExport
import Networks
import TabularStore

/// A folder to carry to a device that can't be reached: the networks as files, a plan, what runs it
/// there, a table to fill in by hand, and what to type.
package struct PlanFolder: Sendable {
    /// Where it will lie.
    package let path: String
    /// The kind of its files.
    package let format: PlanFormat
    /// What runs the networks there.
    package let script: RunnerScript

    /// The most bytes that a folder may have.
    private static let largestSize = 4 << 30

    /// What the folder of a plan holds under fixed names.
    package enum Name {
        /// The settings and what to run, a line each.
        package static let plan = "plan.jsonl"
        /// To be filled in by hand.
        package static let table = "results.csv"
        /// What to type.
        package static let guide = "README"
        /// The networks as files.
        package static let networks = "networks"
        /// The operators as files.
        package static let operators = "operators"
        /// The networks that take turns with the others.
        package static let references = "references"
        /// What native benchmarks printed.
        package static let native = "native"
    }

    /// Checks that the folder can be made; `runner` is to run the networks there, where that was asked
    /// for.
    /// - Throws: ``RequestError``.
    package init(_ path: String, format: PlanFormat?, runner: RunnerChoice?) throws {
        self.path = path.hasSuffix("/") && path.count > 1 ? String(path.dropLast()) : path
        guard let format = format ?? runner.map(PlanFormat.init(runner:)) ?? .onnx else {
            throw RequestError.planRunner(runner?.argument ?? "", .isNoScript)
        }
        self.format = format
        if let runner {
            guard case .script(let script) = runner, format.scripts.contains(script) else {
                throw RequestError.planRunner(
                    runner.argument, .takesOtherFiles(format: format.rawValue))
            }
            self.script = script
        } else {
            script = format.scripts[0]
        }
        try checkPlace()
    }

    private func checkPlace() throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else {
                throw RequestError.planFolder(path, .isFile)
            }
            let names = try? FileManager.default.contentsOfDirectory(atPath: path)
            guard names?.isEmpty ?? false else {
                throw RequestError.planFolder(path, .isUsed)
            }
        }
        do { _ = try Draft(path + ".draft") } catch {
            throw RequestError.planFolder(path, .unusable(reason: "\(error)"))
        }
    }

    /// What was written.
    package struct Written {
        /// The plan itself.
        package let text: MeasuringPlan.Text
        /// How many networks it has.
        package let networks: Int
        /// How many operators it has.
        package let operators: Int
    }

    /// Writes the folder, whole or not at all.
    /// - Parameters:
    ///   - command: What the files of the networks say that they were made by.
    ///   - guide: What the folder says to whoever carries it.
    /// - Throws: ``RequestError`` where it would be too large, `OutputFailure`, `ExportError`,
    ///   `RunnerScriptError` where what runs it there does not ship with this program.
    package func write(
        _ plan: MeasuringPlan, _ architectures: [Architecture], command: String, guide: String
    ) throws -> Written {
        try checkSize(plan, architectures)
        let place = URL(fileURLWithPath: path)
        do {
            // Beside its place, so that it moves there in one step; what is left is removed.
            let scratch = try ScratchFolder(
                in: place.deletingLastPathComponent().path, prefix: ".nas-search-plan")
            let draft = URL(fileURLWithPath: scratch.path("plan"), isDirectory: true)
            try FileManager.default.createDirectory(
                at: draft, withIntermediateDirectories: false)
            let written = try write(plan, architectures, command, into: draft)
            try write(guide, as: Name.guide, into: draft)
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
            throw RequestError.planFolder(
                path, .isTooLarge(networks: architectures.count, gigabytes: Int(size / 1e9)))
        }
    }

    private func write(
        _ plan: MeasuringPlan, _ architectures: [Architecture], _ command: String, into folder: URL
    ) throws -> Written {
        let files = try writeNetworks(
            plan, architectures, command, into: folder, as: Name.networks)
        let operators = try plan.operators()
        let operatorFiles = try writeOperators(operators, plan, into: folder)
        var header = plan.header
        header.format = format.input?.rawValue
        if format.input != nil, let references = header.references {
            header.referenceFiles = try writeNetworks(
                plan, try references.map(plan.workspace.space.architecture(string:)), command,
                into: folder, as: Name.references)
        }
        let text = try plan.text(
            header: header, operators: Array(zip(operators, operatorFiles)),
            networks: zip(architectures, files).map { ($0, format.input == nil ? nil : $1) })
        try copyScripts(into: folder)
        try write(table(plan, architectures, files: files), as: Name.table, into: folder)
        try text.data.write(to: folder.appendingPathComponent(Name.plan))
        return Written(text: text, networks: architectures.count, operators: operators.count)
    }

    private func write(_ text: String, as name: String, into folder: URL) throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }

    /// The heading of the column that says which file is which network.
    static let fileColumn = "file"

    /// A row a network, to be filled in.
    /// - Parameter files: The one that stands for each network.
    private func table(
        _ plan: MeasuringPlan, _ architectures: [Architecture], files: [String]
    ) -> String {
        let space = plan.workspace.space
        var lines = ["index,arch,\(Self.fileColumn),\(plan.header.device)"]
        for (architecture, file) in zip(architectures, files) {
            lines.append(
                "\(space.publishedIndex(of: architecture)),\(space.string(of: architecture)),"
                    + "\(file),")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Writes networks as files.
    /// - Returns: The one that stands for each, below the folder.
    private func writeNetworks(
        _ plan: MeasuringPlan, _ architectures: [Architecture], _ command: String, into folder: URL,
        as name: String
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
                command: command, network: settings)
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
            let source = try RunnerScript.source(named: name)
            try Data(source.utf8).write(to: folder.appendingPathComponent(name))
            names += RunnerScript.companions(of: source)
        }
    }
}
