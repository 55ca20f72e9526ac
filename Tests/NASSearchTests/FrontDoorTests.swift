import Architectures
import FileSystem
import Foundation
import NASSearch
import Synchronization
import TabularStore
import TestSupport
import Testing

/// The library as a program uses it, without any process.
@Suite struct FrontDoorTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder(prefix: "nas-search-test")
    }

    /// What hooks were told.
    private final class Log: Sendable {
        let notes = Mutex<[Note]>([])
        let progress = Mutex<[WorkProgress]>([])
    }

    /// A workspace with the device `alpha` and accuracies.
    private func workspace(_ program: Program = Program()) throws -> Workspace {
        try Workspace(store: .file(SyntheticStore.place(in: folder)), program: program)
    }

    private func plain(_ workspace: Workspace, budget: Int = 60) throws -> SearchRequest {
        SearchRequest(device: try workspace.device("alpha"), budget: budget)
    }

    @Test func errorsHoldWhatASentenceNeeds() throws {
        let workspace = try workspace()
        let unknown = #expect(throws: RequestError.self) { try workspace.device("alhpa") }
        guard case .unknownDevice("alhpa", let nearest, let known) = unknown else {
            Issue.record("\(String(describing: unknown))")
            return
        }
        #expect(nearest.contains("alpha") && known > 1)
        let model = try workspace.latencyModel(
            for: workspace.device("alpha"), .named("op-count"))
        #expect(throws: RequestError.self) {
            try workspace.search(plain(workspace, budget: 0), latency: model)
        }
        var request = try plain(workspace)
        request.constraints.maximumLatency = 0.5
        let infeasible = #expect(throws: RequestError.self) {
            try workspace.search(request, latency: model).run()
        }
        guard case .infeasible(_, let least) = infeasible else {
            Issue.record("\(String(describing: infeasible))")
            return
        }
        #expect(least.map(\.objective) == [.latency])
        // The least that helps does.
        request.constraints.maximumLatency = try #require(least.first).bound
        #expect(try !workspace.search(request, latency: model).run().front.isEmpty)
        for error in [unknown, infeasible] {
            #expect(try !#require(error).description.contains("--"))
        }
    }

    @Test func hooksAreToldAndAsked() throws {
        let workspace = try workspace()
        let model = try workspace.latencyModel(
            for: workspace.device("alpha"), .named("op-count"))
        let log = Log()
        let hooks = Hooks(
            note: { note in log.notes.withLock { $0.append(note) } },
            progress: { progress in log.progress.withLock { $0.append(progress) } },
            isCancelled: { log.progress.withLock { $0.contains { $0.done >= 200 } } })
        let search = try workspace.search(plain(workspace, budget: 500), latency: model)
        let stop = #expect(throws: Cancelled.self) { try search.run(hooks: hooks) }
        guard case .searching(let evaluations, let run?) = stop else {
            Issue.record("\(String(describing: stop))")
            return
        }
        #expect((200..<500).contains(evaluations))
        let told = log.progress.withLock { $0 }
        #expect(told.first?.stage == .began && told.last?.stage == .ended)
        #expect(told.allSatisfy { $0.title == "searching" && $0.total == 500 })
        // What was evaluated is kept in the run.
        #expect(try workspace.store.evaluations(of: run).count == evaluations)
    }

    @Test func measuredSamplesAreKept() throws {
        let workspace = try workspace()
        let tables = try SyntheticTables()
        let phone = try workspace.newDevice("phone")
        var timed: [Architecture] = []
        func model() throws -> LatencyModel {
            try workspace.latencyModel(
                for: phone, .named("op-count"),
                samples: .measured(6) { cell in
                    timed.append(cell)
                    return tables.latency(of: cell, scale: 2)
                })
        }
        let first = try model()
        #expect(timed.count == 6 && first.samples == timed)
        let again = try model()
        #expect(timed.count == 6, "what is known is not measured again")
        let cells = Array(workspace.space.architectures.prefix(100))
        #expect(try first.estimate(cells) == again.estimate(cells))
        #expect(try workspace.device("phone").name == "phone")
        #expect(throws: RequestError.self) { try workspace.newDevice("phone") }
        #expect(throws: RequestError.self) { try workspace.newDevice("a phone") }
    }

    @Test func remarksAreWordedByTheProgram() throws {
        var program = Program()
        program.wording = { if case .noOracle = $0 { "nobody knows" } else { "\($0)" } }
        let workspace = try workspace(program)
        let published = try workspace.device("gold_6226")
        let model = try workspace.latencyModel(
            for: published, .named("bundled"), samples: .known)
        var request = try plain(workspace)
        request.device = published
        let report = try workspace.search(request, latency: model).run().report
        #expect(report.notes.contains("oracle    nobody knows"))
        #expect(!report.notes.contains { $0.contains("--") || $0.contains("`nas-search") })
        #expect(report.command == nil, "a library knows no command")
    }

    @Test func aProfileAloneMakesAModel() throws {
        let workspace = try workspace()
        let profiled = try workspace.device("zen5-direct-sse")
        for kind in [ModelKind.best, .named("transfer")] {
            let model = try workspace.latencyModel(for: profiled, kind, samples: .chosen(0))
            #expect(model.kind == "transfer" && model.samples.isEmpty)
            var request = SearchRequest(device: profiled, budget: 60)
            request.verify = 3
            let report = try workspace.search(request, latency: model).run().report
            #expect(report.verification?.verified.count == 3 && report.sampled.isEmpty)
        }
        // Nothing is known of the networks of one without, but a table, which nobody may look at.
        let error = #expect(throws: RequestError.self) {
            try workspace.latencyModel(
                for: workspace.device("alpha"), .named("transfer"), samples: .chosen(0))
        }
        guard case .notProfiled("alpha") = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func membersAreExported() throws {
        let workspace = try workspace()
        let model = try workspace.latencyModel(
            for: workspace.device("alpha"), .named("op-count"))
        let front = try workspace.search(plain(workspace), latency: model).run().front
        let knee = front.pick(.knee)
        #expect(knee.count == 1 && front.count > 1)
        #expect(front.contains { $0.index == knee[0].index })
        let place = URL(filePath: folder.path("chosen"))
        let files = try workspace.export(knee, as: [.json, .svg], to: place)
        #expect(
            files.map(\.lastPathComponent).sorted() == [
                "nasbench201-\(knee[0].index).json", "nasbench201-\(knee[0].index).svg",
            ])
        #expect(front.map(\.latency) == front.map(\.latency).sorted())
    }
}
