import Architectures
import LatencyPrediction

/// What `adapt` did for a device: its JSON document.
package struct AdaptationReport: Sendable, Encodable {
    /// One sample.
    package struct Sample: Sendable, Encodable {
        let index: Int
        let arch: String
        let latencyMS: Double
        let latencyOrigin: Origin
        let expectedError: Double?

        /// Describes a sample; `expectedError` is that after it, relative, and nil where nothing
        /// was fitted.
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
        case device, sampling, samples, until, kept, notes
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
    }

    /// The report as lines for a terminal.
    package func lines(style: TextStyle) -> [String] {
        var table = TextTable([
            .init("sample"), .init("index"), .init("ms"), .init("± %"),
            .init("cell", .left, isExtra: true),
        ])
        for (position, sample) in samples.enumerated() {
            table.append([
                String(position + 1), String(sample.index),
                NumberFormat.milliseconds(sample.latencyMS),
                sample.expectedError.map { NumberFormat.percent($0) } ?? "", sample.arch,
            ])
        }
        let seconds = NumberFormat.fixed(measuringSeconds, measuringSeconds < 10 ? 2 : 1)
        let cost =
            isReckoned
            ? "measuring \(seconds) s, reckoned as \(SampleSource.runs) runs of each sample: a table "
                + "does not say"
            : "measuring \(seconds) s"
        let error =
            expectedError.map { "error     ± \(NumberFormat.percent($0)) % expected, the median" }
            ?? "error     unknown: \(latencySource) states no σ"
        let noise =
            goal.noise.map {
                [
                    "noise     ± \(NumberFormat.percent($0)) % in the device's table, by cells that are "
                        + "the same network"
                ]
            } ?? []
        let facts =
            notes + [error] + noise + ["stopped   \(reason)", cost]
            + (kept.map { ["kept      \($0); `predict` and `search` take it from now on"] } ?? [])
        return style.wrapped(facts) + [""] + table.lines(indent: "  ", style: style)
    }

    /// Why no more samples were taken, in words.
    private var reason: String {
        let count = NumberFormat.count(samples.count, of: "sample")
        switch stop {
        case .samples: return "at \(count), as asked for"
        case .error: return "at \(count): the expected error is as small as asked for"
        case .time: return "at \(count): the next one would take more time than asked for"
        case .noise:
            return "at \(count): the expected error is down to the table's noise, so that more "
                + "samples would not help"
        case .flat:
            return
                "at \(count): twice as many would lower the expected error by less than a tenth, "
                + "so that more hardly help"
        case .exhausted: return "at \(count): there are no more"
        }
    }
}
