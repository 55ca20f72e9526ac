import Foundation

/// How a runner is started.
package struct RunnerCommand: Sendable, Hashable, CustomStringConvertible {
    /// The program, looked up on the search path unless it holds a slash, and its arguments.
    package var arguments: [String]
    /// Variables set beside those of this process.
    package var environment: [String: String]
    /// Whether the child has this process's variables at all.
    package var inheritsEnvironment = true
    /// What is written to its standard input before anything is asked.
    var preamble = Data()
    /// What it is called in messages; nil for the command as it is typed.
    var title: String?
    /// The Python package that it needs on another machine.
    var package: String?

    /// Describes a command.
    package init(_ arguments: [String], environment: [String: String] = [:]) {
        self.arguments = arguments
        self.environment = environment
    }

    /// As a person would type it, without the environment.
    package var description: String { title ?? arguments.joined(separator: " ") }

    /// The program's file.
    /// - Throws: ``RunnerError/Reason/couldNotStart(_:)``.
    package func executable() throws(RunnerError) -> String {
        guard let program = arguments.first, !program.isEmpty else {
            throw RunnerError(runner: "", reason: .couldNotStart("the command is empty"))
        }
        if program.contains("/") {
            guard FileManager.default.fileExists(atPath: program) else {
                throw RunnerError(runner: description, reason: .couldNotStart("no such file"))
            }
            return program
        }
        guard let found = Self.find(program) else {
            throw RunnerError(
                runner: description,
                reason: .couldNotStart("\(program) is not on the search path"))
        }
        return found
    }

    /// The file of a program on the search path.
    package static func find(_ program: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// `NAME=VALUE` for every variable of the child, sorted.
    var variables: [String] {
        let inherited = inheritsEnvironment ? ProcessInfo.processInfo.environment : [:]
        return inherited.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }.sorted()
    }
}
