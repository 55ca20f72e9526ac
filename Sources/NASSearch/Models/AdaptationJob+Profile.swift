import LatencyPrediction

extension AdaptationJob {
    /// What a device's profile was worth beside its samples: the same predictor, adapted to the same
    /// samples without it.
    /// - Parameter target: The device with its samples.
    /// - Returns: Nil where the kind does not look at profiles, the device has none, or a fit
    ///   takes seconds.
    func worthOfProfile(
        beside adaptation: StepwiseAdaptation, of entry: PredictorEntry,
        by predictor: () throws -> any LatencyPredictor, target: AdaptationTarget
    ) throws -> AdaptationReport.ProfileWorth? {
        guard entry.readsDescriptor, !entry.isTrained, target.operatorLatencies != nil else {
            return nil
        }
        var bare = target
        bare.operatorLatencies = nil
        bare.descriptor = nil
        let error = try predictor().adapted(to: bare).expectedError(features: factory.features)
        guard let error else { return nil }
        let sufficient = adaptation.steps.firstIndex { ($0.expectedError ?? .infinity) <= error }
        return AdaptationReport.ProfileWorth(
            expectedErrorWithout: error, sufficientSamples: sufficient.map { $0 + 1 })
    }
}
