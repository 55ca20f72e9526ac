import ArgumentParser
import Reporting

/// What the program says of itself when it is given nothing to do.
enum Introduction {
    /// Ten lines, three of them examples.
    static var text: String {
        let commands = NASSearch.configuration.subcommands.compactMap { command in
            command.configuration.shouldDisplay ? command.configuration.commandName : nil
        }
        return """
            nas-search finds neural networks that are both accurate and fast on your
            device, among the 15,625 cells of NAS-Bench-201, from a few latencies of it.

              nas-search --device rtx6000 --budget 500   search, with what ships with it
              nas-search data import FOLDER              take published or own tables in
              nas-search compare --device gold_6226      judge latency estimators

            Commands: \(commands.prefix(7).joined(separator: ", ")),
              \(commands.dropFirst(7).joined(separator: ", ")).
            `nas-search help COMMAND` explains one; `nas-search devices` lists the devices.
            """
    }
}
