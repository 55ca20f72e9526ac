import Architectures
import ArgumentParser
import FileSystem
import Foundation
import NASSearch
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

    @Option(
        name: .customLong("space"),
        help: ArgumentHelp(
            "The definition of another space of cells.",
            discussion:
                "Default: the store's own, NAS-Bench-201 where it has none. A new store keeps "
                + "the definition that it is given; a store is of one space.",
            valueName: "file"))
    var spaceFile: String?

    @Flag(help: "One JSON document on standard output and nothing else there.")
    var json = false

    @Flag(name: .shortAndLong, help: "No notes and no progress on standard error.")
    var quiet = false

    /// Where the store lies or will lie.
    var storePath: String { store ?? Store.defaultPath() }

    /// The workspace on the store, for reading or writing.
    /// - Throws: `RequestError` where the store can't be used.
    func workspace(_ access: Store.Access = .readOnly) throws -> Workspace {
        try Workspace(
            store: .file(storePath), space: space, access: access, program: program, hooks: hooks)
    }

    /// The same for recording a run; where the store can't be written, for reading, with a note.
    func workspaceForRecording() throws -> Workspace {
        try Workspace.forRecording(
            store: .file(storePath), space: space, program: program, hooks: hooks)
    }

    /// The same for a device that may have to be measured.
    func workspace(
        forMeasuring device: String, at place: MeasuringPlace
    ) throws -> Workspace {
        try Workspace.forMeasuring(
            device: device, at: place, store: .file(storePath), space: space, program: program,
            hooks: hooks)
    }

    /// The space that was named; nil for the store's.
    var space: SearchSpace? {
        get throws { try spaceFile.map(SearchSpace.init(file:)) }
    }

    /// Notes and progress in the terminal.
    var hooks: Hooks { TerminalHooks.hooks(isQuiet: quiet) }

    /// This program.
    private var program: Program {
        var program = Program.running
        let (store, file) = (store, spaceFile)
        program.searchCommand = { settings, space in
            settings.command(store: store, spaceFile: file, in: space)
        }
        return program
    }

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
