import Architectures
import FileSystem
import Foundation
import NASSearch
import TestSupport
import Testing

/// Everything on a space of other operators, nodes and stages, without any process.
@Suite struct OtherSpaceTests {
    private let folder: ScratchFolder
    private let space: SearchSpace

    init() throws {
        folder = try ScratchFolder(prefix: "nas-search-test")
        space = try FiveNodeSpace.make()
    }

    private func workspace() throws -> Workspace {
        try Workspace(store: .file(folder.path("store.sqlite")), space: space)
    }

    private func importAccuracies(_ workspace: Workspace, of count: Int) throws {
        var text = "index,toy_valid_200\n"
        for code in stride(from: 0, to: space.count, by: space.count / count) {
            let cell = Architecture(code: code)
            text += "\(code),\(FiveNodeSpace.accuracy(of: cell, in: space))\n"
        }
        let file = folder.path("accuracy.csv")
        try Data(text.utf8).write(to: URL(filePath: file))
        try workspace.importTables(at: URL(filePath: file))
    }

    private func model(_ workspace: Workspace, _ device: ResolvedDevice) throws -> LatencyModel {
        try workspace.latencyModel(
            for: device, samples: .measured(12) { FiveNodeSpace.latency(of: $0, in: space) })
    }

    @Test func whatIsOfNASBench201IsNotThere() throws {
        let workspace = try workspace()
        for name in ["titan_rtx_1", "rtx6000", "zen5-direct-avx2"] {
            #expect(throws: RequestError.self) { try workspace.device(name) }
            // Nobody published it of this space, so that anybody may call theirs so.
            #expect(try workspace.newDevice(name).name == name)
        }
        let device = try workspace.newDevice("phone")
        for kind in ModelKind.names where ["help", "bundled"].contains(kind) {
            let error = #expect(throws: (any Error).self) {
                try workspace.latencyModel(
                    for: device, .named(kind), samples: .measured(10) { _ in 1 })
            }
            #expect("\(String(describing: error))".contains("nasbench201"), "\(kind)")
        }
    }

    @Test func aSearchWithAccuraciesOfOnesOwn() throws {
        let workspace = try workspace()
        let device = try workspace.newDevice("phone")
        let model = try model(workspace, device)
        let request = SearchRequest(device: device, budget: 120)
        let missing = #expect(throws: RequestError.self) {
            try workspace.search(request, latency: model).run()
        }
        guard case .noAccuraciesOfSpace = missing else {
            Issue.record("\(String(describing: missing))")
            return
        }
        try importAccuracies(workspace, of: 729)
        let result = try workspace.search(request, latency: model).run()
        #expect(result.report.dataset == "toy" && result.report.evaluated == 120)
        let origins = Set(result.report.front.map(\.accuracyOrigin))
        #expect(origins == [.measured], "nobody published anything of this space")
        let best = try #require(result.front.max { $0.accuracy < $1.accuracy })
        let exact = space.architectures.map { FiveNodeSpace.accuracy(of: $0, in: space) }.max()
        #expect(best.accuracy >= 0.9 * (exact ?? 0))
        let files = try workspace.export(
            result.front.pick(.knee), as: [.onnx, .pytorch, .json, .svg, .dot],
            to: URL(filePath: folder.path("chosen")))
        #expect(files.allSatisfy { $0.lastPathComponent.contains("five") } && files.count >= 5)
    }

    @Test func someAccuraciesAreSearchedAlone() throws {
        let workspace = try workspace()
        try importAccuracies(workspace, of: 81)
        let device = try workspace.newDevice("phone")
        let request = SearchRequest(device: device, budget: 300)
        let result = try workspace.search(request, latency: model(workspace, device)).run()
        #expect(result.report.evaluated == 81)
        #expect(result.front.allSatisfy { $0.index % 9 == 0 })
        #expect(result.report.notes.contains { $0.contains("81 of 729") })
    }

    @Test func aSearchWithoutAccuracies() throws {
        let workspace = try workspace()
        let device = try workspace.newDevice("phone")
        var request = SearchRequest(device: device, budget: 729)
        request.objectives = [.latency, .flops]
        request.constraints.maximumParameters = 0.2
        let result = try workspace.search(request, latency: model(workspace, device)).run()
        #expect(!result.front.isEmpty && result.front.allSatisfy { $0.accuracy.isNaN })
        #expect(result.report.accuracySource == "none")
        let text = String(decoding: try JSONEncoder().encode(result.report), as: UTF8.self)
        #expect(!text.contains("\"accuracy\""))
        #expect(!result.front.pick(.knee).isEmpty)
        #expect(result.front.pick(.mostAccurate).isEmpty)
    }

    @Test func theStoreKnowsItsSpace() throws {
        _ = try workspace()
        let again = try Workspace(store: .file(folder.path("store.sqlite")))
        #expect(again.space.name == "five-nodes")
        #expect(throws: RequestError.self) {
            try Workspace(store: .file(folder.path("store.sqlite")), space: .nasBench201())
        }
    }
}
