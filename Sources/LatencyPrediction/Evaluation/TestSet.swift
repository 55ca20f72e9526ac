import Architectures

/// The architectures of a table on which an estimator is judged.
package struct TestSet: Sendable {
    /// The architectures, in dense order.
    package let architectures: [Architecture]
    /// Their latencies, finite and positive.
    package let truth: [Double]
    /// Whether cells without a live path were left out because the device's runtime folded some of
    /// them away, so that their share of an error would say nothing.
    package let leavesOutDisconnected: Bool

    /// Everything that a table covers with a positive latency, but for what an estimator has seen.
    /// - Parameters:
    ///   - table: Latencies of a device.
    ///   - seen: The architectures to leave out.
    ///   - features: The space's counts.
    ///   - leavingOutDisconnected: Whether to leave out cells without a live path; nil to do so
    ///     where the table shows them folded (see ``foldsDisconnected(_:features:)``).
    package init(
        table: ObjectiveTable, without seen: [Architecture], features: CellFeatures,
        leavingOutDisconnected: Bool? = nil
    ) {
        let leavesOut =
            leavingOutDisconnected ?? Self.foldsDisconnected(table, features: features)
        var isSeen = [Bool](repeating: false, count: table.values.count)
        for architecture in seen { isSeen[architecture.code] = true }
        let codes = table.values.indices.filter { code in
            let value = table.values[code]
            return value.isFinite && value > 0 && !isSeen[code]
                && !(leavesOut && features.isDisconnected[code])
        }
        architectures = codes.map(Architecture.init(code:))
        truth = codes.map { table.values[$0] }
        leavesOutDisconnected = leavesOut
    }

    /// The part of the set that an estimator predicts, with what it says of it.
    /// - Parameter estimates: Of the whole set, in order.
    package func predicted(
        by estimates: LatencyEstimates
    ) -> (test: TestSet, estimates: LatencyEstimates) {
        let rows = estimates.milliseconds.indices.filter { !estimates.milliseconds[$0].isNaN }
        guard rows.count < architectures.count else { return (self, estimates) }
        return (
            TestSet(
                architectures: rows.map { architectures[$0] }, truth: rows.map { truth[$0] },
                leavesOutDisconnected: leavesOutDisconnected),
            LatencyEstimates(
                milliseconds: rows.map { estimates.milliseconds[$0] },
                standardDeviations: rows.map { estimates.standardDeviations[$0] })
        )
    }

    private init(architectures: [Architecture], truth: [Double], leavesOutDisconnected: Bool) {
        self.architectures = architectures
        self.truth = truth
        self.leavesOutDisconnected = leavesOutDisconnected
    }

    /// Judges an estimator.
    package func scores(of estimator: any LatencyEstimator) throws -> PredictionScores {
        PredictionScores(
            predictions: try estimator.estimate(architectures).milliseconds, truth: truth)
    }

    /// Whether a device's runtime folded cells whose output is always zero: a twentieth of them or
    /// more take less than a tenth of the fastest other cell.
    package static func foldsDisconnected(
        _ table: ObjectiveTable, features: CellFeatures
    ) -> Bool {
        var fastest = Double.infinity
        for (code, value) in table.values.enumerated()
        where value > 0 && !features.isDisconnected[code] {
            fastest = min(fastest, value)
        }
        let disconnected = table.values.indices.filter {
            features.isDisconnected[$0] && !table.values[$0].isNaN
        }
        let folded = disconnected.count { table.values[$0] < 0.1 * fastest }
        return folded > 0 && 20 * folded >= disconnected.count
    }
}
