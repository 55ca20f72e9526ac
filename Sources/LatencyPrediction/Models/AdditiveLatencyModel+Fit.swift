import Architectures
import LinearAlgebra

/// An additive model together with how well it explains its samples.
struct FittedAdditiveModel {
    let model: AdditiveLatencyModel
    let logEvidence: Double
}

extension AdditiveLatencyModel {
    /// The least that is ever predicted, as a part of the fastest sample.
    private static let floorShare = 0.05

    /// Fits samples by robust relative errors, with a prior that knows kinds of operators only.
    /// - Parameters:
    ///   - samples: Usable samples, one at least.
    ///   - view: The counts to be linear in.
    ///   - features: The counts.
    ///   - prior: What is believed before; nil for ``prior(_:of:)``.
    /// - Throws: ``LatencyPredictionError/undetermined(estimator:reason:)``.
    static func fit(
        _ samples: [LatencySample], view: ExecutionView, features: CellFeatures,
        prior: RobustRegression.Prior? = nil
    ) throws -> FittedAdditiveModel {
        let rows = features.rows(of: samples.map(\.architecture), view: view)
        let matrix = Matrix(rows: samples.count, columns: features.width(view), elements: rows)
        let milliseconds = samples.map(\.milliseconds)
        do {
            let fit = try RobustRegression(
                features: matrix, targets: milliseconds,
                prior: prior ?? self.prior(view, of: features))
            // An outlier that is far too fast must not set the floor: the unit is a median.
            let fastest = max(milliseconds.min() ?? fit.unit, 0.1 * fit.unit)
            let model = AdditiveLatencyModel(
                view: view, coefficients: fit.coefficients, covariance: fit.covariance,
                relativeNoise: fit.noise, floor: floorShare * fastest)
            return FittedAdditiveModel(model: model, logEvidence: fit.logEvidence)
        } catch let error as LinearAlgebraError {
            throw LatencyPredictionError.undetermined(
                estimator: "additive model", reason: error.description)
        }
    }

    /// A prior that a whole table overrules: it only settles what the table leaves open.
    static func weakPrior(
        _ view: ExecutionView, of features: CellFeatures
    ) -> RobustRegression.Prior {
        var prior = prior(view, of: features)
        prior.deviations = prior.deviations.map { 100 * $0 }
        prior.noise = 1e-4
        prior.noiseWeight = 1
        return prior
    }

    /// What any device is expected to do, in parts of a typical network's latency: a third for what
    /// surrounds the cells, nothing for an identity, the more for a convolution the larger its
    /// kernel. Rough on purpose; the numbers suit mobile and embedded devices, on which they were
    /// tried, and are the same for every device.
    static func prior(_ view: ExecutionView, of features: CellFeatures) -> RobustRegression.Prior {
        // Costs are a sixth of a cell with six edges each, and so on.
        let share = 6 / Double(features.space.edges.count)
        var means = [view.isPruned ? 0.3 : 0.35]
        var deviations = [view.isPruned ? 0.2 : 0.25]
        for index in features.countedOperators {
            switch features.space.operators[index].kind {
            case .zero, .identity:
                means.append(0)
                deviations.append(0.06 * share)
            case .convolution(let kernel):
                let cost = (0.12 + 0.02 * Double(kernel * kernel)) * share
                means.append(cost)
                deviations.append(2 * cost / 3)
            case .averagePooling:
                means.append(0.1 * share)
                deviations.append(0.12 * share)
            }
        }
        if view.countsAdditions {
            means.append(0.04 * share)
            deviations.append(0.06 * share)
        }
        if view.isPruned {
            means.append(0)
            deviations.append(0.2)
        }
        return RobustRegression.Prior(means: means, deviations: deviations)
    }
}
