import Architectures
import LatencyPrediction
import Synchronization
import TestSupport
import Testing

/// Other programs as estimators.
@Suite struct ForeignPredictorTests {
    private final class Asked: Sendable {
        let requests = Mutex<[ForeignRequest]>([])
    }

    /// Predicts twice what is true of a device, and nothing of every fourth architecture.
    private static func entry(
        _ asked: Asked, _ table: ObjectiveTable, takesSamples: Bool
    ) -> PredictorEntry {
        .foreign(name: "theirs", takesSamples: takesSamples) { request in
            asked.requests.withLock { $0.append(request) }
            let whole = table.values.enumerated().map { $0 % 4 == 0 ? .nan : 2 * $1 }
            return ForeignEstimator(
                name: "theirs", words: "said by theirs",
                whole: LatencyEstimates(
                    milliseconds: whole, standardDeviations: whole.map { _ in .nan }),
                usedArchitectures: request.samples.map(\.architecture).sorted())
        }
    }

    private static var inputs: PredictorInputs {
        get throws {
            try PredictorInputs(
                features: try #require(Shared.features), megaFLOPs: try #require(Shared.megaFLOPs),
                pool: Shared.pool)
        }
    }

    private static func evaluation() throws -> LeaveOneDeviceOut {
        var settings = LeaveOneDeviceOut.Settings()
        settings.samples = [5]
        settings.samplings = [.chosen]
        settings.repeats = 2
        settings.targets = [Shared.pool[0].device]
        return LeaveOneDeviceOut(inputs: try inputs, settings: settings)
    }

    @Test func oneRowWithoutSamples() throws {
        let asked = Asked()
        let device = Shared.pool[0]
        let entry = Self.entry(asked, device.table, takesSamples: false)
        let (rows, notes) = try Self.evaluation().rows(of: entry)
        #expect(rows.map(\.latencySource) == ["theirs"] && rows.map(\.samples) == [0])
        // Of what it predicts: everything is wrong by 100 %.
        #expect(rows[0].within10 == 0 && abs(rows[0].mape - 1) < 1e-12)
        #expect(rows[0].spearman == 1, "what it predicts nothing for is not judged")
        #expect(notes.count == 1 && notes[0].hasPrefix("theirs predicts nothing for "))
        let requests = asked.requests.withLock { $0 }
        #expect(requests.map(\.device) == [device.device] && requests[0].samples.isEmpty)
    }

    @Test func onlyTheSamplesOfADrawAreHandedOver() throws {
        let asked = Asked()
        let device = Shared.pool[0]
        let entry = Self.entry(asked, device.table, takesSamples: true)
        let rows = try Self.evaluation().rows(of: entry).rows
        #expect(rows.map(\.samples) == [5])
        let requests = asked.requests.withLock { $0 }
        #expect(requests.count == 2, "asked once a draw")
        for request in requests {
            #expect(request.samples.count == 5)
            #expect(
                request.samples.allSatisfy { device.table[$0.architecture] == $0.milliseconds })
        }
    }

    @Test func summarySaysWhatIsKnown() throws {
        let table = Shared.pool[0].table
        let estimator = try Self.entry(Asked(), table, takesSamples: false).make(
            Self.inputs
        ).adapted(to: AdaptationTarget(device: "d"))
        #expect(estimator.origin == .predicted)
        #expect(
            estimator.summary == "said by theirs; 11718 of 15625 architectures, the others unknown")
    }
}
