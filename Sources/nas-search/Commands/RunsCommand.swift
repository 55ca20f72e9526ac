import ArgumentParser
import Foundation
import NASSearch
import PlainText
import Reporting
import TabularStore

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "Lists what was searched; any run can be shown, continued or exported.",
        subcommands: [
            RunsListCommand.self, RunsShowCommand.self, RunsCompareCommand.self,
            RunsRemoveCommand.self, RunsKeepCommand.self,
        ],
        defaultSubcommand: RunsListCommand.self)
}

struct RunsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists all runs, oldest first.")

    @OptionGroup var global: GlobalOptions

    private struct Entry: Encodable {
        let run: Int64
        let created: String
        let device: String
        let dataset: String
        let seed: UInt64
        let status: RunStatus
        let evaluated: Int
        let budget: Int?
        let objectives: [SearchObjective]?
        let constraints: SearchReport.Constraints?
        let command: String?
        /// What latencies came from, as it was decided.
        let latencySource: String?
        let algorithm: String?
        /// Members of the front that was found.
        let frontSize: Int?

        private enum CodingKeys: String, CodingKey {
            case run, created, device, dataset, seed, status, evaluated, budget, objectives
            case constraints, command, algorithm
            case latencySource = "latency_source"
            case frontSize = "front_size"
        }

        /// What is read of a result.
        private struct Result: Decodable {
            struct Member: Decodable {}
            let latency_source: String?
            let front: [Member]
        }

        init(_ record: RunRecord, on workspace: Workspace) {
            let settings = record.searchSettings
            run = record.id
            created = Date(timeIntervalSince1970: record.createdAt).formatted(.iso8601)
            device = record.settings.device
            dataset = record.settings.dataset
            seed = record.settings.seed
            status = record.status
            evaluated = record.evaluationCount
            budget = settings?.budget
            objectives = settings?.objectives
            constraints = settings?.constraints.reported
            command = settings.flatMap { workspace.program.searchCommand($0, workspace.space) }
            let result = record.resultJSON.flatMap {
                try? JSONDecoder().decode(Result.self, from: Data($0.utf8))
            }
            latencySource = result?.latency_source ?? settings?.latency?.name
            algorithm = settings?.algorithm.kind.rawValue
            frontSize = result?.front.count
        }

        /// What was searched under which limits.
        var aim: String {
            [objectives?.words ?? "", constraints?.words ?? ""].filter { !$0.isEmpty }
                .joined(separator: ", ")
        }
    }

    private struct Document: Encodable {
        let runs: [Entry]
    }

    func run() throws {
        let workspace = try global.workspace()
        let entries = try workspace.store.runs().map { Entry($0, on: workspace) }
        if entries.isEmpty, !global.json {
            return global.note("no runs yet: `nas-search --device NAME` makes one")
        }
        var table = TextTable([
            .init("run"), .init("created", .left, isWhole: true), .init("device", .left),
            .init("data set", .left, isWhole: true),
            .init("searched", .left), .init("latencies", .left),
            .init("algorithm", .left, isExtra: true), .init("seed", isExtra: true),
            .init("evaluated"), .init("budget"), .init("front"), .init("status", .left),
        ])
        for entry in entries {
            table.append([
                String(entry.run), entry.created, entry.device, entry.dataset, entry.aim,
                entry.latencySource.map(ShortName.of) ?? "–", entry.algorithm ?? "–",
                String(entry.seed),
                NumberFormat.count(entry.evaluated), entry.budget.map(NumberFormat.count) ?? "–",
                entry.frontSize.map(NumberFormat.count) ?? "–",
                entry.status == .done
                    ? "done" : "\(entry.status.rawValue): --resume \(entry.run)",
            ])
        }
        try global.show(Document(runs: entries)) { table.lines(style: $0) }
    }
}

struct RunsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a run with its front; exports members of it.")

    @Argument(help: "The run's number.")
    var number: Int64

    @OptionGroup(title: "Network") var form: NetworkFormOptions
    @OptionGroup(title: "Export") var export: FrontExportOptions
    @OptionGroup(title: "Report") var report: ReportOptions
    @OptionGroup var global: GlobalOptions

    func run() throws {
        let export = try self.export.checked(form)
        let files = try self.report.checked(isForced: self.export.force)
        let workspace = try global.workspace()
        let recorder = try RunRecorder.resuming(number, on: workspace)
        guard let report = recorder.finishedReport else {
            throw Refusal(
                "run \(number) is not complete: continue it with "
                    + "`nas-search search --resume \(number)`")
        }
        if let command = report.command { global.note("found by: \(command)") }
        try RecordedRun(
            global: global, workspace: workspace, number: number, settings: recorder.settings
        ).show(report, export, files)
    }
}

extension RunRecord {
    /// What was asked for; nil where another version recorded it.
    fileprivate var searchSettings: SearchSettings? {
        try? JSONDecoder().decode(SearchSettings.self, from: Data(settings.settingsJSON.utf8))
    }
}
