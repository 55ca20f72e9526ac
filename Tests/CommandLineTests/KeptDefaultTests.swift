import Architectures
import Foundation
import TabularStore
import TestSupport
import Testing

@testable import NASSearch

/// The default choice of an estimator, kept so that it isn't made again.
@Suite struct KeptDefaultTests {
    private let tool: CommandLineTool

    init() throws { tool = try CommandLineTool() }

    /// Two devices whose costs differ.
    private func importTables(slope: Double = 1) throws {
        let space = try SearchSpace.nasBench201()
        let devices = [
            ("first", 1, [0, 0.1, 1.1, 2.5, 0.6]), ("second", slope, [0, 0.2, 0.9, 3, 0.4]),
        ]
        for (name, factor, costs) in devices {
            let lines = space.architectures.map { architecture in
                let operators = space.operatorIndices(of: architecture)
                let milliseconds = factor * operators.reduce(3) { $0 + costs[$1] }
                return "\(space.publishedIndex(of: architecture)),\(milliseconds)"
            }
            try importTable(name, lines)
        }
    }

    private func importTable(_ name: String, _ lines: [String]) throws {
        let file = tool.folder.appendingPathComponent("\(name).csv")
        try (["index,latency_ms"] + lines).joined(separator: "\n")
            .write(to: file, atomically: true, encoding: .utf8)
        let run = try tool.run([
            "data", "import", file.path, "--unit", "ms", "--origin", "published", "--overwrite",
        ])
        #expect(run.status == 0, Comment(rawValue: run.errors))
    }

    private func kept() throws -> [Artefact] {
        try Store.open(tool.store.path, space: .nasBench201(), access: .readOnly)
            .artefacts(kind: KeptDefault.kind)
    }

    private func predict() throws -> String {
        let run = try tool.run(["predict", "--device", "first", "7", "4000", "--json"])
        #expect(run.status == 0, Comment(rawValue: run.errors))
        return run.output
    }

    @Test func whatWasTakenIsTakenAgain() throws {
        try importTables()
        let first = try predict()
        let made = try kept()
        #expect(made.count == 1)
        #expect(try predict() == first)
        // Made once: else it would have been kept anew.
        #expect(try kept().map(\.createdAt) == made.map(\.createdAt))
    }

    @Test func otherTablesMakeAnotherChoice() throws {
        try importTables()
        _ = try predict()
        let before = try #require(try kept().first)
        try importTables(slope: 2)
        _ = try predict()
        #expect(try kept().contains { $0.inputs != before.inputs })
    }

    @Test func whatIsDamagedIsMadeAgain() throws {
        try importTables()
        let first = try predict()
        let store = try Store.open(
            tool.store.path, space: .nasBench201(), access: .readWrite)
        for place in [3, 70, 90, 400] {
            var artefact = try #require(try store.artefacts(kind: KeptDefault.kind).first)
            let before = artefact.content
            artefact.content[place] ^= 1
            try store.saveArtefact(artefact)
            #expect(try predict() == first)
            #expect(try store.artefacts(kind: KeptDefault.kind).first?.content == before)
        }
    }
}
