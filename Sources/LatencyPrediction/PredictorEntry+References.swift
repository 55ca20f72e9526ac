import Architectures

extension PredictorEntry {
    /// Refuses, before anything is trained, a device that lacks the latencies that this kind reads
    /// beside its samples.
    /// - Throws: ``LatencyPredictionError/unavailable(estimator:device:reason:)``, which names them.
    package func checkReferences(
        of device: String, in table: ObjectiveTable?, space: SearchSpace
    ) throws {
        // What the references are of is said where it is trained.
        guard space.isNASBench201 else { return }
        let missing = referenceIndices.filter { index in
            guard let architecture = space.architecture(publishedIndex: index),
                let value = table?[architecture]
            else { return true }
            return !(value.isFinite && value > 0)
        }
        guard missing.count <= mostMissingReferences else {
            throw LatencyPredictionError.lackingReferences(
                estimator: name, device: device, missing: missing)
        }
    }
}

extension LatencyPredictionError {
    /// What a device is told that lacks latencies.
    static func lackingReferences(
        estimator: String, device: String, missing: [Int]
    ) -> LatencyPredictionError {
        .unavailable(
            estimator: estimator, device: device,
            reason: "latencies of its reference architectures are missing; measure published "
                + "indices \(missing.map(String.init).joined(separator: ", "))")
    }
}
