import ArgumentParser
import Foundation

/// Which words are commands and which options take a value, as the parser knows them.
///
/// The parser takes an option before a command's name for one of the default command, to which the
/// name then is an argument too many. Here such options go behind the name.
struct CommandLineGrammar: Decodable {
    /// A command, with those below it.
    private struct Command: Decodable {
        let commandName: String
        let subcommands: [Command]?
        let arguments: [Argument]?

        /// The arguments of this and all commands below.
        var allArguments: [Argument] {
            (arguments ?? []) + (subcommands ?? []).flatMap(\.allArguments)
        }
    }

    private struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String

            var word: String { (kind == "long" ? "--" : "-") + name }
        }

        let kind: String
        let names: [Name]?
    }

    private let command: Command

    /// The grammar of this program.
    /// - Throws: An error of decoding where the parser describes its commands in another way.
    static func ofProgram() throws -> Self {
        try JSONDecoder().decode(Self.self, from: Data(RootCommand._dumpHelp().utf8))
    }

    /// Names of options of any command, and whether each takes a value; a name that means both
    /// things has both.
    var takesValue: [String: Set<Bool>] {
        command.allArguments.reduce(into: [:]) { names, argument in
            for name in argument.names ?? [] {
                names[name.word, default: []].insert(argument.kind == "option")
            }
        }
    }

    /// The words with each option that stands before a command's name moved behind it.
    ///
    /// Words stay where they are from the first on that is no option, no option's value and no
    /// command.
    func optionsLast(_ words: [String]) -> [String] {
        let takesValue = takesValue
        var (commands, options) = ([String](), [String]())
        var rest = words[...]
        var level = command
        while let word = rest.first {
            if let next = level.subcommands?.first(where: { $0.commandName == word }) {
                commands.append(word)
                level = next
                rest.removeFirst()
            } else if word.hasPrefix("-"), level.subcommands?.isEmpty == false,
                let hasValue = takesValue[Self.name(of: word)]
            {
                let count = hasValue.contains(true) && !word.contains("=") ? 2 : 1
                options += rest.prefix(count)
                rest = rest.dropFirst(count)
            } else {
                break
            }
        }
        return commands + options + rest
    }

    /// An option's name without the value in the same word.
    private static func name(of word: String) -> String {
        word.split(separator: "=", maxSplits: 1).first.map(String.init) ?? word
    }

    /// Whether an option stands before what may be a command's name, so that the grammar is worth
    /// asking for.
    static func isNeeded(for words: [String]) -> Bool {
        guard let first = words.first else { return false }
        let roots = RootCommand.configuration.subcommands
        let names = { (command: any ParsableCommand.Type) in command.configuration.commandName }
        if first.hasPrefix("-") {
            return words.contains { word in roots.contains { names($0) == word } }
        }
        let root = roots.first { names($0) == first }
        let below = root?.configuration.subcommands ?? []
        guard words.count > 2, words[1].hasPrefix("-") else { return false }
        return words.contains { word in below.contains { names($0) == word } }
    }
}
