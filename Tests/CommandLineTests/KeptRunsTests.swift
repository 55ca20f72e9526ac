import Architectures
import Foundation
import TabularStore
import Testing

/// Latencies in turns with references follow from the runs that the store keeps.
@Suite struct KeptRunsTests {
    private let tool: CommandLineTool

    init() throws { tool = try CommandLineTool() }

    /// A store with one network that took twice as long as its reference in every turn.
    private func keep(logRatio: Double) throws {
        let store = try Store.open(
            tool.store.path, space: SearchSpace.nasBench201(), access: .readWrite)
        let session = try store.beginMeasuring(
            on: Device(name: "mine"),
            MeasuringSettings(
                identity: ["cpu": "one"], machineJSON: "{}", protocolJSON: "{}", software: "0"))
        try store.setLatencyScale(
            milliseconds: 0.5, relativeError: 0.02, blocks: 10, of: "mine", replacing: 0)
        _ = try store.save(
            NetworkMeasurement(
                architecture: Architecture(code: 3), milliseconds: 1,
                samples: [Float](repeating: 1, count: 20), measuredAt: 5,
                pairing: NetworkPairing(
                    logRatio: logRatio, relativeError: 0.01,
                    references: [Float](repeating: 0.5, count: 20))),
            session: session)
        try store.close()
    }

    @Test func aTableThatFollowsFromItsRunsIsSound() throws {
        try keep(logRatio: log(2))
        let outcome = try tool.run("data", "verify")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
    }

    @Test func aTableThatDoesNotIsNamed() throws {
        try keep(logRatio: log(2.1))
        let outcome = try tool.run("data", "verify")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("latency on mine: the kept runs of 1 networks tell other"))
        #expect(outcome.errors.contains("measure them again"))
    }
}
