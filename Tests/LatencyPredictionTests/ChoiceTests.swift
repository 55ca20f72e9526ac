import Architectures
import LatencyPrediction
import TestSupport
import Testing

@Suite struct PoolSelectionTests {
    @Test func leavesOutTheTargetItsHardwareAndNearDuplicates() throws {
        let space = try TinySpace.make()
        let table = SyntheticDevice.asWritten(space, costs: [0, 0.5, 3], name: "target")
        var generator = SeededGenerator(seed: 1)
        let other = ObjectiveTable(
            quantity: .latency(device: "other"),
            values: table.values.map { $0 * Double.random(in: 0.5...2, using: &generator) })
        let copy = ObjectiveTable(
            quantity: .latency(device: "copy"), values: table.values.map { 3 * $0 })
        let candidates = [
            PoolDevice(device: "target", hardware: "h", table: table),
            PoolDevice(device: "sibling", hardware: "h", table: other),
            PoolDevice(device: "copy", hardware: "c", table: copy),
            PoolDevice(device: "other", hardware: "o", table: other),
        ]
        let pool = PoolSelection.pool(
            for: "target", hardware: "h", table: table, from: candidates)
        #expect(pool.devices.map(\.device) == ["other"])
        #expect(pool.excluded.map(\.device) == ["target", "sibling", "copy"])
        #expect(pool.excluded[0].reason == .target)
        #expect(pool.excluded[1].reason == .sameHardware)
        // Without a table of the target, nobody can tell that a device is a duplicate.
        let blind = PoolSelection.pool(
            for: "target", hardware: "h", table: nil, from: candidates)
        #expect(blind.devices.map(\.device) == ["copy", "other"])
    }

    /// Expected: numpy 2.4.6, `corrcoef` of the logarithms of the two columns.
    @Test(.enabled(if: PublishedData.isAvailable, Comment(rawValue: PublishedData.absence)))
    func logCorrelationOfPublishedTables() throws {
        let space = try #require(Shared.features).space
        let correlation = PoolSelection.logCorrelation(
            try HELPTable.table("gold_6226", space: space),
            try HELPTable.table("titan_rtx_1", space: space))
        #expect(isClose(correlation, 0.9530085339358474, relative: 1e-10))
    }
}

@Suite struct PredictorRankingTests {
    private static let entries = [
        FLOPsPredictor.entry, OpCountPredictor.entry, OraclePredictor.entry,
    ]

    private static func inputs(pool: [PoolDevice]) throws -> PredictorInputs {
        let features = try #require(Shared.features)
        let megaFLOPs = try #require(Shared.megaFLOPs)
        return try PredictorInputs(features: features, megaFLOPs: megaFLOPs, pool: pool)
    }

    @Test func withoutAPoolTheOrderStands() throws {
        let ranking = try PredictorRanking(
            of: Self.entries, inputs: Self.inputs(pool: []), samples: 10, sampling: .chosen)
        // The oracle predicts nothing and is never a candidate.
        #expect(ranking.rows.map(\.name) == ["flops", "op-count"])
    }

    @Test func whatNothingJudgesHasNoShareAndComesLast() throws {
        let space = try #require(Shared.features).space
        let judge = PoolDevice(
            device: "a", hardware: "a", table: SyntheticDevice.asWritten(space, name: "a"))
        let other = PoolDevice(
            device: "b", hardware: "b", table: SyntheticDevice.pruned(space, name: "b"))
        let entries = [TransferPredictor.entry, OpCountPredictor.entry]
        // Left out of a pool of one, a device leaves nothing to learn from.
        let alone = try PredictorRanking(
            of: entries, inputs: Self.inputs(pool: [judge]), samples: 10, sampling: .chosen)
        #expect(alone.rows.map(\.name) == ["op-count", "transfer"])
        #expect(alone.rows.map(\.isJudged) == [true, false])
        #expect(alone.rows[0].within10 > 0.5 && alone.rows[1].within10.isNaN)
        // What is learned from need not be judged by.
        let both = try PredictorRanking(
            of: entries, inputs: Self.inputs(pool: [judge, other]), targets: [0], samples: 10,
            sampling: .chosen)
        #expect(both.rows.map(\.devices) == [1, 1])
        #expect(both.rows.allSatisfy { $0.within10 > 0.5 })
        let nobody = try PredictorRanking(
            of: entries, inputs: Self.inputs(pool: [judge]), targets: [], samples: 10,
            sampling: .chosen)
        #expect(nobody.rows.map(\.name) == ["transfer", "op-count"])
        #expect(nobody.rows.map(\.isJudged) == [false, false])
    }

    @Test func thePoolDecides() throws {
        let space = try #require(Shared.features).space
        let pool = [
            PoolDevice(
                device: "a", hardware: "a", table: SyntheticDevice.asWritten(space, name: "a")),
            PoolDevice(
                device: "b", hardware: "b", table: SyntheticDevice.pruned(space, name: "b")),
        ]
        let first = try PredictorRanking(
            of: Self.entries, inputs: Self.inputs(pool: pool), samples: 10, sampling: .random)
        #expect(first.rows.map(\.name) == ["op-count", "flops"])
        #expect(first.rows.map(\.devices) == [2, 2])
        #expect(first.rows[0].within10 > 0.8)
        let second = try PredictorRanking(
            of: Self.entries, inputs: Self.inputs(pool: pool), samples: 10, sampling: .random)
        #expect(first.rows == second.rows)
    }
}
