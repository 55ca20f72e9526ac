import Architectures
import LatencyPrediction
import TestSupport
import Testing

/// The catalogue's kinds of estimators and what the suites of the contract adapt them to.
enum EstimatorContract {
    static let entries = PredictorEntry.all.map { $0.name == brief.name ? brief : $0 }
    /// HELP with settings of the tests: the published ones train for minutes.
    private static let brief = HELPPredictor.entry(help)
    private static let help: HELPSettings = {
        var settings = HELPSettings()
        settings.width = 6
        settings.query = 20
        settings.episodes = 2
        settings.draws = 1
        return settings
    }()
    /// What is fitted to the target's table or samples.
    static let names = entries.map(\.name).filter { $0 != BundledPredictor.entry.name }
    /// What can be kept.
    static let keptNames = entries.filter { $0.restore != nil }.map(\.name)
    /// What predicts: what it was not told of the target, it does not know.
    static let blindNames = entries.filter { !$0.seesTable }.map(\.name)

    static func entry(_ name: String) throws -> PredictorEntry {
        try #require(entries.first { $0.name == name })
    }

    static func inputs(_ features: CellFeatures) throws -> PredictorInputs {
        try PredictorInputs(
            features: features, megaFLOPs: try #require(Shared.megaFLOPs), pool: Shared.pool)
    }

    static func predictor(_ name: String, _ features: CellFeatures) throws
        -> any LatencyPredictor
    {
        try entry(name).make(try inputs(features))
    }

    static func target(
        _ features: CellFeatures, count: Int = 32, device: String = "d"
    ) throws -> AdaptationTarget {
        let table = try #require(Shared.pruned)
        return AdaptationTarget(
            device: device, samples: SyntheticDevice.samples(table, count: count, seed: 3),
            table: table)
    }

    private static let adapted = MadeOnce<String, any AdaptedEstimator>()

    /// The estimator adapted to ``target(_:count:device:)``, for tests that only ask it.
    static func estimator(_ name: String, _ features: CellFeatures) throws -> any AdaptedEstimator {
        try adapted.value(name) { try predictor(name, features).adapted(to: target(features)) }
    }
}
