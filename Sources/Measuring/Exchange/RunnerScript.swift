import Foundation

/// A runner that ships with the program as a Python script in `Runners`.
package struct RunnerScript: Sendable, Hashable {
    /// Its name on the command line; the script is `NAME_runner.py`.
    package let name: String
    /// What it runs, for people.
    package let runtime: String
    /// The Python package that it needs.
    package let package: String
    /// Whether it can work off a plan on another machine.
    package let worksOffPlans: Bool
    /// Whether it takes several images at once.
    package let takesBatches: Bool
    /// The kind of files of networks that it runs, as exports name it.
    package let files: String

    init(
        _ name: String, runtime: String, package: String, worksOffPlans: Bool = false,
        takesBatches: Bool = true, files: String? = nil
    ) {
        self.name = name
        self.runtime = runtime
        self.package = package
        self.worksOffPlans = worksOffPlans
        self.takesBatches = takesBatches
        self.files = files ?? name
    }

    /// Every script. To add one, put it into `Runners` and add its line here.
    package static let all: [RunnerScript] = [
        RunnerScript("onnxruntime", runtime: "ONNX Runtime", package: "onnxruntime", files: "onnx"),
        RunnerScript("openvino", runtime: "OpenVINO", package: "openvino", files: "onnx"),
        RunnerScript("pytorch", runtime: "PyTorch", package: "torch", worksOffPlans: true),
        RunnerScript("litert", runtime: "LiteRT", package: "ai-edge-litert"),
        RunnerScript("ncnn", runtime: "ncnn", package: "ncnn", takesBatches: false),
    ]

    /// The script of that name.
    package static func named(_ name: String) -> RunnerScript? { all.first { $0.name == name } }

    /// The command that brings the package.
    package var installation: String { "python3 -m pip install \(package)" }

    /// The script's file name.
    package var fileName: String { "\(name)_runner.py" }

    /// The script's file: in `$NAS_SEARCH_RUNNERS`, else in the resource folder that the build puts
    /// beside the executable, else in `../share/nas-search/Runners` of an installation.
    /// - Throws: ``RunnerScriptError`` where it is in none of them.
    package func path() throws(RunnerScriptError) -> String { try Self.file(named: fileName) }

    /// The script as it is sent to another machine.
    /// - Throws: ``RunnerScriptError``.
    package func source() throws(RunnerScriptError) -> String { try Self.source(named: fileName) }

    /// Files that have to lie beside a script of that source: what scripts share, where it imports it. A
    /// user's own script may hold all that it needs.
    package static func companions(of source: String) -> [String] {
        source.contains(sharedModule) ? ["\(sharedModule).py"] : []
    }

    private static let sharedModule = "runner_protocol"

    /// The texts of the files that have to lie beside a script, by name.
    /// - Throws: ``RunnerScriptError`` where one is missing.
    package static func companionSources(
        of source: String
    ) throws(RunnerScriptError) -> [String: String] {
        var found: [String: String] = [:]
        for name in companions(of: source) { found[name] = try self.source(named: name) }
        return found
    }

    /// What is sent to another machine to stand between the connection and a runner there.
    /// - Throws: ``RunnerScriptError``.
    package static func relaySource() throws(RunnerScriptError) -> String {
        try source(named: "host_relay.py")
    }

    /// The text of a file that lies among the scripts.
    /// - Throws: ``RunnerScriptError`` where there is none.
    package static func source(named name: String) throws(RunnerScriptError) -> String {
        let path = try file(named: name)
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw RunnerScriptError(path: path)
        }
        return text
    }

    /// The script that works off plans where there is no nas-search.
    package static let planScript = "plan_runner.py"

    /// What has to lie beside a script that works off a plan.
    package static let besidePlans = [planScript, "\(sharedModule).py"]

    /// A file that lies among the scripts.
    /// - Throws: ``RunnerScriptError`` where it does not.
    package static func file(named name: String) throws(RunnerScriptError) -> String {
        let candidates: [String]
        if let named = ProcessInfo.processInfo.environment["NAS_SEARCH_RUNNERS"] {
            candidates = ["\(named)/\(name)"]
        } else {
            let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            let beside = executable.deletingLastPathComponent()
            candidates = [
                beside.path + "/nas-search_Measuring.resources/Runners/\(name)",
                beside.deletingLastPathComponent().path + "/share/nas-search/Runners/\(name)",
            ]
        }
        guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0) })
        else { throw RunnerScriptError(path: candidates[0]) }
        return found
    }
}

/// A bundled script that is not where it should be.
package struct RunnerScriptError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where it was looked for first.
    package let path: String

    /// One line for the user.
    package var description: String {
        "runner script \(path) does not exist; copy the folder nas-search_Measuring.resources of "
            + "the build beside the executable, or name a folder in NAS_SEARCH_RUNNERS"
    }
}
