import LatencyPrediction

extension AdaptationJob {
    /// What a device's profile was worth beside its samples: the same kind, fitted to the same
    /// samples without it.
    /// - Returns: Nil where the kind does not look at profiles, the device has none, or a fit
    ///   takes seconds.
    func worthOfProfile(
        beside adaptation: StepwiseAdaptation, of entry: PredictorEntry, target: AdaptationTarget,
        inputs: PredictorInputs
    ) throws -> AdaptationReport.ProfileWorth? {
        guard entry.readsDescriptor, !entry.isTrained, target.operatorLatencies != nil else {
            return nil
        }
        var inputs = inputs
        inputs.descriptor = .samples
        let error = try entry.make(inputs).adapted(to: target)
            .expectedError(features: inputs.features)
        guard let error else { return nil }
        let sufficient = adaptation.steps.firstIndex { ($0.expectedError ?? .infinity) <= error }
        return AdaptationReport.ProfileWorth(
            expectedErrorWithout: error, sufficientSamples: sufficient.map { $0 + 1 })
    }
}
