import Architectures
import LinearAlgebra

extension SampleDesign {
    /// Relative deviation of a measurement from the model.
    private static let transferMisfit = 0.1
    /// Relative deviation of the scale, which is unknown.
    private static let scaleDeviation = 2.0

    /// What a pool of devices says: the costs in all views side by side, each view with its
    /// probability, and the scale.
    ///
    /// The differences between the views' means are left out: they would draw the picks to the
    /// cells by which views are told apart, which say little about all others.
    init(prior: TransferPrior, features: TransferFeatures, architectures: [Architecture]) {
        let width = prior.beliefs.reduce(1) { $0 + $1.mean.count }
        var rows = Matrix<Double>(rows: architectures.count, columns: width)
        for (row, architecture) in architectures.enumerated() {
            var expected = 0.0
            for belief in prior.beliefs {
                let counts = features[belief.view].row(architecture.code)
                let latency = zip(counts, belief.mean).reduce(0) { $0 + $1.0 * $1.1 }
                expected += belief.weight * max(latency, 0.05)
            }
            var column = 0
            for belief in prior.beliefs {
                for count in features[belief.view].row(architecture.code) {
                    rows[row, column] = count / expected
                    column += 1
                }
            }
            rows[row, column] = 1
        }
        var covariance = Matrix<Double>(rows: width, columns: width)
        var start = 0
        for belief in prior.beliefs {
            for i in belief.mean.indices {
                for j in belief.mean.indices {
                    covariance[start + i, start + j] = belief.weight * belief.covariance[i, j]
                }
            }
            start += belief.mean.count
        }
        covariance[start, start] = Self.scaleDeviation * Self.scaleDeviation
        self.init(rows: rows, covariance: covariance, noise: Self.transferMisfit)
    }
}
