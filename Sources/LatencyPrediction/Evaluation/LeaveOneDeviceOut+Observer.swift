import Architectures

extension LeaveOneDeviceOut {
    /// The predictions of one draw on its test set.
    public struct Predictions: Sendable {
        /// The device that played the target.
        public let device: String
        /// The estimator.
        public let latencySource: String
        /// Architectures measured on the target; 0 where the estimator takes none.
        public let samples: Int
        /// How they were picked; nil where none were.
        public let sampling: SamplingStrategy?
        /// What described devices beside latencies; nil where nothing did.
        public let descriptor: DescriptorKind?
        /// The draw, from 0.
        public let draw: Int
        /// The architectures that were tested.
        public let architectures: [Architecture]
        /// Their latencies in milliseconds.
        public let truth: [Double]
        /// What was predicted of them.
        public let estimates: LatencyEstimates
    }

    /// Who looks on, and remembers what trained estimators came to.
    public struct Observer {
        /// Called after every draw; what it throws ends the evaluation.
        public var afterDraw: () throws -> Void
        /// What a trained estimator came to before, by the fingerprint of everything that decides
        /// it; nil where that is not known.
        public var recall: (_ device: String, _ fingerprint: String) -> EvaluationRow.Draw?
        /// Remembers what a trained estimator came to.
        public var remember:
            (_ device: String, _ fingerprint: String, _ draw: EvaluationRow.Draw) throws -> Void
        /// Takes the predictions of every first draw, which is then never recalled; nil where
        /// nobody wants them.
        public var firstPredictions: ((Predictions) throws -> Void)?

        /// Someone who remembers nothing.
        public init(
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
