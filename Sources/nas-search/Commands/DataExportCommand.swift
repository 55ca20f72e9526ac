import ArgumentParser
import Foundation
import NASSearch
import PlainText
import TabularStore

struct DataExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes a measured device into a file for another store to take in.",
        discussion: """
            Everything that measuring kept: the machine, how was measured, every run, the descriptor. \
            `data import` takes such files in, and stores as they are: what several machines of one \
            kind measured becomes one table. What makes them other machines is refused by name; load \
            and host name may differ.

              nas-search data export --device my-node node-3.jsonl
              nas-search data import node-*.jsonl
              nas-search data import shard-*.sqlite
            """)

    @Option(help: ArgumentHelp("The device.", valueName: "name"))
    var device: String

    @Argument(help: "The file.", completion: .file())
    var file: String

    @Flag(help: "Replace the file where there is one.")
    var force = false

    @OptionGroup var global: GlobalOptions

    private struct Document: Encodable {
        let file: String
        let device: String
        let networks: Int
        let sessions: Int
    }

    func run() throws {
        let output = try MeasuredDeviceFile(file, option: "export", isForced: force)
        let workspace = try global.workspace()
        let name = try workspace.resolve(device).name
        guard let share = try output.write(name, in: workspace) else {
            throw Refusal(
                "\(name) has no measured runs in this store: what was published or imported as a "
                    + "table is exported by its own files")
        }
        let document = Document(
            file: file, device: name, networks: share.networkCount,
            sessions: share.sessions.count)
        try global.show(document) { _ in
            [
                "\(file): \(NumberFormat.count(document.networks, of: "network")) of \(name), "
                    + NumberFormat.count(document.sessions, of: "session")
            ]
        }
    }
}
