import Architectures
import LatencyPrediction

/// The first draws of an evaluation, thinned as they come so that a page can hold them.
package struct EvaluationPanels {
    /// Points on a page, all panels together.
    private static let points = 60_000

    /// Points of one panel.
    private static let pointsPerPanel = 4000

    private let space: SearchSpace
    private var drawn: [EvaluationFigure.Panel] = []

    /// Starts without any.
    package init(space: SearchSpace) {
        self.space = space
    }

    /// Takes a draw in.
    package mutating func add(
        _ predictions: LeaveOneDeviceOut.Predictions, train: Int?, poolSize: Int?
    ) {
        let source =
            predictions.latencySource
            + (predictions.descriptor.map { " (\($0.rawValue))" } ?? "")
        drawn.append(
            EvaluationFigure.Panel(
                device: predictions.device, latencySource: source,
                samples: predictions.samples, sampling: predictions.sampling, train: train,
                poolSize: poolSize, indices: predictions.architectures.map(space.publishedIndex),
                measured: predictions.truth, predicted: predictions.estimates.milliseconds,
                drawn: Self.pointsPerPanel))
    }

    /// The panels, all with as many points as the page bears.
    package var panels: [EvaluationFigure.Panel] {
        drawn.map { $0.thinned(to: max(1, Self.points / drawn.count)) }
    }
}
