import Foundation
import Measuring

/// A runner whose answers a test writes as a shell script.
package final class ScriptedRunner {
    package static let description =
        #"{"reply":"describe","protocol":1,"name":"script","runtime":"sh","hardware":"none","#
        + #""kind":"cpu","threads":1,"precision":"fp32","accepts":["architecture","onnx"],"#
        + #""features":["spaces"],"facts":{"shell":"sh"}}"#

    private let folder: URL
    package let process: RunnerProcess

    /// - Parameters:
    ///   - measure: What the script does when asked to measure. `$FOLDER` is a folder of its own.
    ///   - describe: What it does when asked to describe itself.
    package init(
        measure: String, load: String = #"echo '{"reply":"load"}'"#, describe: String? = nil,
        bye: String = "exit 0", timeout: Double = 20, environment: [String: String] = [:]
    ) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("ScriptedRunner-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let script = """
            FOLDER='\(folder.path)'
            while read -r line; do
              case "$line" in
                *'"describe"'*) \(describe ?? "echo '\(Self.description)'") ;;
                *'"load-operator"'*) echo '{"reply":"load-operator"}' ;;
                *'"load"'*) \(load) ;;
                *'"measure"'*) \(measure) ;;
                *'"bye"'*) \(bye) ;;
              esac
            done
            """
        let file = folder.appendingPathComponent("runner.sh")
        try Data(script.utf8).write(to: file)
        process = RunnerProcess(
            RunnerCommand(["sh", file.path], environment: environment),
            timeouts: RunnerTimeouts(describe: timeout, load: timeout, measure: timeout))
    }

    deinit {
        process.close()
        try? FileManager.default.removeItem(at: folder)
    }

    /// What the script wrote into a file of its folder.
    package func text(of name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    package static let network = Workload.network(
        NetworkWorkload(architecture: "|a~0|", dataset: "cifar10"))

    /// Loads and measures; what happened.
    package func outcome(runs: Int = 3) -> Result<[Double], RunnerError> {
        do {
            try process.load(Self.network)
            return .success(try process.measure(runs: runs))
        } catch {
            return .failure(error)
        }
    }

    /// Why it failed, or nil.
    package func failure(runs: Int = 3) -> RunnerError.Reason? {
        if case .failure(let error) = outcome(runs: runs) { error.reason } else { nil }
    }
}
