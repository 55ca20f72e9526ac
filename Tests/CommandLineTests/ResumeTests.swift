import Architectures
import Foundation
import TabularStore
import TestSupport
import Testing

/// Runs that go on where predictions differ in their last digits, as they do from one processor to
/// another, or where something really changed.
@Suite struct ResumeTests {
    let tool: CommandLineTool

    init() throws {
        tool = try CommandLineTool()
        try tool.importTables(SyntheticTables())
    }

    /// A run that is complete, and the beginning of another like it, altered.
    private func interrupted(
        after count: Int, _ alter: (inout [StoredEvaluation]) -> Void
    ) throws -> (whole: CommandLineTool.Outcome, run: String) {
        let whole = try tool.run(
            "--device", "beta", "--latency", "op-count", "--budget", "300", "--json")
        let store = try Store.open(tool.store.path, space: SearchSpace.nasBench201())
        let record = try #require(try store.runs().last)
        var evaluations = Array(try store.evaluations(of: record.id).prefix(count))
        alter(&evaluations)
        let run = try store.createRun(record.settings)
        try store.appendEvaluations(evaluations, to: run, at: 0)
        try store.setStatus(.interrupted, of: run)
        return (whole, String(run))
    }

    private func front(_ outcome: CommandLineTool.Outcome) throws -> [Int] {
        (try outcome.object()["front"] as? [[String: Any]] ?? []).compactMap {
            $0["index"] as? Int
        }
    }

    @Test func lastDigitsOfPredictionsMayDiffer() throws {
        let (whole, run) = try interrupted(after: 120) { evaluations in
            for index in evaluations.indices {
                evaluations[index].objectives[1] *= 1 + (index % 2 == 0 ? 1e-12 : -1e-12)
            }
        }
        let resumed = try tool.run("--resume", run, "--json")
        #expect(resumed.status == 0, Comment(rawValue: resumed.errors))
        #expect(try front(resumed) == front(whole))
        #expect(try resumed.object()["evaluated"] as? Int == 300)
    }

    @Test func changedDataAreNamed() throws {
        for (column, name) in [(0, "accuracy"), (1, "latency")] {
            let (_, run) = try interrupted(after: 120) {
                $0[57].objectives[column] *= 1.001
            }
            let resumed = try tool.run("--resume", run)
            #expect(resumed.status == 2)
            #expect(resumed.errors.contains("the data have changed since"))
            #expect(resumed.errors.contains("evaluation 58 had \(name)"))
        }
    }

    /// An accuracy of a table is no prediction: its last digit counts.
    @Test func lastDigitsOfTablesMayNotDiffer() throws {
        let (_, run) = try interrupted(after: 120) { $0[57].objectives[0] *= 1 + 1e-12 }
        #expect(try tool.run("--resume", run).status == 2)
    }

    /// A search that would have gone another way here keeps what was evaluated there.
    @Test func aSearchThatGoesAnotherWayKeepsWhatWasEvaluated() throws {
        let (_, run) = try interrupted(after: 120) { $0.remove(at: 40) }
        let resumed = try tool.run("--resume", run, "--json")
        #expect(resumed.status == 0, Comment(rawValue: resumed.errors))
        #expect(resumed.errors.contains("after 40 of 119 recorded evaluations"))
        #expect(try resumed.object()["evaluated"] as? Int == 300)
        let store = try Store.open(tool.store.path, space: SearchSpace.nasBench201())
        let kept = try store.evaluations(of: Int64(run) ?? 0).map(\.architecture)
        #expect(kept.count == 300 && Set(kept).count == 300)
    }

    /// Kernels of another processor round predictions otherwise.
    @Test func aRunGoesOnWithAnotherProcessorsKernels() throws {
        let process = try tool.makeProcess(
            ["--device", "beta", "--latency", "transfer", "--budget", "300", "--json"],
            environment: ["OPENBLAS_CORETYPE": "Haswell"])
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let store = try Store.open(tool.store.path, space: SearchSpace.nasBench201())
        let record = try #require(try store.runs().last)
        let half = Array(try store.evaluations(of: record.id).prefix(150))
        for core in ["Prescott", "Nehalem"] {
            let run = try store.createRun(record.settings)
            try store.appendEvaluations(half, to: run, at: 0)
            try store.setStatus(.interrupted, of: run)
            let resumed = try tool.run(
                "--resume", String(run), "--json", environment: ["OPENBLAS_CORETYPE": core])
            #expect(resumed.status == 0, Comment(rawValue: resumed.errors))
            #expect(try resumed.object()["evaluated"] as? Int == 300)
        }
    }
}
