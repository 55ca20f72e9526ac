import Architectures
import Foundation
import Testing

@testable import TabularStore

@Suite struct RunTests {
    let fixture: Fixture
    let store: Store

    init() throws {
        fixture = try Fixture()
        store = try fixture.open()
    }

    private let settings = RunSettings(
        device: "titan", dataset: "toy", seed: .max, settingsJSON: #"{"budget":5}"#,
        inputs: "00ff", software: "0.1.0")

    private func evaluation(_ code: Int) -> StoredEvaluation {
        StoredEvaluation(
            architecture: Architecture(code: code), objectives: [Double(code) / 3, -0.0, 1e300])
    }

    @Test func aRunFromBeginningToEnd() throws {
        let id = try store.createRun(settings, now: 100)
        try store.appendEvaluations([3, 1].map(evaluation), to: id, at: 0, now: 101)
        try store.appendEvaluations([], to: id, at: 9)
        try store.appendEvaluations([evaluation(26)], to: id, at: 2, now: 102)
        #expect(try store.evaluations(of: id) == [3, 1, 26].map(evaluation))
        #expect(try store.run(id: id)?.status == .running)
        try store.setStatus(.done, of: id, resultJSON: "[]", now: 103)
        #expect(
            try store.run(id: id)
                == RunRecord(
                    id: id, space: "tiny", settings: settings, status: .done, createdAt: 100,
                    updatedAt: 103, evaluationCount: 3, resultJSON: "[]"))
        let second = try store.createRun(settings)
        #expect(second > id)
        #expect(try store.runs().map(\.id) == [id, second])
        #expect(try store.evaluations(of: second).isEmpty)
    }

    @Test func missingObjectivesStayMissing() throws {
        let id = try store.createRun(settings)
        try store.appendEvaluations(
            [StoredEvaluation(architecture: Architecture(code: 0), objectives: [.nan, 1])], to: id,
            at: 0)
        let objectives = try #require(try store.evaluations(of: id).first?.objectives)
        #expect(objectives[0].isNaN)
        #expect(objectives[1] == 1)
    }

    @Test func twoProcessesCantInterleaveOneRun() throws {
        let other = try fixture.open()
        let id = try store.createRun(settings)
        try store.appendEvaluations([evaluation(1)], to: id, at: 0)
        let late = try storeError {
            try other.appendEvaluations([evaluation(2), evaluation(3)], to: id, at: 0)
        }
        #expect(
            late?.description
                == "run \(id) has 1 evaluations, not 0: another process continued it; repeat the "
                + "command to continue from there")
        try other.appendEvaluations([evaluation(2)], to: id, at: 1)
        #expect(try store.evaluations(of: id).map(\.architecture.code) == [1, 2])
    }

    @Test func unknownRuns() throws {
        #expect(try store.run(id: 7) == nil)
        #expect(try store.evaluations(of: 7).isEmpty)
        for error in [
            try storeError { try store.appendEvaluations([evaluation(1)], to: 7, at: 0) },
            try storeError { try store.setStatus(.done, of: 7) },
        ] {
            #expect(
                error?.description == "store \(store.path): no run 7; `runs` lists what there is")
        }
    }

    @Test func whatWasAppendedIsInTheFilesOfAnOpenStore() throws {
        let id = try store.createRun(settings)
        try store.appendEvaluations([4, 5].map(evaluation), to: id, at: 0)
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: store.path + suffix, toPath: fixture.path("copy") + suffix)
        }
        let copy = try fixture.open("copy")
        #expect(try copy.evaluations(of: id) == [4, 5].map(evaluation))
        #expect(try copy.run(id: id)?.status == .running)
        #expect(try copy.verify() == [])
    }

    @Test func artefactsReplaceTheirLikes() throws {
        var artefact = Artefact(
            kind: "predictor", name: "maple", device: "titan", version: 2, inputs: "abc",
            createdAt: 5, content: [1, 2, 255])
        try store.saveArtefact(artefact)
        artefact.content = []
        try store.saveArtefact(artefact)
        var general = artefact
        general.device = nil
        try store.saveArtefact(general)
        #expect(try store.artefacts(kind: "predictor") == [general, artefact])
        #expect(try store.artefact(kind: "predictor", name: "maple", device: nil) == general)
        #expect(try store.artefact(kind: "predictor", name: "maple", device: "titan") == artefact)
        #expect(try store.artefact(kind: "descriptor", name: "maple", device: nil) == nil)
    }

    @Test func theOldestArtefactsOfAKindGo() throws {
        func save(_ kind: String, _ name: String, at time: Double) throws {
            try store.saveArtefact(
                Artefact(
                    kind: kind, name: name, device: "d", version: 1, inputs: "", createdAt: time,
                    content: []), keeping: 3)
        }
        try save("other", "o", at: 0)
        for (name, time) in [("a", 5.0), ("b", 2), ("c", 4), ("d", 3), ("e", 6)] {
            try save("predictor", name, at: time)
        }
        #expect(try store.artefacts(kind: "predictor").map(\.name) == ["a", "c", "e"])
        try save("predictor", "a", at: 9)
        #expect(try store.artefacts(kind: "predictor").map(\.name) == ["a", "c", "e"])
        #expect(try store.artefacts(kind: "other").count == 1)
    }
}
