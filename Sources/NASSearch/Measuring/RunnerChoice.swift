import Foundation
import Measuring

/// What runs networks on this machine.
package enum RunnerChoice: Codable, Hashable, Sendable {
    /// This program's own engine.
    case builtin
    /// A runtime, through a script that ships with the library.
    case script(RunnerScript)
    /// A command that speaks the protocol.
    case command(String)

    /// Every text but the empty one is one; the ones without a name are commands.
    package init?(argument: String) {
        if argument.isEmpty { return nil }
        if argument == Self.builtin.argument {
            self = .builtin
        } else {
            self = RunnerScript.named(argument).map(Self.script) ?? .command(argument)
        }
    }

    /// As it is typed.
    package var argument: String {
        switch self {
        case .builtin: "builtin"
        case .script(let script): script.name
        case .command(let text): text
        }
    }

    /// The names that are no commands.
    package static let names = [Self.builtin.argument] + RunnerScript.all.map(\.name)

    /// Whether it runs on this machine; a command may speak for another one.
    package var isLocal: Bool {
        if case .command = self { false } else { true }
    }

    /// Whether it can work off a plan on another machine.
    package var worksOffPlans: Bool {
        if case .script(let script) = self { script.worksOffPlans } else { false }
    }

    /// What to do where it can't be started.
    package var remedy: String? {
        if case .script(let script) = self {
            "`\(script.installation)` brings \(script.runtime)"
        } else {
            nil
        }
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let choice = RunnerChoice(argument: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a runner without a name")
        }
        self = choice
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(argument)
    }
}
