import Architectures
import Foundation
import LatencyPrediction
import Synchronization
import TestSupport
import Testing

/// Learning curves, remembered draws and predictions of `LeaveOneDeviceOut`.
@Suite struct EvaluationCurveTests {
    private static func evaluation(
        _ change: (inout LeaveOneDeviceOut.Settings) -> Void = { _ in }
    ) throws -> LeaveOneDeviceOut {
        let features = try #require(Shared.features)
        var settings = LeaveOneDeviceOut.Settings()
        settings.samples = [5]
        settings.samplings = [.random]
        settings.repeats = 3
        settings.targets = ["written-1"]
        change(&settings)
        return LeaveOneDeviceOut(
            inputs: try PredictorInputs(
                features: features, megaFLOPs: try #require(Shared.megaFLOPs),
                pool: Shared.pool),
            settings: settings)
    }

    /// What was learned from and how often.
    private final class Log: Sendable {
        private let lines = Mutex<[String]>([])

        func add(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    private struct Constant: LatencyPredictor, AdaptedEstimator {
        let name = "constant"
        let minimumSamples = 2
        let origin = Origin.predicted
        let summary = ""
        let log: Log
        var usedArchitectures: [Architecture] = []
        var value = 1.0

        func encoded() -> Data? { nil }

        func adapted(to target: AdaptationTarget) throws -> any AdaptedEstimator {
            guard target.samples.count >= minimumSamples else {
                throw LatencyPredictionError.tooFewSamples(
                    estimator: name, needed: minimumSamples, given: target.samples.count)
            }
            log.add("adapt")
            var adapted = self
            adapted.usedArchitectures = target.samples.map(\.architecture)
            adapted.value = target.samples[0].milliseconds
            return adapted
        }

        func estimate(_ architectures: [Architecture]) -> LatencyEstimates {
            LatencyEstimates(
                // Not quite constant, so that ranks exist.
                milliseconds: architectures.map { value * (1 + 1e-6 * Double($0.code)) },
                standardDeviations: architectures.map { _ in 1 })
        }
    }

    private static func trained(_ log: Log) -> PredictorEntry {
        PredictorEntry(
            name: "constant", abstract: "", learnsFromPool: true, isTrained: true,
            prepare: { inputs in
                log.add("prepare")
                return { pool in
                    let known = pool.map { inputs.pool[$0].table.covered.count }
                    log.add("make \(pool) \(Set(known).sorted())")
                    return Constant(log: log)
                }
            })
    }

    /// A memory as the store is one.
    private final class Memory {
        var draws: [String: EvaluationRow.Draw] = [:]

        func observer(afterDraw: @escaping () throws -> Void = {}) -> LeaveOneDeviceOut.Observer {
            LeaveOneDeviceOut.Observer(
                afterDraw: afterDraw,
                recall: { self.draws["\($0) \($1)"] },
                remember: { self.draws["\($0) \($1)"] = $2 })
        }
    }

    @Test func poolsAreRandomPartsOfEachOther() throws {
        let log = Log()
        let evaluation = try Self.evaluation { $0.repeats = 6 }
        for size in [1, 2, 9] {
            _ = try evaluation.learning(train: 900, poolSize: size).rows(of: Self.trained(log))
        }
        let pools = log.all.filter { $0.hasPrefix("make") }
        let all = PoolSelection.pools(among: Shared.pool)[1]
        // Each part is made once, whatever draws it serves; all of the pool is one part.
        #expect(Set(pools).count == pools.count)
        let ones = pools.filter { !$0.contains(", ") }
        #expect(ones.count > 1)
        #expect(ones.allSatisfy { line in all.contains { line == "make [\($0)] [900]" } })
        #expect(pools.last == "make \(all) [900]")
        #expect(evaluation.learning(train: 900, poolSize: 2).drawsPerTarget == 6)
    }

    @Test func trainingTablesAreThinned() throws {
        let log = Log()
        let evaluation = try Self.evaluation()
        _ = try evaluation.learning(train: 100, poolSize: nil).rows(of: Self.trained(log))
        let all = PoolSelection.pools(among: Shared.pool)[1]
        #expect(log.all.contains("make \(all) [100]"))
        let more = try evaluation.learning(train: 300, poolSize: nil).rows(
            of: TransferPredictor.entry
        ).rows
        #expect(try evaluation.rows(of: TransferPredictor.entry).rows != more)
    }

    @Test func duplicatesComeInWhereAskedFor() throws {
        let copy = PoolDevice(
            device: "copy", hardware: "c", table: Shared.pool[1].table)
        let features = try #require(Shared.features)
        let inputs = try PredictorInputs(
            features: features, megaFLOPs: try #require(Shared.megaFLOPs),
            pool: [Shared.pool[1], copy, Shared.pool[4]])
        var settings = LeaveOneDeviceOut.Settings()
        let without = LeaveOneDeviceOut(inputs: inputs, settings: settings)
        #expect(without.pool(of: 0) == ["pruned"])
        #expect(without.excluded(from: 0).map(\.device) == ["copy"])
        #expect(without.excluded(from: 0)[0].reason != .sameHardware)
        settings.poolRule = .everyone
        let with = LeaveOneDeviceOut(inputs: inputs, settings: settings)
        #expect(with.pool(of: 0) == ["copy", "pruned"])
        #expect(with.excluded(from: 0).isEmpty)
    }

    @Test func drawsOfTrainedKindsAreRemembered() throws {
        let (log, memory) = (Log(), Memory())
        let evaluation = try Self.evaluation()
        let first = try evaluation.rows(of: Self.trained(log), observer: memory.observer())
        #expect(memory.draws.count == 3)
        let work = log.all.count
        let again = try evaluation.rows(of: Self.trained(log), observer: memory.observer())
        #expect(log.all.count == work)
        #expect(again.rows == first.rows)
        // Another seed, another table of a pool device, another test: none of these is recalled.
        _ = try evaluation.learning(train: 800, poolSize: nil).rows(
            of: Self.trained(log), observer: memory.observer())
        #expect(memory.draws.count == 6)
    }

    @Test func whatWasCutOffGoesOn() throws {
        struct Cut: Error {}
        let (log, memory) = (Log(), Memory())
        let evaluation = try Self.evaluation()
        var left = 2
        #expect(throws: Cut.self) {
            try evaluation.rows(
                of: Self.trained(log),
                observer: memory.observer {
                    left -= 1
                    if left == 0 { throw Cut() }
                })
        }
        #expect(log.all.count { $0 == "adapt" } == 2)
        let whole = try evaluation.rows(of: Self.trained(log), observer: memory.observer())
        #expect(log.all.count { $0 == "adapt" } == 3)
        #expect(whole.rows == (try evaluation.rows(of: Self.trained(Log())).rows))
    }

    @Test func theRestIsJudgedWhereSamplesAreTooFew() throws {
        let evaluation = try Self.evaluation {
            $0.samples = [1, 5]
            $0.targets = ["written-1", "written-2"]
        }
        for entry in [OpCountPredictor.entry, Self.trained(Log())] {
            let (rows, notes) = try evaluation.rows(of: entry)
            #expect(rows.map(\.samples) == [5, 5])
            #expect(
                notes == ["\(entry.name) needs 2 samples or more: there are no rows with 1"])
        }
    }

    @Test func firstDrawsArePassedOn() throws {
        let memory = Memory()
        let evaluation = try Self.evaluation { $0.samplings = [.random, .chosen] }
        var seen: [LeaveOneDeviceOut.Predictions] = []
        for _ in 0..<2 {
            var observer = memory.observer()
            observer.firstPredictions = { seen.append($0) }
            _ = try evaluation.rows(of: Self.trained(Log()), observer: observer)
        }
        // Also where the draw was remembered.
        #expect(seen.count == 4)
        #expect(seen.allSatisfy { $0.draw == 0 && $0.device == "written-1" && $0.samples == 5 })
        #expect(seen.map(\.sampling) == [.random, .chosen, .random, .chosen])
        let table = Shared.pool[1].table
        for one in seen {
            #expect(one.architectures.count == table.covered.count - 5)
            #expect(one.truth == one.architectures.map { table.values[$0.code] })
            #expect(one.estimates.milliseconds.count == one.truth.count)
        }
    }

    @Test func meansKeepAmountsApart() throws {
        var rows = try Self.evaluation().rows(of: OpCountPredictor.entry).rows
        rows += rows
        rows[0].train = 100
        rows[1].train = 300
        #expect(EvaluationRow.means(of: rows).map(\.train) == [100, 300])
        rows[1].train = 100
        rows[1].poolSize = 3
        #expect(EvaluationRow.means(of: rows).map(\.poolSize) == [nil, 3])
    }
}
