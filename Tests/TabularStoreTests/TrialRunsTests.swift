import Architectures
import Foundation
import GRDB
import Testing

@testable import TabularStore

/// Every run of a trial, as the store keeps it.
@Suite struct TrialRunsTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    /// Two turns of two things.
    private let order: [UInt8] = [0, 1, 1, 0]

    private func read(_ runs: TrialRuns) throws -> TrialRuns? {
        TrialRunsBlob.runs(try #require(TrialRunsBlob.data(runs)))
    }

    @Test func wholeNanosecondsAreDifferences() throws {
        let times: [Float] = [
            1.000001, 1, 1.000002, 2.5, 2.499, 2.4, 2.6, 2.4, 2.5, 1.1, 1, 0.000001,
        ]
        let runs = TrialRuns(order: order, milliseconds: times)
        let data = try #require(TrialRunsBlob.data(runs))
        // Kind, three runs a slot, four slots in two bytes; slot by slot, zigzag: 1,000,001 ns is
        // 2,000,002 in three bytes, one nanosecond less is 1, two more are 4.
        #expect([UInt8](data.prefix(10)) == [1, 3, 4, 0x10, 0x01, 0x82, 0x89, 0x7A, 1, 4])
        #expect(TrialRunsBlob.runs(data) == runs)
    }

    @Test(arguments: [
        [Float(1.0 / 3), 2, 3, 4, 5, 6, 7, 8], [1e-9, 1, 1, 1, 1, 1, 1, 1],
        [3e9, 3e9, 1, 1, 1, 1, 1, 1], [.greatestFiniteMagnitude, 1, 1, 1, 1, 1, 1, 1],
        [16_777.217, 1, 0.1, 0.7, 123.456, 99.999_999, 1, 1],
    ])
    func whatIsReadIsWhatWasWritten(times: [Float]) throws {
        let runs = TrialRuns(order: order, milliseconds: times)
        #expect(try read(runs) == runs)
        let odd = TrialRuns(order: [2, 0, 1], milliseconds: Array(times.prefix(3)))
        #expect(try read(odd) == odd)
    }

    @Test func bytesThatAreNoRuns() throws {
        let data = try #require(
            TrialRunsBlob.data(TrialRuns(order: order, milliseconds: [1, 2, 3, 4, 5, 6, 7, 8])))
        for count in 0..<data.count { #expect(TrialRunsBlob.runs(data.prefix(count)) == nil) }
        #expect(TrialRunsBlob.runs(data + [0]) == nil)
        #expect(TrialRunsBlob.runs(Data([2] + data.dropFirst())) == nil)
        let endless = Data([1, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1])
        #expect(TrialRunsBlob.runs(endless) == nil)
        #expect(TrialRunsBlob.data(TrialRuns(order: [], milliseconds: [])) == nil)
        #expect(TrialRunsBlob.data(TrialRuns(order: [16], milliseconds: [1])) == nil)
        #expect(TrialRunsBlob.data(TrialRuns(order: [0, 1], milliseconds: [1, 2, 3])) == nil)
    }

    private let settings = MeasuringSettings(
        identity: ["cpu": "one"], machineJSON: "{}", protocolJSON: "{}", software: "0")

    private func paired(_ every: TrialRuns?) -> NetworkMeasurement {
        NetworkMeasurement(
            architecture: Architecture(code: 3), milliseconds: 9, samples: [2, 3], measuredAt: 5,
            pairing: NetworkPairing(
                logRatio: log(2), relativeError: 0.01, references: [1, 1.5], every: every))
    }

    private func measured(_ every: TrialRuns?) throws -> (Store, session: Int64) {
        let store = try fixture.open()
        let session = try store.beginMeasuring(on: Device(name: "own"), settings)
        try store.setLatencyScale(
            milliseconds: 0.5, relativeError: 0.02, blocks: 10, of: "own", replacing: 0)
        try store.save(paired(every), session: session)
        return (store, session)
    }

    @Test func everyRunIsKeptGoesAlongAndGoesAway() throws {
        let every = TrialRuns(order: order, milliseconds: [9, 1, 1, 9, 2, 3, 9, 3, 4, 9, 2, 1.5])
        let (store, session) = try measured(every)
        var more = paired(TrialRuns(order: [0, 1], milliseconds: [8, 1, 2, 8, 4, 5]))
        more.samples = [4]
        more.pairing?.references = [1]
        #expect(try store.extend(more, session: session, after: 1))
        let alone = ReferenceTrial(measuredAt: 9, turns: 2, runs: [1, 1.5], every: every)
        try store.save(alone, session: session)
        let share = try #require(try store.share(of: "own"))
        #expect(share.networks.first?.trials.map(\.every) == [every, more.pairing?.every])
        #expect(share.trials == [alone])
        let other = try Store.open(fixture.path("other.sqlite"), space: fixture.space)
        let rules = JoinRules(ratio: { _ in (0.5, 0.01) }, scale: { _, _ in nil })
        #expect(try other.join(share, by: rules).added == 1)
        #expect(try other.share(of: "own")?.networks.first?.trials == share.networks.first?.trials)
        #expect(try other.share(of: "own")?.trials == [alone])
        #expect(try other.join(share, by: rules).known == 1)
        _ = try store.removeTable(.latency(device: "own"))
        #expect(try store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM lookRuns") } == 0)
    }

    @Test func aStoreOfVersion4IsReadAndContinued() throws {
        let old = Schema(steps: Array(Schema.current.steps.prefix(4)))
        let before = try fixture.open(schema: old)
        let session = try before.beginMeasuring(on: Device(name: "own"), settings)
        try before.setLatencyScale(
            milliseconds: 0.5, relativeError: 0.02, blocks: 10, of: "own", replacing: 0)
        try before.save(paired(nil), session: session)
        try before.close()
        let reader = try fixture.open(access: .readOnly)
        #expect(try reader.share(of: "own")?.networks.first?.trials.map(\.every) == [nil])
        try reader.close()
        let store = try fixture.open()
        #expect(try store.verify() == [])
        let every = TrialRuns(order: order, milliseconds: [9, 1, 1, 9, 2, 3, 9, 3, 4, 9, 2, 1.5])
        #expect(try store.extend(paired(every), session: session, after: 1))
        #expect(try store.share(of: "own")?.networks.first?.trials.map(\.every) == [nil, every])
        #expect(try store.verify() == [])
    }

    @Test func damageIsNoRuns() throws {
        let (store, _) = try measured(
            TrialRuns(order: order, milliseconds: [9, 1, 1, 9, 2, 3, 9, 3, 4, 9, 2, 1.5]))
        try store.write { try $0.execute(sql: "UPDATE lookRuns SET content = x'01'") }
        #expect(throws: StoreError.self) { try store.share(of: "own") }
        #expect(try store.measurements(of: "own").count == 1)
    }
}
