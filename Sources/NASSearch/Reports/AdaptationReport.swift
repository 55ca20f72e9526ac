import Architectures
import LatencyPrediction

/// What `adapt` did for a device: its JSON document.
package struct AdaptationReport: Sendable, Encodable {
    /// One sample.
    package struct Sample: Sendable, Encodable {
        /// Published index.
        package let index: Int
        /// Published string.
        package let arch: String
        /// Milliseconds.
        package let latencyMS: Double
        /// Where ``latencyMS`` comes from.
        package let latencyOrigin: Origin
        /// After this sample, relative; nil where nothing was fitted.
        package let expectedError: Double?

        /// Describes a sample.
        package init(
            index: Int, arch: String, latencyMS: Double, latencyOrigin: Origin,
            expectedError: Double?
        ) {
            self.index = index
            self.arch = arch
            self.latencyMS = latencyMS
            self.latencyOrigin = latencyOrigin
            self.expectedError = expectedError
        }

        private enum CodingKeys: String, CodingKey {
            case index, arch
            case latencyMS = "latency_ms"
            case latencyOrigin = "latency_origin"
            case expectedError = "expected_error"
        }
    }

    /// What the device's profile was worth.
    package struct ProfileWorth: Sendable, Encodable {
        /// The error expected with all samples and without the profile, relative.
        package let expectedErrorWithout: Double
        /// With the profile, the fewest of the samples that are expected to do as well; nil where
        /// all of them are not.
        package let sufficientSamples: Int?

        private enum CodingKeys: String, CodingKey {
            case expectedErrorWithout = "expected_error_without"
            case sufficientSamples = "sufficient_samples"
        }
    }

    /// The device.
    package var device: String
    /// The kind of estimator.
    package var latencySource: String
    /// How samples were picked.
    package var sampling: SamplingStrategy
    /// The samples in order.
    package var samples: [Sample]
    /// What was asked for.
    package var goal: StepwiseAdaptation.Goal
    /// Why no more samples were taken.
    package var stop: StepwiseAdaptation.Stop
    /// With all samples, relative; nil where the estimator states no σ.
    package var expectedError: Double?
    /// Seconds that measuring took, or would have taken.
    package var measuringSeconds: Double
    /// Whether the seconds are reckoned from the table.
    package var isReckoned: Bool
    /// Under which name the estimator is in the store; nil where it is not.
    package var kept: String?
    /// What the reader has to know.
    package var notes: [String]
    /// What the device's profile was worth, where it has one that the kind looks at.
    package var profile: ProfileWorth?

    /// Gathers a report.
    package init(
        device: String, latencySource: String, sampling: SamplingStrategy, samples: [Sample],
        goal: StepwiseAdaptation.Goal, stop: StepwiseAdaptation.Stop, expectedError: Double?,
        measuringSeconds: Double, isReckoned: Bool, kept: String?, notes: [String]
    ) {
        self.device = device
        self.latencySource = latencySource
        self.sampling = sampling
        self.samples = samples
        self.goal = goal
        self.stop = stop
        self.expectedError = expectedError
        self.measuringSeconds = measuringSeconds
        self.isReckoned = isReckoned
        self.kept = kept
        self.notes = notes
    }

    private enum CodingKeys: String, CodingKey {
        case device, sampling, samples, until, kept, notes, profile
        case latencySource = "latency_source"
        case measureTime = "measure_time_s"
        case stopped
        case expectedError = "expected_error"
        case noiseSigma = "noise_sigma"
        case measuringSeconds = "measuring_s"
    }

    /// Writes what is known.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(device, forKey: .device)
        try container.encode(latencySource, forKey: .latencySource)
        try container.encode(sampling.rawValue, forKey: .sampling)
        try container.encode(samples, forKey: .samples)
        try container.encodeIfPresent(goal.error, forKey: .until)
        try container.encodeIfPresent(goal.seconds, forKey: .measureTime)
        try container.encode(stop.rawValue, forKey: .stopped)
        try container.encodeIfPresent(expectedError, forKey: .expectedError)
        try container.encodeIfPresent(goal.noise, forKey: .noiseSigma)
        try container.encode(measuringSeconds, forKey: .measuringSeconds)
        try container.encodeIfPresent(kept, forKey: .kept)
        try container.encode(notes, forKey: .notes)
        try container.encodeIfPresent(profile, forKey: .profile)
    }
}
