import LatencyPrediction
import NASSearch

/// What the page of `evaluate` draws beside its document: predictions over measurements.
package struct EvaluationFigure: Figure {
    package static let kind = "evaluate"

    /// The predictions of one draw on one device.
    package struct Panel: Sendable, Encodable {
        /// Half the width of the histogram, as a relative error, and its bins.
        package static let histogramReach = 0.3
        package static let histogramBins = 60

        let device: String
        let latencySource: String
        let samples: Int
        let sampling: String?
        let train: Int?
        let poolSize: Int?
        /// How many architectures were tested.
        let tested: Int
        /// Published indices of those that are drawn, evenly spaced among all.
        private(set) var index: [Int]
        private(set) var measured: NumberColumn
        private(set) var predicted: NumberColumn
        /// Tested architectures by relative error: below −reach, the bins, above reach.
        let histogram: [Int]

        /// Thins the predictions of a draw.
        /// - Parameters:
        ///   - indices: Published indices of all that were tested.
        ///   - drawn: How many points to keep.
        package init(
            device: String, latencySource: String, samples: Int, sampling: SamplingStrategy?,
            train: Int?, poolSize: Int?, indices: [Int], measured: [Double], predicted: [Double],
            drawn: Int
        ) {
            self.device = device
            self.latencySource = latencySource
            self.samples = samples
            self.sampling = sampling?.rawValue
            self.train = train
            self.poolSize = poolSize
            tested = indices.count
            index = indices
            self.measured = NumberColumn(values: measured)
            self.predicted = NumberColumn(values: predicted)
            histogram = Self.histogram(zip(predicted, measured).map { $0 / $1 - 1 })
            thin(to: drawn)
        }

        /// The same panel with fewer points, evenly spaced among those that it has.
        package func thinned(to count: Int) -> Panel {
            var panel = self
            panel.thin(to: count)
            return panel
        }

        private mutating func thin(to count: Int) {
            guard count < index.count else { return }
            let rows = (0..<count).map { $0 * index.count / count }
            index = rows.map { index[$0] }
            measured = NumberColumn(values: rows.map { measured.values[$0] })
            predicted = NumberColumn(values: rows.map { predicted.values[$0] })
        }

        static func histogram(_ errors: [Double]) -> [Int] {
            var bins = [Int](repeating: 0, count: histogramBins + 2)
            for error in errors where !error.isNaN {
                let place = (error + histogramReach) / (2 * histogramReach) * Double(histogramBins)
                bins[Int(max(0, min(Double(histogramBins + 1), place.rounded(.down) + 1)))] += 1
            }
            return bins
        }

        private enum CodingKeys: String, CodingKey {
            case device, samples, sampling, train, tested, index, measured, predicted, histogram
            case latencySource = "latency_source"
            case poolSize = "pool_size"
        }
    }

    let report: EvaluationReport
    let panels: [Panel]
    let histogramReach = Panel.histogramReach

    /// Gathers the figure.
    package init(report: EvaluationReport, panels: [Panel]) {
        self.report = report
        self.panels = panels
    }

    private enum CodingKeys: String, CodingKey {
        case panels
        case histogramReach = "histogram_reach"
    }

    /// The share within ±10 % over the number of samples.
    package func plot() -> StaticPlot { LearningCurvePlot(report: report).drawing() }
}
