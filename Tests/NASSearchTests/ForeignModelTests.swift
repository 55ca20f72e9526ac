import Architectures
import FileSystem
import Foundation
import LatencyPrediction
import Synchronization
import TabularStore
import TestSupport
import Testing

@testable import NASSearch

/// Searches on what other programs predict.
@Suite struct ForeignModelTests {
    private let folder: ScratchFolder
    private let tables: SyntheticTables

    init() throws {
        folder = try ScratchFolder(prefix: "nas-search-test")
        tables = try SyntheticTables()
    }

    private func workspace(_ hooks: Hooks = Hooks()) throws -> Workspace {
        try Workspace(store: .file(SyntheticStore.place(in: folder)), hooks: hooks)
    }

    private func settings(_ foreign: ForeignModel, samples: Int? = nil) -> SearchSettings {
        SearchSettings(
            device: "alpha", dataset: "cifar100", split: .valid, epochs: 200,
            latency: EstimatorChoice(foreign), samples: samples, sampling: .chosen,
            algorithm: AlgorithmChoice(kind: .random), objectives: [.accuracy, .latency],
            constraints: SearchConstraints(), budget: 500, verify: 0, seed: 3)
    }

    /// A file of 1.5 times what is true, with a standard deviation of a tenth.
    private func predictions(scale: Double = 1.5) throws -> String {
        var text = "index,latency_ms,latency_std_ms\n"
        for cell in tables.space.architectures {
            let value = tables.latency(of: cell, scale: scale)
            text += "\(tables.space.publishedIndex(of: cell)),\(value),\(value / 10)\n"
        }
        try folder.write(Data(text.utf8), to: "theirs.csv")
        return folder.path("theirs.csv")
    }

    /// A command that notes that it ran.
    private func command(_ answer: String = "3") -> String {
        "echo ran >> \(folder.path("ran")); sed 's/.*/\(answer)/'"
    }

    private var runs: Int {
        let text = try? String(contentsOfFile: folder.path("ran"), encoding: .utf8)
        return text?.split(separator: "\n").count ?? 0
    }

    /// Runs until so many evaluations are kept.
    private func interrupted(_ settings: SearchSettings) throws -> Int64 {
        let done = Mutex(0)
        let hooks = Hooks(
            progress: { progress in
                if progress.title == "searching" { done.withLock { $0 = progress.done } }
            }, isCancelled: { done.withLock { $0 >= 200 } })
        let workspace = try workspace(hooks)
        let stop = #expect(throws: Cancelled.self) {
            var procedure = SearchProcedure(settings, on: workspace)
            _ = try procedure.run()
        }
        guard case .searching(_, let run?) = stop else {
            throw Cancelled.searching(evaluations: 0, run: nil)
        }
        return run
    }

    private func resumed(_ run: Int64, command: String? = nil) throws -> SearchProcedure.Outcome {
        let workspace = try workspace()
        var recorder = try RunRecorder.resuming(run, on: workspace)
        if let command { try recorder.allow(command: command) }
        var procedure = SearchProcedure(
            resuming: recorder, on: workspace, measuring: nil, start: .now)
        return try procedure.run()
    }

    private func expect<Value>(
        _ expected: (RequestError) -> Bool, _ body: () throws -> Value
    ) {
        let error = #expect(throws: RequestError.self) { try body() }
        #expect(error.map(expected) == true, "\(String(describing: error))")
        #expect(error?.description.contains("--") == false)
    }

    @Test func aFileIsSearchedAndSaysSo() throws {
        let path = try predictions()
        var procedure = SearchProcedure(settings(.file(path)), on: try workspace())
        let report = try procedure.run().report
        #expect(report.latencySource == path)
        let member = try #require(report.front.first)
        let cell = try #require(tables.space.architecture(publishedIndex: member.index))
        #expect(member.latencyMS == tables.latency(of: cell, scale: 1.5))
        #expect(
            member.latencyOrigin == .predicted && member.oracleLatencyMS == tables.latency(of: cell)
        )
        #expect(member.latencyStandardDeviationMS == tables.latency(of: cell, scale: 1.5) / 10)
        // The same order as the oracle's, so the same front as the oracle's of what was evaluated.
        #expect(report.notes.contains { $0.contains("predicted by \(path), column 'latency_ms'") })
    }

    @Test func aFileThatChangedIsNotGoneOnWith() throws {
        let path = try predictions()
        let run = try interrupted(settings(.file(path)))
        _ = try predictions(scale: 1.4)
        expect({ if case .predictionsChanged(path) = $0 { true } else { false } }) {
            try resumed(run)
        }
        try folder.remove("theirs.csv")
        expect({ if case .unusablePredictions = $0 { true } else { false } }) { try resumed(run) }
        _ = try predictions()
        #expect(try resumed(run).report.evaluated == 500)
    }

    @Test func aRunThatGoesOnAsksNoCommand() throws {
        let text = command("4 0.5")
        let run = try interrupted(settings(.command(text, takesSamples: false)))
        #expect(runs == 1)
        let report = try resumed(run).report
        #expect(runs == 1 && report.evaluated == 500 && report.front.first?.latencyMS == 4)
        // Of a run that is complete, too.
        let workspace = try workspace()
        let recorder = try RunRecorder.resuming(run, on: workspace)
        #expect(recorder.finishedReport != nil)
        _ = try SearchJobBuilder(workspace: workspace).job(for: recorder.settings)
        #expect(runs == 1)
    }

    @Test func aCommandRunsAgainOnlyWhereItIsNamed() throws {
        let text = command()
        let run = try interrupted(settings(.command(text, takesSamples: false)))
        // What is kept goes when enough is kept that is newer.
        try workspace().store.saveArtefact(
            Artefact(
                kind: "predictions", name: "newer", device: "alpha", version: 1, inputs: "",
                createdAt: 1e12, content: []), keeping: 1)
        expect({ if case .predictorNotGiven(text) = $0 { true } else { false } }) {
            try resumed(run)
        }
        expect({ if case .otherPredictor("echo", text) = $0 { true } else { false } }) {
            try resumed(run, command: "echo")
        }
        #expect(runs == 1)
        #expect(try resumed(run, command: text).report.evaluated == 500)
        #expect(runs == 2)
    }

    @Test func samplesAreHandedToACommandThatTakesThem() throws {
        let seen = folder.path("seen.csv")
        let text = "cp $NAS_SEARCH_SAMPLES \(seen); sed 's/.*/3/'"
        var procedure = SearchProcedure(
            settings(.command(text, takesSamples: true), samples: 4), on: try workspace())
        let report = try procedure.run().report
        let lines = try String(contentsOfFile: seen, encoding: .utf8).split(separator: "\n")
        #expect(lines.first == "index,arch,latency_ms" && lines.count == 5)
        let indices = lines.dropFirst().compactMap { Int($0.prefix { $0 != "," }) }
        #expect(indices.sorted() == report.sampled.sorted())
        for line in lines.dropFirst() {
            let fields = line.split(separator: ",")
            let cell = try tables.space.architecture(string: String(fields[1]))
            #expect(Double(fields[2]) == tables.latency(of: cell))
        }
    }

    @Test func aFunctionIsAModel() throws {
        let workspace = try workspace()
        let device = try workspace.device("alpha")
        let model = try workspace.latencyModel(
            for: device, predictedBy: "mine", samples: .chosen(3)
        ) { [tables] cells, samples in
            let scale = samples.count == 3 ? 2.0 : 1.0
            return LatencyEstimates(
                milliseconds: cells.map { tables.latency(of: $0, scale: scale) },
                standardDeviations: cells.map { _ in .nan })
        }
        #expect(model.kind == "mine" && model.samples.count == 3 && model.origin == .predicted)
        let cell = Architecture(code: 77)
        #expect(try model.estimate([cell]).milliseconds == [tables.latency(of: cell, scale: 2)])
        let result = try workspace.search(SearchRequest(device: device, budget: 50), latency: model)
            .run()
        #expect(result.report.latencySource == "mine" && !result.front.isEmpty)
        #expect(throws: LatencyPredictionError.self) {
            try workspace.latencyModel(for: device, predictedBy: "wrong") { cells, _ in
                LatencyEstimates(
                    milliseconds: cells.map { _ in -1 }, standardDeviations: cells.map { _ in 0 })
            }
        }
    }

    @Test func aColumnIsOfOneDeviceOrNamesEach() throws {
        let workspace = try workspace()
        let model = ForeignModel.file(try predictions())
        try model.check(for: ["alpha"], on: workspace)
        expect({ if case .predictsOneDevice = $0 { true } else { false } }) {
            try model.check(for: ["alpha", "beta"], on: workspace)
        }
        try folder.write(Data("index,alpha,beta\n3,1,2\n".utf8), to: "both.csv")
        let both = ForeignModel.file(folder.path("both.csv"))
        try both.check(for: ["alpha", "beta", "gamma"], on: workspace)
        #expect(
            try both.entry(on: workspace).make(
                PredictorInputs(
                    features: CellFeatures(space: tables.space),
                    megaFLOPs: [Double](repeating: 1, count: tables.space.count))
            ).adapted(to: AdaptationTarget(device: "beta")).estimate([
                try #require(tables.space.architecture(publishedIndex: 3))
            ]).milliseconds == [2])
    }

    @Test func nothingOfAnotherProgramIsKeptForADevice() throws {
        let workspace = try workspace()
        let request = EstimatorRequest(
            device: try workspace.device("alpha"),
            choice: EstimatorChoice(.file(try predictions())), samples: 5, sampling: .chosen,
            pool: nil, seed: 0)
        expect({ if case .adaptsNoProgram = $0 { true } else { false } }) {
            try AdaptationJob(workspace: workspace, request: request)
        }
    }
}
