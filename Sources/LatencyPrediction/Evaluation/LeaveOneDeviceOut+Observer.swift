import Architectures

extension LeaveOneDeviceOut {
    /// The predictions of one draw on its test set.
    package struct Predictions: Sendable {
        /// The device that played the target.
        package let device: String
        /// The estimator.
        package let latencySource: String
        /// Architectures measured on the target; 0 where the estimator takes none.
        package let samples: Int
        /// How they were picked; nil where none were.
        package let sampling: SamplingStrategy?
        /// What described devices beside latencies; nil where nothing did.
        package let descriptor: DescriptorKind?
        /// The draw, from 0.
        package let draw: Int
        /// The architectures that were tested.
        package let architectures: [Architecture]
        /// Their latencies in milliseconds.
        package let truth: [Double]
        /// What was predicted of them.
        package let estimates: LatencyEstimates
    }

    /// Who looks on, and remembers what trained estimators came to.
    package struct Observer {
        /// Called after every draw; what it throws ends the evaluation.
        package var afterDraw: () throws -> Void
        /// What a trained estimator came to before, by the fingerprint of everything that decides
        /// it; nil where that is not known.
        package var recall: (_ device: String, _ fingerprint: String) -> EvaluationRow.Draw?
        /// Remembers what a trained estimator came to.
        package var remember:
            (_ device: String, _ fingerprint: String, _ draw: EvaluationRow.Draw) throws -> Void
        /// Takes the predictions of every first draw, which is then never recalled; nil where
        /// nobody wants them.
        package var firstPredictions: ((Predictions) throws -> Void)?
        /// How a note words why an estimator can't be had.
        package var explain: (LatencyPredictionError) -> String = { "\($0)" }

        /// Someone who remembers nothing.
        package init(
            afterDraw: @escaping () throws -> Void = {},
            recall: @escaping (String, String) -> EvaluationRow.Draw? = { _, _ in nil },
            remember: @escaping (String, String, EvaluationRow.Draw) throws -> Void = { _, _, _ in
            },
            firstPredictions: ((Predictions) throws -> Void)? = nil
        ) {
            self.afterDraw = afterDraw
            self.recall = recall
            self.remember = remember
            self.firstPredictions = firstPredictions
        }
    }
}
