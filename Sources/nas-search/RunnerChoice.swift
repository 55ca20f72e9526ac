import ArgumentParser
import Foundation
import Profiling

/// What runs networks on this machine.
enum RunnerChoice: Codable, Hashable, Sendable, ExpressibleByArgument {
    /// This program's own engine.
    case builtin
    /// A runtime, through the script that comes with this program.
    case script(RunnerScript)
    /// A command that speaks the protocol.
    case command(String)

    /// Every text is one; the ones without a name are commands.
    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        if argument == "builtin" {
            self = .builtin
        } else if let script = RunnerScript(rawValue: argument) {
            self = .script(script)
        } else {
            self = .command(argument)
        }
    }

    /// As it is typed.
    var argument: String {
        switch self {
        case .builtin: "builtin"
        case .script(let script): script.rawValue
        case .command(let text): text
        }
    }

    /// The names that are no commands, in the order in which help lists them.
    static let names = ["builtin"] + RunnerScript.allCases.map(\.rawValue)

    /// Whether it runs on this machine; a command may speak for another one.
    var isLocal: Bool {
        if case .command = self { false } else { true }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let choice = RunnerChoice(argument: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a runner without a name")
        }
        self = choice
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(argument)
    }
}
