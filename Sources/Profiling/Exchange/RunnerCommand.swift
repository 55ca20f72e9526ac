import Foundation

/// How a runner is started.
package struct RunnerCommand: Sendable, Hashable, CustomStringConvertible {
    /// The program, looked up on the search path unless it holds a slash, and its arguments.
    package var arguments: [String]
    /// Variables set beside those of this process.
    package var environment: [String: String]

    /// Describes a command.
    package init(_ arguments: [String], environment: [String: String] = [:]) {
        self.arguments = arguments
        self.environment = environment
    }

    /// As a person would type it, without the environment.
    package var description: String { arguments.joined(separator: " ") }

    /// The program's file.
    /// - Throws: ``RunnerError/Reason/couldNotStart(_:)``.
    func executable() throws(RunnerError) -> String {
        guard let program = arguments.first, !program.isEmpty else {
            throw RunnerError(runner: "", reason: .couldNotStart("the command is empty"))
        }
        let files = FileManager.default
        if program.contains("/") {
            guard files.fileExists(atPath: program) else {
                throw RunnerError(runner: description, reason: .couldNotStart("no such file"))
            }
            return program
        }
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        let candidates = path.split(separator: ":").map { "\($0)/\(program)" }
        guard let found = candidates.first(where: { files.isExecutableFile(atPath: $0) }) else {
            throw RunnerError(
                runner: description,
                reason: .couldNotStart("\(program) is not on the search path"))
        }
        return found
    }
}
