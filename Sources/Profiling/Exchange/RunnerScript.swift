import Foundation

/// A runner that ships with the program as a Python script.
package enum RunnerScript: String, Sendable, Hashable, CaseIterable {
    /// ONNX Runtime, on the CPU or CUDA.
    case onnxruntime
    /// OpenVINO, on the CPU.
    case openvino
    /// PyTorch, eagerly, on the CPU or CUDA.
    case pytorch
    /// LiteRT (TensorFlow Lite), on the CPU.
    case litert
    /// ncnn, on the CPU.
    case ncnn

    /// The Python package that it needs.
    package var package: String {
        switch self {
        case .onnxruntime, .openvino, .ncnn: rawValue
        case .pytorch: "torch"
        case .litert: "ai-edge-litert"
        }
    }

    /// What it runs networks with, as it is written.
    package var title: String {
        switch self {
        case .onnxruntime: "ONNX Runtime"
        case .openvino: "OpenVINO"
        case .pytorch: "PyTorch"
        case .litert: "LiteRT"
        case .ncnn: "ncnn"
        }
    }

    /// The script's file: in `$NAS_SEARCH_RUNNERS`, else in the resource folder that the build puts
    /// beside the executable, else in `../share/nas-search/Runners` of an installation.
    /// - Throws: ``RunnerScriptError`` where it is in none of them.
    package func path() throws(RunnerScriptError) -> String { try Self.file(named: fileName) }

    /// What the script's file is called.
    package var fileName: String { "\(rawValue)_runner.py" }

    /// The script that works off plans where there is no nas-search.
    package static let planScript = "plan_runner.py"

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
                beside.path + "/nas-search_Profiling.resources/Runners/\(name)",
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
        "runner script \(path) does not exist; copy the folder nas-search_Profiling.resources of "
            + "the build beside the executable, or name a folder in NAS_SEARCH_RUNNERS"
    }
}
