import Architectures
import Testing

@testable import TabularStore

@Suite struct RemovalTests {
    let fixture: Fixture
    let store: Store

    init() throws {
        fixture = try Fixture()
        store = try fixture.open()
        for device in ["one", "two"] {
            let table = ObjectiveTable(
                quantity: .latency(device: device),
                values: (0..<store.space.count).map { $0 < 3 ? Double($0) + 1 : .nan })
            _ = try store.importBatch(
                [
                    ImportedFile(
                        path: "/tables/\(device).csv", sha256: device, bytes: 1, format: "CSV",
                        rows: 3, tables: [table], origin: .measured, devices: [])
                ], overwrite: false)
            try store.saveArtefact(
                Artefact(
                    kind: "predictor", name: "transfer", device: device, version: 1, inputs: "",
                    createdAt: 0, content: [1]))
        }
    }

    @Test func aDeviceGoesWithAllThatIsKnownOfIt() throws {
        let expected = StoreRemoval(devices: 1, tables: 1, values: 3, artefacts: 1)
        #expect(try store.removeDevice(named: "one", isTrial: true) == expected)
        #expect(try store.device(named: "one") != nil)
        #expect(try store.table(.latency(device: "one")) != nil)
        #expect(try store.removeDevice(named: "one") == expected)
        #expect(try store.device(named: "one") == nil)
        #expect(try store.table(.latency(device: "one")) == nil)
        #expect(try store.artefacts(kind: "predictor").map(\.device) == ["two"])
        #expect(try store.tables().flatMap(\.importedFrom) == ["/tables/two.csv"])
        #expect(try store.removeDevice(named: "one").isEmpty)
        #expect(try store.verify().isEmpty)
    }

    @Test func aTableGoesAlone() throws {
        let quantity = Quantity.latency(device: "two")
        #expect(try store.removeTable(quantity) == StoreRemoval(tables: 1, values: 3))
        #expect(try store.table(quantity) == nil)
        #expect(try store.device(named: "two") != nil)
        #expect(try store.removeTable(quantity).isEmpty)
        #expect(try store.verify().isEmpty)
    }

    @Test func runsGoWithTheirEvaluations() throws {
        let settings = RunSettings(
            device: "one", dataset: "d", seed: 0, settingsJSON: "{}", inputs: "", software: "1")
        let runs = try (0..<3).map { _ in try store.createRun(settings) }
        try store.appendEvaluations(
            [StoredEvaluation(architecture: Architecture(code: 0), objectives: [1])], to: runs[1],
            at: 0)
        #expect(try store.removeRuns([runs[1], 99]) == StoreRemoval(runs: 1, evaluations: 1))
        #expect(try store.runs().map(\.id) == [runs[0], runs[2]])
        #expect(try store.evaluations(of: runs[1]).isEmpty)
        // A number is never given twice.
        #expect(try store.createRun(settings) > runs[2])
    }

    @Test func aRenamedDeviceKeepsItsOldNameAsAnAlias() throws {
        try store.renameDevice("one", to: "uno")
        let device = try #require(try store.device(named: "one"))
        #expect(device.device.name == "uno" && device.device.aliases == ["one"])
        #expect(try store.table(.latency(device: "uno"))?.covered.count == 3)
        #expect(try store.artefacts(kind: "predictor").map(\.device) == ["two", "uno"])
        try store.renameDevice("uno", to: "one")
        #expect(try store.device(named: "one")?.device.aliases == ["uno"])
        #expect(try store.verify().isEmpty)
    }

    @Test func eachValueHasAFile() throws {
        let table = ObjectiveTable(
            quantity: .latency(device: "one"),
            values: (0..<store.space.count).map { $0 == 5 ? 9 : .nan })
        _ = try store.importBatch(
            [
                ImportedFile(
                    path: "/tables/more.csv", sha256: "more", bytes: 1, format: "CSV", rows: 1,
                    tables: [table], origin: .measured, devices: [])
            ], overwrite: false)
        let sources = try store.sources(of: .latency(device: "one"))
        #expect(sources.count == 4)
        #expect(sources[Architecture(code: 2)] == "/tables/one.csv")
        #expect(sources[Architecture(code: 5)] == "/tables/more.csv")
    }

    @Test func theFileShrinks() throws {
        let settings = RunSettings(
            device: "one", dataset: "d", seed: 0, settingsJSON: "{}", inputs: "", software: "1")
        let run = try store.createRun(settings)
        let many = (0..<5_000).map {
            StoredEvaluation(
                architecture: Architecture(code: $0 % store.space.count), objectives: [1, 2, 3])
        }
        try store.appendEvaluations(many, to: run, at: 0)
        _ = try store.removeRuns([run])
        #expect(try store.shrink() > 100_000)
        #expect(try store.shrink() == 0)
        #expect(try store.table(.latency(device: "one"))?.covered.count == 3)
    }
}
