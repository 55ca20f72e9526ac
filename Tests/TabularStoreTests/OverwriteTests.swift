import Architectures
import Testing

@testable import TabularStore

/// One rule for imported and measured latencies of one device, whichever comes first: what contradicts
/// is refused unless it is to overwrite, and the runs that are kept agree with the table.
@Suite struct OverwriteTests {
    let fixture: Fixture
    let store: Store
    private let quantity = Quantity.latency(device: "far")
    private let settings = MeasuringSettings(
        identity: ["cpu": "one"], machineJSON: "{}", protocolJSON: "{}", software: "0")

    init() throws {
        fixture = try Fixture()
        store = try fixture.open()
    }

    private func results(_ name: String, _ latencies: [Int: Double]) -> MeasurementFile {
        MeasurementFile(
            path: name, sha256: name, bytes: 9, format: "results", device: Device(name: "far"),
            settings: settings, startedAt: 1,
            measurements: latencies.sorted { $0.key < $1.key }.map {
                NetworkMeasurement(
                    architecture: Architecture(code: $0), milliseconds: $1,
                    samples: [Float($1)], measuredAt: 1)
            })
    }

    private func csv(_ name: String, _ latencies: [Int: Double]) -> ImportedFile {
        fixture.file(name, [fixture.latency("far", latencies)], origin: .measured)
    }

    private func value(_ code: Int) throws -> Double? { try store.table(quantity)?.values[code] }

    @Test func importedValuesOverMeasuredOnes() throws {
        _ = try store.importMeasurements(results("r", [1: 2, 2: 3]), overwrite: false)
        let refused = try storeError { _ = try store.importBatch([csv("c", [1: 9.5, 5: 4])]) }
        #expect(refused?.kind == "conflict")
        #expect(refused?.description.contains("replace") == true)
        #expect(try value(1) == 2)
        _ = try store.importBatch([csv("c", [1: 9.5, 5: 4])], overwrite: true)
        #expect(try value(1) == 9.5 && value(2) == 3 && value(5) == 4)
        #expect(try store.verify() == [])
        // The runs are kept, and don't count.
        #expect(try store.measurements(of: "far").map(\.architecture.code) == [2])
        let kept = try store.measurements(of: "far", role: .repeated)
        #expect(kept.map(\.architecture.code) == [1])
        #expect(kept.map(\.samples) == [[2]])
        // They count again where they are to overwrite.
        #expect(try store.importMeasurements(results("r", [1: 2, 2: 3]), overwrite: false).isKnown)
        #expect(try value(1) == 9.5)
        let again = try store.importMeasurements(results("r", [1: 2, 2: 3]), overwrite: true)
        #expect(again == MeasurementImportSummary(replaced: 1))
        #expect(try value(1) == 2)
        #expect(try store.measurements(of: "far").map(\.architecture.code).sorted() == [1, 2])
        #expect(try store.verify() == [])
    }

    @Test func measuredValuesOverImportedOnes() throws {
        _ = try store.importBatch([csv("c", [1: 9.5, 2: 3])])
        let new = results("r", [1: 1.6, 2: 3.00000001, 7: 4])
        let error = try storeError { _ = try store.importMeasurements(new, overwrite: false) }
        guard case .conflict(let conflict) = error else {
            Issue.record("no conflict")
            return
        }
        #expect(conflict.total == 1)
        #expect(conflict.examples.map(\.stored) == [9.5])
        #expect(conflict.examples.map(\.imported) == [1.6])
        #expect(conflict.examples.map(\.storedFrom) == ["c"])
        #expect(conflict.examples.map(\.importedFrom) == ["r"])
        // Nothing came in.
        #expect(try value(1) == 9.5 && value(7)?.isNaN == true)
        #expect(try store.measurements(of: "far").isEmpty)
        #expect(
            try store.importMeasurements(new, overwrite: true)
                == MeasurementImportSummary(added: 2, replaced: 1))
        #expect(try value(1) == 1.6 && value(7) == 4)
        #expect(try store.verify() == [])
    }

    /// What earlier versions left: a table with other latencies than the runs that count for it.
    @Test func runsThatContradictTheirTableAreSetAside() throws {
        _ = try store.importMeasurements(results("r", [1: 2, 2: 3]), overwrite: false)
        try store.write {
            try $0.execute(sql: "UPDATE measurement SET milliseconds = 1 WHERE code = 1")
        }
        let problems = try store.verify()
        #expect(problems.map(\.isMendable) == [true])
        #expect(try store.mend() == 1)
        #expect(try store.verify() == [])
        #expect(try value(1) == 2 && value(2) == 3)
        #expect(try store.measurements(of: "far").map(\.architecture.code) == [2])
        #expect(try store.mend() == 0)
    }

    /// Published numbers take the place of imported ones as a whole, and of measured runs never.
    @Test func anotherOriginReplacesTheWholeTableWhereItIsAskedFor() throws {
        _ = try store.importBatch([csv("mine", [1: 9.5, 2: 3])])
        let published = fixture.file(
            "theirs", [fixture.latency("far", [1: 1, 5: 2])],
            devices: [Device(name: "far", title: "Far")])
        let refused = try storeError { _ = try store.importBatch([published]) }
        #expect(refused?.kind == "originMismatch")
        #expect(refused?.description.contains("replace") == true)
        let summary = try store.importBatch([published], overwrite: true)
        #expect(summary.total == TableChange(added: 1, replaced: 1))
        #expect(try value(1) == 1 && value(5) == 2 && value(2)?.isNaN == true)
        #expect(try store.tables().map(\.origin) == [.published])
        #expect(try store.tables().map(\.importedFrom) == [["theirs"]])
        #expect(try store.device(named: "far")?.origin == .published)
        #expect(try store.verify() == [])

        let other = try fixture.open("other.sqlite")
        _ = try other.importMeasurements(results("r", [1: 2]), overwrite: false)
        let kept = try storeError { _ = try other.importBatch([published], overwrite: true) }
        #expect(kept?.kind == "keepsRuns")
        #expect(try other.measurements(of: "far").count == 1)
    }

    /// Origins belong to tables: one file may bring both.
    @Test func aFileMayBringTablesOfTwoOrigins() throws {
        let file = ImportedFile(
            path: "both", sha256: "both", bytes: 1, format: "csv", rows: 1,
            tables: [fixture.latency("theirs", [0: 1]), fixture.latency("mine", [0: 2])],
            origin: .published, origins: [.latency(device: "mine"): .measured])
        _ = try store.importBatch([file])
        #expect(try store.device(named: "mine")?.origin == .measured)
        #expect(try store.device(named: "theirs")?.origin == .published)
        #expect(
            try store.tables().map(\.origin) == [.measured, .published])
    }
}
