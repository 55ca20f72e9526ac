import ArgumentParser
import Reporting
import TabularStore

/// Options that every command has.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The store with imported tables and runs.",
            discussion: "Default: $NAS_SEARCH_STORE, else nas-search/store.sqlite in the user's "
                + "data folder.",
            valueName: "path"))
    var store: String?

    @Flag(help: "One JSON document on standard output and nothing else there.")
    var json = false

    @Flag(name: .shortAndLong, help: "No notes and no progress on standard error.")
    var quiet = false

    /// Where the store lies or will lie.
    var storePath: String { store ?? Store.defaultPath() }

    /// Prints a result: as one JSON document where that was asked for, else as lines.
    func show(_ document: some Encodable, lines: (TextStyle) -> [String]) throws {
        if json {
            Console.print(try JSONDocument.text(document), terminator: "")
        } else {
            Console.show(lines(Console.outputStyle))
        }
    }

    /// Says something on standard error unless `--quiet`.
    func note(_ text: String) {
        if !quiet {
            Console.printError(Console.errorStyle.wrapped([text]).joined(separator: "\n"))
        }
    }
}

/// The seed, for commands that draw random numbers.
struct SeedOption: ParsableArguments {
    @Option(help: ArgumentHelp("Seed of every random choice.", valueName: "n"))
    var seed: UInt64 = 0
}
