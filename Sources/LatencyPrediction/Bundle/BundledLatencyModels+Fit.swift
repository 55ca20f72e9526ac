import Architectures
import Foundation
import LinearAlgebra
import Statistics

extension BundledLatencyModels {
    /// Fits one model to each latency table; tables of other quantities are passed over.
    /// - Parameters:
    ///   - tables: Tables of different devices.
    ///   - features: The space's counts.
    ///   - command: What makes the file again.
    ///   - inputs: The tables' files.
    /// - Throws: ``LatencyPredictionError`` where a table is too small to be fitted.
    package static func fit(
        _ tables: [ObjectiveTable], features: CellFeatures, command: String, inputs: [FittedInput]
    ) throws -> BundledLatencyModels {
        let models = try tables.compactMap { table -> DeviceLatencyModel? in
            guard case .latency(let device) = table.quantity else { return nil }
            return try DeviceLatencyModel.fit(table, device: device, features: features)
        }
        return BundledLatencyModels(
            space: features.space, command: command, inputs: inputs, models: models)
    }
}

extension DeviceLatencyModel {
    private static let folds = 5
    /// The model of a table in the view that predicts more held-out architectures within ±10 %.
    /// - Throws: ``LatencyPredictionError``.
    static func fit(
        _ table: ObjectiveTable, device: String, features: CellFeatures
    ) throws -> DeviceLatencyModel {
        let data = TestSet(table: table, without: [], features: features)
        guard data.architectures.count >= 2 * folds else {
            throw LatencyPredictionError.tooFewSamples(
                estimator: "bundled model of \(device)", needed: 2 * folds,
                given: data.architectures.count)
        }
        let candidates = try ExecutionView.bundled.map {
            try fit(data, device: device, view: $0, features: features)
        }
        return candidates.dropFirst().reduce(candidates[0]) {
            $1.heldOut.within10 > $0.heldOut.within10 ? $1 : $0
        }
    }

    private static func fit(
        _ data: TestSet, device: String, view: ExecutionView, features: CellFeatures
    ) throws -> DeviceLatencyModel {
        let fold = foldNumbers(count: data.architectures.count)
        var predictions = [Double](repeating: 0, count: fold.count)
        for held in 0..<folds {
            let kept = fold.indices.filter { fold[$0] != held }
            let model = try model(data, indices: kept, view: view, features: features)
            let test = fold.indices.filter { fold[$0] == held }
            let estimates = model.estimates(
                of: test.map { data.architectures[$0] }, features: features)
            for (index, value) in zip(test, estimates.milliseconds) { predictions[index] = value }
        }
        let scores = PredictionScores(predictions: predictions, truth: data.truth)
        let errors = zip(data.truth, predictions).map { abs($0 / $1 - 1) }.sorted()
        let quantile = errors[min(errors.count - 1, errors.count * 8 / 10)]
        let model = try model(
            data, indices: Array(fold.indices), view: view, features: features)
        return DeviceLatencyModel(
            device: device, view: view,
            milliseconds: rounded(coefficients: model.coefficients),
            relativeDeviation: max(
                1e-4, rounded(quantile / NormalInterval.of80InFittedFiles, digits: 3)),
            architectures: data.architectures.count,
            leavesOutDisconnected: data.leavesOutDisconnected,
            heldOut: Errors(
                within1: rounded(scores.within1, decimals: 4),
                within5: rounded(scores.within5, decimals: 4),
                within10: rounded(scores.within10, decimals: 4),
                mape: rounded(scores.mape, decimals: 5)))
    }

    private static func model(
        _ data: TestSet, indices: [Int], view: ExecutionView, features: CellFeatures
    ) throws -> AdditiveLatencyModel {
        let samples = indices.map {
            LatencySample(architecture: data.architectures[$0], milliseconds: data.truth[$0])
        }
        return try AdditiveLatencyModel.fit(
            samples, view: view, features: features,
            prior: AdditiveLatencyModel.weakPrior(view, of: features)
        ).model
    }

    /// A fixed random partition into equal parts.
    private static func foldNumbers(count: Int) -> [Int] {
        var generator = SeededGenerator(seed: 0)
        return (0..<count).map { $0 % folds }.shuffled(using: &generator)
    }
}

/// Six significant digits of the largest: what lies below is rounding of the solver, which differs
/// from one processor to the next.
private func rounded(coefficients: [Double]) -> [Double] {
    let largest = coefficients.reduce(0) { max($0, abs($1)) }
    return coefficients.map { abs($0) < 1e-9 * largest ? 0 : rounded($0, digits: 6) }
}
