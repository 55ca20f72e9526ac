import Architectures
import Foundation
import Testing

@testable import TabularStore

/// Measurements that are ratios to references, and the scale that makes latencies of them.
@Suite struct PairingTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    private let settings = MeasuringSettings(
        identity: ["cpu": "one"], machineJSON: "{}", protocolJSON: "{}", software: "0")

    private func paired(
        _ code: Int, ratio: Double, at time: Double = 5, error: Double = 0.01
    ) -> NetworkMeasurement {
        NetworkMeasurement(
            architecture: Architecture(code: code), milliseconds: 99, samples: [2, 3],
            measuredAt: time,
            pairing: NetworkPairing(
                logRatio: log(ratio), relativeError: error, references: [1, 1.5]))
    }

    private func isClose(_ one: Double?, _ other: Double) -> Bool {
        one.map { abs($0 / other - 1) < 1e-12 } ?? false
    }

    @Test func anotherScaleMovesEveryLatencyAndTheTable() throws {
        let store = try fixture.open()
        let session = try store.beginMeasuring(on: Device(name: "own"), settings)
        #expect(throws: StoreError.self) {
            try store.save(paired(3, ratio: 2), session: session)
        }
        try store.setLatencyScale(
            milliseconds: 0.5, relativeError: 0.02, blocks: 10, of: "own", replacing: 0, now: 7)
        #expect(try store.save(paired(3, ratio: 2), session: session))
        #expect(try store.save(paired(7, ratio: 4, at: 6), session: session))
        #expect(isClose(try store.table(.latency(device: "own"))?.values[3], 1))
        try store.setLatencyScale(
            milliseconds: 0.25, relativeError: 0.01, blocks: 30, of: "own", replacing: 1, now: 9)
        let table = try #require(try store.table(.latency(device: "own")))
        #expect(isClose(table.values[3], 0.5) && isClose(table.values[7], 1))
        #expect(table.covered.count == 2)
        #expect(try store.measurements(of: "own").map(\.milliseconds) == [0.5, 1])
        #expect(try store.verify() == [])
        let scales = try store.latencyScales(of: "own")
        #expect(
            scales == [
                LatencyScale(
                    version: 1, milliseconds: 0.5, relativeError: 0.02, blocks: 10, setAt: 7),
                LatencyScale(
                    version: 2, milliseconds: 0.25, relativeError: 0.01, blocks: 30, setAt: 9),
            ])
        // Another process that knew the first one only gets the one that counts.
        let late = try store.setLatencyScale(
            milliseconds: 8, relativeError: 0, blocks: 1, of: "own", replacing: 1)
        #expect(late == scales[1])
        #expect(try store.relativeErrors(of: "own")[Architecture(code: 3)] == 0.01)
    }

    @Test func trialsOfANetworkCountTogether() throws {
        let store = try fixture.open()
        let session = try store.beginMeasuring(on: Device(name: "own"), settings)
        try store.setLatencyScale(
            milliseconds: 0.5, relativeError: 0.02, blocks: 10, of: "own", replacing: 0)
        try store.save(paired(3, ratio: 2), session: session)
        var more = paired(3, ratio: 3, at: 8, error: 0.004)
        more.samples = [5, 6, 7]
        more.pairing?.references = [1, 2, 3]
        #expect(try store.extend(more, session: session, after: 0) == false)
        #expect(try store.extend(more, session: session, after: 1))
        #expect(try store.trialCounts(of: "own") == [Architecture(code: 3): 2])
        let trials = try store.pairedTrials(at: Architecture(code: 3), on: "own")
        #expect(trials.map(\.network) == [[2, 3], [5, 6, 7]])
        #expect(trials.map(\.references) == [[1, 1.5], [1, 2, 3]])
        let measured = try store.measurements(of: "own")
        #expect(measured.count == 1 && measured[0].samples == [2, 3, 5, 6, 7])
        #expect(isClose(measured[0].milliseconds, 1.5) && measured[0].relativeError == 0.004)
        #expect(isClose(try store.table(.latency(device: "own"))?.values[3], 1.5))
        #expect(try store.verify() == [])
        // A measurement in its place begins anew, and the former one keeps its runs.
        #expect(try store.save(paired(3, ratio: 4), session: session, replacing: true))
        #expect(try store.trialCounts(of: "own") == [Architecture(code: 3): 1])
        #expect(try store.referenceTrials(of: "own").count == 3)
    }

    @Test func theReferencesHistoryIsKept() throws {
        let store = try fixture.open()
        let session = try store.beginMeasuring(on: Device(name: "own"), settings)
        let alone = ReferenceTrial(measuredAt: 9, turns: 2, runs: [1, 2])
        try store.save(alone, session: session)
        try store.setLatencyScale(
            milliseconds: 0.5, relativeError: .infinity, blocks: 1, of: "own", replacing: 0)
        try store.save(paired(3, ratio: 2), session: session)
        #expect(
            try store.referenceTrials(of: "own")
                == [ReferenceTrial(measuredAt: 5, turns: 2, runs: [1, 1.5]), alone])
        #expect(try store.latencyScales(of: "own").first?.relativeError == 1)
    }

    @Test func runsThatDisagreeWithTheTableAreFound() throws {
        let store = try fixture.open()
        let session = try store.beginMeasuring(on: Device(name: "own"), settings)
        try store.setLatencyScale(
            milliseconds: 0.5, relativeError: 0.1, blocks: 1, of: "own", replacing: 0)
        try store.save(paired(3, ratio: 2), session: session)
        try store.write {
            try $0.execute(sql: "UPDATE latencyScale SET milliseconds = 0.75")
        }
        #expect(
            try store.verify().map(\.reason) == ["1 measurements are not in the device's scale"])
    }
}
