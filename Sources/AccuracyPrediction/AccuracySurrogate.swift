import Architectures
import Foundation
import SearchSpaces

/// `surrogate`: a small network over the cell's graph, in place of a table of trained networks.
///
/// Cells that are the same network have the same accuracy; those whose output is always zero have
/// one of their own.
package struct AccuracySurrogate: AccuracySource {
    /// `surrogate`.
    package let name = "surrogate"
    /// Surrogate.
    package let origin = Origin.surrogate
    /// Data set, split, epochs and rank correlation on held-out cells.
    package let summary: String
    /// Percent and standard deviation, by ``Architecture/code``.
    private let percent: [Double]
    private let deviations: [Double]

    /// Evaluates a model over a space once.
    /// - Throws: `BundledFileError` where the network does not fit the space.
    init(
        _ model: AccuracyModel, output: Int, ensemble: CellEnsemble, space: SearchSpace,
        path: String
    ) throws {
        let unrolling = CellUnrolling(space: space)
        guard ensemble.shape.transforms == unrolling.transformCount else {
            throw BundledFileError(
                path: path, reason: "damaged: \(model.key.words) does not fit the space")
        }
        let outputs = ensemble.outputs(over: unrolling)
        let levels = (0..<unrolling.graphCount).map {
            Double(outputs[$0 * ensemble.shape.outputs + output]) + 0.5
        }
        let means = levels.map(model.scale.percent(at:))
        let spreads = levels.map(model.deviation(at:))
        percent = unrolling.graphOfCode.map { $0 < 0 ? model.disconnectedPercent : means[$0] }
        deviations = unrolling.graphOfCode.map {
            $0 < 0 ? model.disconnectedDeviation : spreads[$0]
        }
        summary =
            "surrogate of \(model.key.words), Kendall's τ "
            + String(format: "%.2f", model.heldOut.kendall) + " on held-out cells"
    }

    /// Mean and standard deviation of each architecture.
    package func accuracy(of architectures: [Architecture]) -> AccuracyEstimates {
        AccuracyEstimates(
            percent: architectures.map { percent[$0.code] },
            standardDeviations: architectures.map { deviations[$0.code] })
    }

    /// The bundled surrogate of some accuracies, or nil where none ships.
    /// - Throws: `BundledFileError` where the bundle is missing or damaged.
    package static func bundled(
        _ key: AccuracyKey, space: SearchSpace
    ) throws -> AccuracySurrogate? {
        try BundledAccuracyModels.bundled().surrogate(of: key, space: space)
    }
}
