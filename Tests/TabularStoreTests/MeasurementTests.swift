import Architectures
import Foundation
import GRDB
import Testing

@testable import TabularStore

@Suite struct MeasurementTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    private let settings = MeasuringSettings(
        identity: ["cpu": "one", "kernels": "direct"], machineJSON: #"{"cores":2}"#,
        protocolJSON: #"{"runs":3}"#, software: "0")

    /// A cell whose two labellings differ, and the other labelling, found by hand: edges 0→1, 0→2
    /// and 1→2 of three nodes have one inner node, so that the tiny space has none.
    private func measurement(
        _ code: Int, _ milliseconds: Double, at time: Double = 5,
        role: NetworkMeasurement.Role = .current
    ) -> NetworkMeasurement {
        NetworkMeasurement(
            architecture: Architecture(code: code), milliseconds: milliseconds,
            samples: [Float(milliseconds), 2.5, 0.125], measuredAt: time, notesJSON: #"{"a":1}"#,
            role: role)
    }

    @Test func aMeasurementAndTheTableAreOne() throws {
        let store = try fixture.open()
        let session = try store.beginMeasuring(
            on: Device(name: "own", hardware: "one"), settings, now: 4)
        #expect(try store.save(measurement(3, 1.5), session: session))
        #expect(try store.save(measurement(7, 2.25, at: 6), session: session))
        #expect(
            try store.save(measurement(3, 1.75, role: .reference), session: session) == false)
        let table = try #require(try store.table(.latency(device: "own")))
        #expect(table.covered.map(\.code) == [3, 7])
        #expect(table.values[3] == 1.5 && table.values[7] == 2.25)
        #expect(
            try store.measurements(of: "own") == [measurement(3, 1.5), measurement(7, 2.25, at: 6)])
        #expect(
            try store.measurements(of: "own", role: .reference)
                == [measurement(3, 1.75, role: .reference)])
        #expect(try store.measuredArchitectures(of: "own").map(\.code).sorted() == [3, 7])
        #expect(try store.device(named: "own")?.origin == .measured)
        #expect(try store.tables().map(\.origin) == [.measured])
        let sessions = try store.measuringSessions(of: "own")
        #expect(sessions.map(\.settings) == [settings])
        #expect(sessions.map(\.networks) == [2] && sessions.map(\.startedAt) == [4])
        #expect(try store.verify() == [])
    }

    @Test func aSecondMeasurementOfANetworkIsKeptAsideOrReplaces() throws {
        let store = try fixture.open()
        let first = try store.beginMeasuring(on: Device(name: "own"), settings)
        let second = try store.beginMeasuring(on: Device(name: "own"), settings)
        try store.save(measurement(3, 1.5), session: first)
        #expect(try store.save(measurement(3, 1.625), session: second) == false)
        #expect(try store.table(.latency(device: "own"))?.values[3] == 1.5)
        #expect(try store.measurements(of: "own", role: .repeated).map(\.milliseconds) == [1.625])
        #expect(try store.save(measurement(3, 1.75), session: second, replacing: true))
        #expect(try store.table(.latency(device: "own"))?.values[3] == 1.75)
        #expect(
            try store.measuredLatencies(of: "own") == [Architecture(code: 3): [1.5, 1.625, 1.75]])
        #expect(
            try store.measurements(of: "own", role: .repeated).map(\.milliseconds) == [1.5, 1.625])
        #expect(try store.measurements(of: "own").map(\.milliseconds) == [1.75])
        #expect(try store.verify() == [])
    }

    @Test func labellingsOfOneGraphShareALatencyUntilMeasured() throws {
        let twins = try TwinCells()
        let (one, other) = (twins.one, twins.other)
        let store = try Store.open(fixture.path(), space: twins.space)
        let session = try store.beginMeasuring(on: Device(name: "own"), settings)
        func value(_ architecture: Architecture) throws -> Double? {
            try store.table(.latency(device: "own"))?[architecture]
        }
        try store.save(measurement(one.code, 1.5), session: session)
        #expect(try value(one) == 1.5 && value(other) == 1.5)
        try store.save(measurement(other.code, 2), session: session)
        #expect(try value(one) == 1.5 && value(other) == 2)
        try store.save(measurement(one.code, 3), session: session, replacing: true)
        #expect(try value(one) == 3 && value(other) == 2)
        #expect(try store.verify() == [])
    }

    @Test func anotherMachineIsRefused() throws {
        let store = try fixture.open()
        let session = try store.beginMeasuring(on: Device(name: "own"), settings)
        try store.save(measurement(3, 1.5), session: session)
        var other = settings
        other.identity = ["cpu": "two", "kernels": "direct", "threads": "1"]
        let error = try storeError {
            _ = try store.beginMeasuring(on: Device(name: "own"), other)
        }
        #expect(error?.kind == "otherMachine")
        let text = "\(try #require(error))"
        #expect(text.contains("cpu one then, two now"))
        #expect(text.contains("threads unknown then, 1 now"))
        #expect(!text.contains("kernels direct"))
        #expect(try store.measuringSessions(of: "own").count == 1)
        #expect(try store.beginMeasuring(on: Device(name: "second"), other) != session)
    }

    @Test func modelsOfOneNameAreRefusedWhereBothAreKnown() throws {
        let store = try fixture.open()
        // As earlier versions kept it.
        let session = try store.beginMeasuring(on: Device(name: "own"), settings)
        try store.save(measurement(3, 1.5), session: session)
        var model = settings
        model.identity[MeasuringSettings.processorModel] = "family 26, model 2"
        let second = try store.beginMeasuring(on: Device(name: "own"), model)
        try store.save(measurement(4, 1.5), session: second)
        model.identity[MeasuringSettings.processorModel] = "family 25, model 17"
        let error = try storeError {
            _ = try store.beginMeasuring(on: Device(name: "own"), model)
        }
        #expect(
            "\(try #require(error))".contains(
                "processor model family 26, model 2 then, family 25, model 17 now"))
    }

    @Test func publishedTablesAreNotMeasuredInto() throws {
        let store = try fixture.open()
        _ = try store.importBatch([fixture.file("a.csv", [fixture.latency("gpu", [1: 2])])])
        let error = try storeError {
            _ = try store.beginMeasuring(on: Device(name: "gpu"), settings)
        }
        #expect(error?.kind == "originMismatch")
    }

    @Test func noLatencyIsRefused() throws {
        let store = try fixture.open()
        let session = try store.beginMeasuring(on: Device(name: "own"), settings)
        for value in [0, -1, Double.nan, .infinity] {
            let error = try storeError {
                try store.save(measurement(3, value), session: session)
            }
            #expect(error?.kind == "invalidValue", "\(value)")
        }
        #expect(try store.table(.latency(device: "own")) == nil)
    }

    @Test func changedMeasurementsAreNoticed() throws {
        let store = try fixture.open()
        let session = try store.beginMeasuring(on: Device(name: "own"), settings)
        try store.save(measurement(3, 1.5), session: session)
        try store.write { try $0.execute(sql: "UPDATE measurement SET milliseconds = 1.25") }
        #expect(try store.verify().map(\.reason) == ["1 values are not those that were measured"])
        try store.write { try $0.execute(sql: "UPDATE measurement SET samples = X'00'") }
        #expect(try store.verify().map(\.reason) == ["a measurement of own"])
    }

    @Test func filesOfMeasurementsAreTakenInOnce() throws {
        let store = try fixture.open()
        func file(_ name: String, _ measurements: [NetworkMeasurement]) -> MeasurementFile {
            MeasurementFile(
                path: name, sha256: name, bytes: 9, format: "results",
                device: Device(name: "far", kind: "gpu"), settings: settings, startedAt: 1,
                measurements: measurements)
        }
        let first = file("a.jsonl", [measurement(1, 2), measurement(2, 3)])
        #expect(
            try store.importMeasurements(first, overwrite: false)
                == MeasurementImportSummary(added: 2))
        #expect(
            try store.importMeasurements(first, overwrite: false)
                == MeasurementImportSummary(isKnown: true))
        let second = file("b.jsonl", [measurement(2, 4), measurement(5, 6)])
        #expect(
            try store.importMeasurements(second, overwrite: false)
                == MeasurementImportSummary(added: 1, repeated: 1))
        #expect(try store.table(.latency(device: "far"))?.values[2] == 3)
        let third = file("c.jsonl", [measurement(2, 4.5)])
        #expect(
            try store.importMeasurements(third, overwrite: true)
                == MeasurementImportSummary(replaced: 1))
        #expect(try store.table(.latency(device: "far"))?.values[2] == 4.5)
        #expect(try store.imports().map(\.path) == ["a.jsonl", "b.jsonl", "c.jsonl"])
        #expect(try store.imports().map { $0.tables.map(\.added) } == [[2], [1], [0]])
        #expect(try store.device(named: "far")?.device.kind == "gpu")

        var foreign = file("d.jsonl", [measurement(9, 9)])
        foreign.settings.identity = ["cpu": "other"]
        #expect(
            try storeError { _ = try store.importMeasurements(foreign, overwrite: true) }?.kind
                == "otherMachine")
        var broken = file("e.jsonl", [measurement(9, 9), measurement(10, -1)])
        broken.startedAt = 3
        #expect(
            try storeError { _ = try store.importMeasurements(broken, overwrite: true) }?.kind
                == "invalidValue")
        #expect(try store.table(.latency(device: "far"))?.covered.map(\.code) == [1, 2, 5])
        #expect(try store.verify() == [])
    }

    @Test func olderStoresCanBeMeasuredInto() throws {
        try Version1Fixture.write(to: fixture.path())
        let store = try fixture.open()
        let session = try store.beginMeasuring(on: Device(name: "own"), settings)
        try store.save(measurement(3, 1.5), session: session)
        #expect(try store.table(.latency(device: "old"))?.values[1] == 2.5)
        #expect(try store.verify() == [])
    }

    @Test func aFullDiskLosesNothingThatWasKept() throws {
        let store = try fixture.open()
        let session = try store.beginMeasuring(on: Device(name: "own"), settings)
        try store.save(measurement(3, 1.5), session: session)
        let pages = try store.read { try Int.fetchOne($0, sql: "PRAGMA page_count") } ?? 0
        try store.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        var long = measurement(4, 2)
        long.samples = [Float](repeating: 2, count: 10_000)
        let error = try storeError { try store.save(long, session: session) }
        #expect(error?.kind == "full")
        #expect(try store.measurements(of: "own") == [measurement(3, 1.5)])
        #expect(try store.table(.latency(device: "own"))?.covered.map(\.code) == [3])
        #expect(try store.verify() == [])
    }
}
