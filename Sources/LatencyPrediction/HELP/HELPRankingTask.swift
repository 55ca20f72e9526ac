import Architectures

/// A device as HELP's own evaluation poses it (Lee et al., NeurIPS 2021, table 3): 10 architectures of
/// published indices 0–899 to adapt to, ranks of those of 900–1899 to predict, of both the middle
/// 80 % by latency. The targets are scaled by all of the device's training latencies, as there;
/// ``HELPPredictor/adapted(to:)`` does not know these.
package struct HELPRankingTask: Sendable {
    /// The device.
    package let device: String
    private let table: ObjectiveTable
    private let training: [Architecture]
    private let targets: [Float]
    private let query: [Architecture]

    private static let querySize = 1_000

    /// Prepares a table; nil where it is too small.
    package init?(
        device: String, table: ObjectiveTable, space: SearchSpace,
        settings: HELPSettings = HELPSettings()
    ) {
        let known = HELPDevice.known(table, space: space)
        func trimmed(_ slice: some Collection<Architecture>) -> [Architecture] {
            HELPDevice.trimmed(Array(slice), table: table, share: settings.trimmedShare)
        }
        training = trimmed(known.prefix(settings.trainingArchitectures))
        query = trimmed(known.dropFirst(settings.trainingArchitectures).prefix(Self.querySize))
        guard !query.isEmpty,
            let targets = HELPDevice.normalised(training.map { table.values[$0.code] })
        else { return nil }
        self.device = device
        self.table = table
        self.targets = targets
    }

    /// Spearman's ρ on the query after adapting to a support.
    /// - Parameter seed: Draws the support and the modulator's factors.
    /// - Throws: ``LatencyPredictionError`` where the device lacks reference latencies.
    package func spearman(of predictor: HELPPredictor, seed: UInt64) throws -> Double {
        let model = try predictor.trained(for: device)
        let latencies = try predictor.completed(
            predictor.references.known(in: table), device: device)
        var generator = SeededGenerator(seed: seed)
        let picked = training.indices.shuffled(using: &generator).prefix(model.settings.support)
        let predictions = model.predictions(
            device: HELPReferences.embedding(latencies.milliseconds) ?? [],
            support: picked.map { training[$0] }, targets: picked.map { targets[$0] },
            of: query, graphs: predictor.graphs, seed: seed)
        return RankCorrelation.spearman(
            predictions.means.map(Double.init), query.map { table.values[$0.code] })
    }
}
