import AccuracyPrediction
import LatencyPrediction

/// What ships with the program, for `data list`.
enum BundleListing {
    /// A line for each kind of data.
    /// - Throws: `BundledFileError` where a file is missing or damaged.
    static func lines() throws -> [String] {
        let latency = try BundledLatencyModels.bundled()
        let accuracy = try BundledAccuracyModels.bundled()
        return [
            "latency models (predicted) of \(latency.models.count) devices: \(latency.command)"
        ]
            + accuracy.models.map { model in
                "accuracy surrogate: \(model.key.dataset), \(model.key.split.rawValue), "
                    + "\(model.key.epochs) epochs: \(accuracy.command)"
            }
    }
}
