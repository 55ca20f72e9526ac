import Architectures
import Foundation
import SearchSpaces

/// `surrogate`: a sum of interactions of up to three edges, in place of a table of trained networks.
///
/// It works on the pruned cell, since dead edges can't change accuracy, and on the scale
/// −log(ceiling − accuracy), on which effects add up better: near the top, every step costs more.
/// Cells whose output is always zero have an accuracy of their own.
public struct AdditiveAccuracySurrogate: AccuracySource {
    /// `surrogate`.
    public let name = "surrogate"
    /// Surrogate.
    public let origin = Origin.surrogate
    /// Data set, split, epochs and rank correlation on held-out cells.
    public let summary: String
    /// Percent and standard deviation, by ``Architecture/code``.
    private let percent: [Double]
    private let deviations: [Double]

    /// Evaluates a model over a space once.
    /// - Throws: `BundledFileError` where its coefficients do not fit the space.
    init(_ model: AccuracyModel, space: SearchSpace, path: String) throws {
        let terms = EdgeInteractions(space: space)
        guard let coefficients = model.coefficients, coefficients.count == terms.count else {
            throw BundledFileError(
                path: path, reason: "damaged: \(model.key.words) does not fit the space")
        }
        let rows = SurrogateRows(space: space, terms: terms)
        var percent = [Double](repeating: model.disconnectedPercent, count: space.count)
        var deviations = [Double](repeating: model.disconnectedDeviation, count: space.count)
        for architecture in space.architectures {
            guard let row = rows.activeTerms(of: architecture) else { continue }
            let sum = row.reduce(0) { $0 + coefficients[$1] }
            let value = min(100, max(0, model.ceiling - exp(-sum)))
            percent[architecture.code] = value
            deviations[architecture.code] = model.deviation * (model.ceiling - value)
        }
        self.percent = percent
        self.deviations = deviations
        summary =
            "surrogate of \(model.key.words), Kendall's τ "
            + String(format: "%.2f", model.heldOut.kendall) + " on held-out cells"
    }

    /// Mean and standard deviation of each architecture.
    public func accuracy(of architectures: [Architecture]) -> AccuracyEstimates {
        AccuracyEstimates(
            percent: architectures.map { percent[$0.code] },
            standardDeviations: architectures.map { deviations[$0.code] })
    }

    /// The bundled surrogate of some accuracies, or nil where none ships.
    /// - Throws: `BundledFileError` where the bundle is missing or damaged.
    public static func bundled(
        _ key: AccuracyKey, space: SearchSpace
    ) throws -> AdditiveAccuracySurrogate? {
        let models = try BundledAccuracyModels.bundled()
        guard models.space == space.name, let model = models.model(of: key) else { return nil }
        return try AdditiveAccuracySurrogate(
            model, space: space, path: BundledAccuracyModels.file.path)
    }
}
