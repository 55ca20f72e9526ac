import ArgumentParser
import Foundation
import NASSearch

/// The root command; without a subcommand it is `search`.
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nas-search",
        abstract: "Finds neural networks that are both accurate and fast on your device.",
        discussion: """
            Searches the 15,625 cells of NAS-Bench-201 for the Pareto front of accuracy and latency \
            on a device, with latencies from its table or predicted from a few samples of it.

              nas-search data import FOLDER               take published tables in
              nas-search --device rtx6000 --budget 500    search, compare with the oracle
              nas-search compare --device gold_6226 --latency op-count,flops,lut

            Exit codes: 0 done, 1 failed while working, 2 refused before working, 130 interrupted, \
            143 ended by SIGTERM, 129 by the terminal's hang-up.
            """,
        version: Program.libraryVersion,
        subcommands: [
            SearchCommand.self, CompareCommand.self, EvaluateCommand.self, AdaptCommand.self,
            PredictCommand.self, MeasureCommand.self, ProfileCommand.self,
            DevicesCommand.self, RunsCommand.self, DataCommand.self, ExportCommand.self,
            DoctorCommand.self, RunnerServeCommand.self,
        ],
        defaultSubcommand: SearchCommand.self)
}

@main
enum Main {
    static func main() {
        Console.prepare()
        let arguments = CommandLineWords.prepared(Array(CommandLine.arguments.dropFirst()))
        if arguments.isEmpty {
            Console.show(Introduction.lines(Console.outputStyle))
            return
        }
        do {
            try ProcessLimits.checkFiles()
            try checkCommandName(arguments[0])
            var command = try RootCommand.parseAsRoot(arguments)
            try ProcessLimits.checkMemory()
            try command.run()
        } catch {
            ProcessLimits.end(Failure.report(error))
        }
    }

    /// Refuses a first word that is no command: the parser would take it for an argument of the
    /// default one.
    private static func checkCommandName(_ word: String) throws {
        let known = RootCommand.configuration.subcommands.compactMap {
            $0.configuration.commandName
        }
        guard !word.hasPrefix("-"), !known.contains(word), word != "help" else { return }
        throw Refusal(
            "unknown command '\(word)'" + NearestName.question(for: word, among: known)
                + "; there are \(known.joined(separator: ", "))")
    }
}
