import Architectures
import Foundation
import SearchSpaces
import Testing

@testable import TabularStore

@Suite struct MeasuredDeviceTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    private let settings = MeasuringSettings(
        identity: ["processor": "one"], machineJSON: #"{"cores":2}"#,
        protocolJSON: #"{"runs":3}"#, software: "0.1")

    private func measurement(
        _ code: Int, _ milliseconds: Double, runs: Int = 3, at time: Double
    ) -> NetworkMeasurement {
        NetworkMeasurement(
            architecture: Architecture(code: code), milliseconds: milliseconds,
            samples: [Float](repeating: Float(milliseconds), count: runs), measuredAt: time)
    }

    /// A store with four networks of the tiny space; two were measured again after one and three
    /// hours.
    private func store() throws -> Store {
        let store = try fixture.open()
        let session = try store.beginMeasuring(
            on: Device(name: "own", title: "Our own", hardware: "one"), settings, now: 10)
        for (code, milliseconds) in [(3, 1.0), (26, 4.125), (0, 0.1), (9, 2.0)] {
            try store.save(
                measurement(code, milliseconds, at: 1000 + Double(code)), session: session)
        }
        try store.save(
            measurement(3, 1.25, runs: 5, at: 1003 + 3600), session: session, replacing: true)
        try store.save(
            measurement(9, 1.6, runs: 7, at: 1009 + 3 * 3600), session: session, replacing: true)
        try store.saveArtefact(
            Artefact(
                kind: "descriptor", name: "current", device: "own", version: 1, inputs: "",
                createdAt: 77, content: Array(#"{"counterSource":"simulated"}"#.utf8)))
        return store
    }

    private func device(in store: Store) throws -> MeasuredDevice {
        try MeasuredDevice("own", in: store) { 0.25 * Double($0.count) }
    }

    @Test func everythingIsKept() throws {
        let written = try device(in: store())
        let read = try MeasuredDevice(json: written.json(), path: "own.json", space: fixture.space)
        #expect(read == written)
        let table = read.table(in: fixture.space)
        #expect(table.quantity == .latency(device: "own"))
        #expect(table.covered.map(\.code) == [0, 3, 9, 26])
        #expect(table.values[3] == 1.25 && table.values[26] == 4.125)
        #expect(table.values[0] == Double(Float(0.1)) && table.values[9] == Double(Float(1.6)))
        #expect(read.architectures.map(\.code) == [0, 3, 9, 26])
        #expect(read.measuringSessions.map(\.settings) == [settings])
        #expect(read.measuringSessions.map(\.networks) == [4])
        #expect(read.descriptorArtefact?.version == 1 && read.descriptorArtefact?.createdAt == 77)
    }

    @Test func theSummaryIsOfTheMeasurements() throws {
        let summary = try device(in: store()).summary
        #expect(summary.device.title == "Our own" && summary.networks == 4)
        #expect(summary.latencies == 4 && summary.counterSource == "simulated")
        #expect(summary.runs == .init(fewest: 3, median: 5, most: 7))
        #expect(summary.measuredAt == [1000, 1009 + 3 * 3600])
        // A quarter a run: of 3, 3, 5 and 7 runs the middle is 4.
        #expect(summary.relativeStandardError == 1)
        let again = try #require(summary.repeatError)
        // 1 / 1.25 and 2 / 1.6 are 0.2 and 0.25 off; the 90th percentile lies at 0.9 between them.
        #expect(again.networks == 2 && again.hours == 2)
        #expect(abs(again.median - 0.225) < 1e-12)
        #expect(abs(again.percentile90 - 0.245) < 1e-12)
    }

    @Test func sameStoreSameBytes() throws {
        let store = try store()
        #expect(try device(in: store).json() == device(in: store).json())
        let index = try MeasuredDeviceIndex([device(in: store).summary])
        #expect(try MeasuredDeviceIndex(json: index.json(), path: "devices.json") == index)
        #expect(index["own"]?.networks == 4 && index["other"] == nil)
    }

    @Test func aNetworkThatIsTheSameGraphHasTheLatency() throws {
        let twins = try TwinCells()
        let (space, one, other) = (twins.space, twins.one, twins.other)
        let store = try Store.open(fixture.path(), space: space)
        let session = try store.beginMeasuring(on: Device(name: "own"), settings)
        try store.save(measurement(one.code, 1.5, at: 1), session: session)
        let single = try device(in: store)
        #expect(single.architectures == [one])
        #expect(single.summary.networks == 1 && single.summary.latencies == 2)
        let table = single.table(in: space)
        #expect(table[one] == 1.5 && table[other] == 1.5)
        try store.save(measurement(other.code, 2, at: 2), session: session)
        let both = try device(in: store).table(in: space)
        #expect(both[one] == 1.5 && both[other] == 2 && both.covered.count == 2)
    }

    @Test func aNetworkThatIsTheSameGraphHasTheLatencyAmongMany() throws {
        let twins = try TwinCells()
        let (space, one, other) = (twins.space, twins.one, twins.other)
        var device = try device(in: store())
        device = MeasuredDevice(
            space: space, summary: device.summary, sessions: [],
            measured: space.architectures.filter { $0 != other }
                .map { ($0.code, $0 == one ? 7.5 : 1) },
            descriptor: nil)
        let table = device.table(in: space)
        #expect(table[one] == 7.5 && table[other] == 7.5)
        #expect(table.covered.count == 15_625 && table.values.count { $0 == 1 } == 15_623)
    }

    @Test func whatWasNotMeasuredIsRefused() throws {
        let store = try store()
        #expect(throws: MeasuredDeviceError.self) {
            try MeasuredDevice("other", in: store) { _ in 0 }
        }
        _ = try store.importBatch(
            [fixture.file("mine.csv", [fixture.latency("typed", [1: 2])], origin: .measured)])
        let error = #expect(throws: MeasuredDeviceError.self) {
            try MeasuredDevice("typed", in: store) { _ in 0 }
        }
        #expect(try #require(error).description.contains("typed"))
    }

    @Test func anotherVersionIsNamed() throws {
        let message = try message { text in
            text.replacingOccurrences(of: "\"format\" : 1", with: "\"format\" : 9")
        }
        #expect(message.contains("own.json") && message.contains("format 9"))
    }

    @Test func aDamagedFileIsNamed() throws {
        let half = try message { String($0.prefix($0.count / 2)) }
        #expect(half.contains("own.json") && half.contains("damaged"))
        // The first network is gone, and with it what says whose latency is whose.
        let bits = try device(in: store()).measured.base64EncodedString()
        var fewer = try device(in: store()).measured
        fewer[0] = fewer[0] & ~1
        let missing = try message {
            $0.replacingOccurrences(of: bits, with: fewer.base64EncodedString())
        }
        #expect(missing.contains("own.json") && missing.contains("do not belong together"))
        let space = try message { $0.replacingOccurrences(of: "\"tiny\"", with: "\"huge\"") }
        #expect(space.contains("huge"))
    }

    /// What is said of the file with its text changed.
    private func message(_ change: (String) -> String) throws -> String {
        let json = try device(in: store()).json()
        let changed = change(String(decoding: json, as: UTF8.self))
        #expect(Data(changed.utf8) != json)
        let error = #expect(throws: BundledFileError.self) {
            try MeasuredDevice(json: Data(changed.utf8), path: "own.json", space: fixture.space)
        }
        return try #require(error).description
    }

    /// What ships is what is listed, and all of it.
    @Test func theBundleIsComplete() throws {
        let space = try SearchSpace.nasBench201()
        let folder = try BundledFile.folder().appendingPathComponent("Measured")
        let devices = try MeasuredDeviceIndex.bundled().devices
        let expected = devices.map { "\($0.device.name).json" } + ["devices.json", "manifest.json"]
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                == expected.sorted())
        for summary in devices {
            let device = try MeasuredDeviceIndex.device(named: summary.device.name, in: space)
            #expect(device.summary == summary)
            #expect(device.table(in: space).covered.count == summary.latencies)
        }
    }
}
