import Foundation
import Profiling

/// The scripts that come with this program: runners for other runtimes, in Python.
enum RunnerScript: String {
    case onnxruntime
    case pytorch

    /// The script's name.
    var file: String { "\(rawValue)_runner.py" }

    /// The script's path.
    /// - Throws: ``Refusal`` where the installation lacks it.
    func path() throws -> String {
        let candidates = Self.folders().map { $0.appendingPathComponent(file).path }
        guard let found = candidates.first(where: FileManager.default.fileExists(atPath:)) else {
            throw Refusal(
                "the script \(file) is not at \(candidates.joined(separator: " or ")): copy it "
                    + "there from the sources")
        }
        return found
    }

    /// How it is started as a runner.
    /// - Throws: ``Refusal`` where the installation lacks it.
    func command(threads: Int) throws -> RunnerCommand {
        RunnerCommand([Self.python, try path(), "--threads", "\(threads)"])
    }

    /// The Python that runs scripts.
    static var python: String {
        ProcessInfo.processInfo.environment["NAS_SEARCH_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }
            ?? "python3"
    }

    /// Where scripts may lie: `$NAS_SEARCH_RESOURCES`, the build's folder beside the executable,
    /// `../share/nas-search` of an installation.
    private static func folders() -> [URL] {
        if let named = ProcessInfo.processInfo.environment["NAS_SEARCH_RESOURCES"] {
            return [URL(fileURLWithPath: named, isDirectory: true)]
        }
        let beside = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent()
        return [
            beside.appendingPathComponent("nas-search_Profiling.resources/Runners"),
            beside.deletingLastPathComponent().appendingPathComponent("share/nas-search/Runners"),
        ]
    }
}
