import Architectures
import Foundation
import TabularStore
import Testing

/// Latencies in turns with references follow from the runs that the store keeps.
@Suite struct KeptRunsTests {
    private let tool: CommandLineTool

    init() throws { tool = try CommandLineTool() }

    /// A store with one network that took twice as long as its reference in every turn.
    /// - Parameter every: Milliseconds of the reference's runs that do not count, and of the others.
    private func keep(logRatio: Double, every: (other: Float, counted: Float)? = nil) throws {
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
                    references: [Float](repeating: 0.5, count: 20),
                    every: every.map { Self.turns(other: $0.other, counted: $0.counted) })),
            session: session)
        try store.close()
    }

    /// Twenty turns, network first: the faster of the last two runs of each counts.
    private static func turns(other: Float, counted: Float) -> TrialRuns {
        let turn: [Float] = [9, 1, 1.5, other, other, counted]
        return TrialRuns(
            order: (0..<40).map { $0 % 2 == 0 ? 1 : 0 },
            milliseconds: (0..<20).flatMap { _ in turn })
    }

    @Test(arguments: [nil, (0.75, 0.5)] as [(Float, Float)?])
    func aTableThatFollowsFromItsRunsIsSound(every: (Float, Float)?) throws {
        try keep(logRatio: log(2), every: every.map { (other: $0.0, counted: $0.1) })
        let outcome = try tool.run("data", "verify")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
    }

    @Test(arguments: [(0.4, 0.5), (0.75, 0.75)] as [(Float, Float)])
    func runsThatCountAreTheFasterOfTwo(every: (Float, Float)) throws {
        try keep(logRatio: log(2), every: (other: every.0, counted: every.1))
        let outcome = try tool.run("data", "verify")
        #expect(outcome.status == 1 && outcome.errors.contains("the kept runs of 1 networks"))
    }

    @Test func aTableThatDoesNotIsNamed() throws {
        try keep(logRatio: log(2.1))
        let outcome = try tool.run("data", "verify")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("latency on mine: the kept runs of 1 networks tell other"))
        #expect(outcome.errors.contains("measure them again"))
    }
}
