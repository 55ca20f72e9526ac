import ArgumentParser
import Foundation

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
    var storeLocation: URL {
        let environment = ProcessInfo.processInfo.environment
        if let store { return URL(fileURLWithPath: store) }
        if let named = environment["NAS_SEARCH_STORE"], !named.isEmpty {
            return URL(fileURLWithPath: named)
        }
        let data =
            environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 }
            ?? NSHomeDirectory() + "/.local/share"
        return URL(fileURLWithPath: data).appendingPathComponent("nas-search/store.sqlite")
    }

    /// Says something on standard error unless `--quiet`.
    func note(_ text: String) {
        if !quiet { Console.printError(text) }
    }
}

/// The seed, for commands that draw random numbers.
struct SeedOption: ParsableArguments {
    @Option(help: ArgumentHelp("Seed of every random choice.", valueName: "n"))
    var seed: UInt64 = 0
}
