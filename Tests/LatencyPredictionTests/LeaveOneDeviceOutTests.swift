import Architectures
import LatencyPrediction
import TestSupport
import Testing

@Suite struct LeaveOneDeviceOutTests {
    private static func inputs(_ pool: [PoolDevice]) throws -> PredictorInputs {
        let features = try #require(Shared.features)
        return try PredictorInputs(
            features: features, megaFLOPs: try #require(Shared.megaFLOPs), pool: pool)
    }

    private static var settings: LeaveOneDeviceOut.Settings {
        var settings = LeaveOneDeviceOut.Settings()
        settings.samples = [5]
        settings.repeats = 2
        return settings
    }

    @Test func poolsLeaveOutHardwareAndNearDuplicates() throws {
        let first = Shared.pool[0]
        let copy = PoolDevice(
            device: "copy", hardware: "other",
            table: ObjectiveTable(
                quantity: first.table.quantity, values: first.table.values.map { 2 * $0 }))
        let sibling = PoolDevice(
            device: "sibling", hardware: first.hardware, table: Shared.pool[4].table)
        var candidates = [first, copy, sibling, Shared.pool[1]]
        candidates[3] = PoolDevice(
            device: "sparse", hardware: "s",
            table: ObjectiveTable(
                quantity: first.table.quantity,
                values: Shared.pool[1].table.values.enumerated().map {
                    $0 % 3 == 0 ? .nan : $1 * Double(1 + $0 % 7)
                }))
        let pools = PoolSelection.pools(among: candidates)
        #expect(pools == [[3], [2, 3], [1, 3], [0, 1, 2]])
    }

    @Test func onlyWhatWasNamedIsLearnedFrom() throws {
        var settings = Self.settings
        let names = Shared.pool.map(\.device)
        settings.targets = [names[0], names[1]]
        settings.poolRule = .everyone
        settings.sources = [names[2], names[3]]
        let inputs = try Self.inputs(Shared.pool)
        let named = LeaveOneDeviceOut(inputs: inputs, settings: settings)
        #expect(named.sources == [names[2], names[3]])
        for target in named.targets {
            #expect(named.pool(of: target) == [names[2], names[3]])
            #expect(named.excluded(from: target).isEmpty)
        }
        // A target that was named to learn from is out of its own pool alone.
        settings.sources = [names[1], names[2]]
        let part = LeaveOneDeviceOut(inputs: inputs, settings: settings)
        #expect(part.targets.map(part.pool(of:)) == [[names[1], names[2]], [names[2]]])
        settings.sources = nil
        let all = LeaveOneDeviceOut(inputs: inputs, settings: settings)
        #expect(all.targets.map { all.pool(of: $0).count } == [names.count - 1, names.count - 1])
    }

    @Test func rowsAreMeansOverDraws() throws {
        var settings = Self.settings
        settings.targets = ["written-1", "pruned"]
        let evaluation = LeaveOneDeviceOut(inputs: try Self.inputs(Shared.pool), settings: settings)
        #expect(evaluation.targets == [1, 4])
        let (rows, notes) = try evaluation.rows(of: OpCountPredictor.entry)
        #expect(notes.isEmpty)
        #expect(rows.map(\.device) == ["written-1", "written-1", "pruned", "pruned"])
        #expect(rows.map(\.sampling) == [.random, .chosen, .random, .chosen])
        #expect(rows.map { $0.within10Deviation != nil } == [true, true, true, true])
        for row in rows {
            #expect(row.within1 <= row.within5 && row.within5 <= row.within10)
            #expect(row.within10 > 0.5 && row.within10 <= 1)
        }
        let again = try evaluation.rows(of: OpCountPredictor.entry).rows
        #expect(rows == again)
        let means = EvaluationRow.means(of: rows)
        #expect(means.count == 2)
        #expect(means[0].device == nil)
        #expect(means[0].within10 == (rows[0].within10 + rows[2].within10) / 2)
    }

    @Test func whatNeedsAPoolIsTrainedWithoutTheTarget() throws {
        let pool = Array(Shared.pool.prefix(2))
        let evaluation = LeaveOneDeviceOut(inputs: try Self.inputs(pool), settings: Self.settings)
        let expected = PoolSelection.pools(among: pool).map { $0.map { pool[$0].device } }
        #expect([evaluation.pool(of: 0), evaluation.pool(of: 1)] == expected)
        let alone = LeaveOneDeviceOut(
            inputs: try Self.inputs(Array(Shared.pool.prefix(1))), settings: Self.settings)
        let (rows, notes) = try alone.rows(of: TransferPredictor.entry)
        #expect(rows.isEmpty)
        #expect(
            notes == [
                "written-0 is left out for transfer: transfer for written-0: no other device has a "
                    + "table to learn from; import tables, or take an estimator without a pool such "
                    + "as op-count"
            ])
    }

    @Test func estimatorsWithoutSamplesAreJudgedOnce() throws {
        var settings = Self.settings
        settings.targets = ["written-1"]
        let evaluation = LeaveOneDeviceOut(inputs: try Self.inputs(Shared.pool), settings: settings)
        let rows = try evaluation.rows(of: LUTPredictor.entry).rows
        #expect(rows.count == 1)
        #expect(rows[0].samples == 0)
        // The device is the sum of its operators.
        #expect(rows[0].within1 == 1)
    }
}
