import Foundation

/// The built binary, run in a fresh folder with a store of its own.
final class CommandLineTool {
    /// What a command left behind.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String

        /// The output as a JSON object.
        func object() throws -> [String: Any] {
            let value = try JSONSerialization.jsonObject(with: Data(output.utf8))
            return value as? [String: Any] ?? [:]
        }
    }

    let folder: URL
    var store: URL { folder.appendingPathComponent("store.sqlite") }

    /// Makes the fresh folder.
    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nas-search-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// `$NAS_SEARCH_TESTED_PROGRAM`, such as a release build, which does the same in a tenth of the
    /// time; else the binary that was built with these tests.
    static let binary: URL =
        if let named = ProcessInfo.processInfo.environment["NAS_SEARCH_TESTED_PROGRAM"] {
            URL(fileURLWithPath: named)
        } else {
            builtWithTests("nas-search")
        }

    /// Another program of this package: the one that was built with ``binary``, where there is one, else
    /// the one that was built with these tests.
    static func built(_ name: String) -> URL {
        let beside = binary.deletingLastPathComponent().appendingPathComponent(name)
        let isThere = FileManager.default.isExecutableFile(atPath: beside.path)
        return isThere ? beside : builtWithTests(name)
    }

    /// A program that was built with these tests.
    static func builtWithTests(_ name: String) -> URL {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent(name)
    }

    /// Runs a command to its end.
    @discardableResult
    func run(_ arguments: String..., environment extra: [String: String] = [:]) throws -> Outcome {
        try run(arguments, environment: extra)
    }

    /// Runs a command to its end.
    /// - Parameters:
    ///   - output: A file to write standard output to instead of keeping it.
    ///   - isOnOneCore: Whether it may use one processor only, as on a machine that has no other.
    func run(
        _ arguments: [String], environment extra: [String: String] = [:],
        output device: String? = nil, isOnOneCore: Bool = false
    ) throws -> Outcome {
        let process = try makeProcess(arguments, environment: extra)
        if isOnOneCore {
            process.executableURL = URL(fileURLWithPath: Self.taskset)
            process.arguments =
                ["-c", try Self.firstProcessor(), Self.binary.path] + arguments
        }
        let output = folder.appendingPathComponent("output-\(UUID().uuidString)")
        let errors = folder.appendingPathComponent("errors-\(UUID().uuidString)")
        for file in [output, errors] {
            try Data().write(to: file)
        }
        process.standardOutput = try FileHandle(
            forWritingTo: device.map { URL(fileURLWithPath: $0) } ?? output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }

    /// Util-linux's program that restricts another one to some processors.
    static let taskset = "/usr/bin/taskset"

    /// The first processor that this process may use.
    private static func firstProcessor() throws -> String {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let list = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed_list:") } ?? "0"
        return String(list.drop { !$0.isNumber }.prefix { $0.isNumber })
    }

    /// A command that the caller starts and ends.
    func makeProcess(_ arguments: [String], environment extra: [String: String] = [:]) throws
        -> Process
    {
        let process = Process()
        process.executableURL = Self.binary
        process.arguments = arguments
        process.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment
        environment["NAS_SEARCH_STORE"] = store.path
        environment["NAS_SEARCH_RESOURCES"] = nil
        process.environment = environment.merging(extra) { $1 }
        process.standardInput = FileHandle.nullDevice
        return process
    }

    /// Writes a file into the folder.
    @discardableResult
    func write(_ text: String, to name: String) throws -> URL {
        let file = folder.appendingPathComponent(name)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return file
    }
}
