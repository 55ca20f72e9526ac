import Architectures
import Foundation
import TabularStore

extension CommandLineTool {
    /// What a command left behind that got a signal at a moment of its own work.
    struct Interruption {
        /// Whether the moment came before the command's end.
        let wasInTime: Bool
        /// The exit code; that of a killed process is its signal.
        let status: Int32
        let errors: String
    }

    /// Starts a command and signals it as soon as something is so.
    /// - Parameter isTime: Asked again and again while the command runs.
    func interrupt(
        _ arguments: [String], with signal: Int32, environment: [String: String] = [:],
        when isTime: () throws -> Bool
    ) throws -> Interruption {
        let process = try makeProcess(arguments, environment: environment)
        let errors = folder.appendingPathComponent("errors-\(UUID().uuidString)")
        try Data().write(to: errors)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        var wasInTime = false
        while process.isRunning, !wasInTime {
            wasInTime = (try? isTime()) ?? false
            if !wasInTime { usleep(1_000) }
        }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return Interruption(
            wasInTime: wasInTime, status: process.terminationStatus,
            errors: try String(contentsOf: errors, encoding: .utf8))
    }

    /// The evaluations that the store holds of its newest run; 0 where there is no store.
    func newestEvaluations() throws -> (run: Int64, count: Int) {
        guard FileManager.default.fileExists(atPath: store.path) else { return (0, 0) }
        let store = try Store.open(
            store.path, space: SearchSpace.nasBench201(), access: .readOnly)
        guard let run = try store.runs().map(\.id).max() else { return (0, 0) }
        return (run, try store.evaluations(of: run).count)
    }

    /// Bytes that a process has written into the store and that are not in its file yet; nil where no
    /// process has it open.
    var unmergedBytes: Int? {
        try? FileManager.default.attributesOfItem(atPath: store.path + "-wal")[.size] as? Int
    }
}
