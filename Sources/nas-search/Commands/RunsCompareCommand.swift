import ArgumentParser
import NASSearch
import Reporting
import TabularStore

struct RunsCompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "What the front of one run has that another's has not.")

    @Argument(help: "A run's number.")
    var first: Int64

    @Argument(help: "Another one's.")
    var second: Int64

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace()
        func report(_ number: Int64) throws -> SearchReport {
            guard let report = try RunRecorder.resuming(number, on: workspace).finishedReport else {
                throw Refusal(
                    "run \(number) is not complete: continue it with "
                        + "`nas-search search --resume \(number)`")
            }
            return report
        }
        let comparison = RunComparison(try report(first), try report(second))
        try global.show(comparison, lines: comparison.lines)
    }
}
