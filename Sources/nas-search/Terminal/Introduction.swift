import ArgumentParser
import NASSearch
import Reporting

/// What the program says of itself when it is given nothing to do.
enum Introduction {
    /// A few lines, three of them examples.
    static func lines(_ style: TextStyle) -> [String] {
        let commands = RootCommand.configuration.subcommands.compactMap { command in
            command.configuration.shouldDisplay ? command.configuration.commandName : nil
        }
        let prose = TextStyle(width: min(style.width ?? 80, 80))
        return prose.wrapped(
            [
                "nas-search finds neural networks that are both accurate and fast on your device, "
                    + "among the 15,625 cells of NAS-Bench-201, from a few latencies of it.", "",
            ], indent: 0)
            + [
                "  nas-search --device rtx6000 --budget 500   search, with what ships with it",
                "  nas-search data import FOLDER              take published or own tables in",
                "  nas-search compare --device gold_6226      judge latency estimators",
            ].flatMap { HelpText.fitted($0, to: prose) } + [""]
            + prose.wrapped([
                "Commands: \(commands.joined(separator: ", ")).",
                "`nas-search help COMMAND` explains one; `nas-search devices` lists the devices.",
            ])
    }
}
