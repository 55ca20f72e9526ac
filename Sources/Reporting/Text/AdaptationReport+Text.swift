import LatencyPrediction
import NASSearch
import PlainText

extension AdaptationReport {
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
            notes + [error] + noise + worthOfProfile + ["stopped   \(reason)", cost]
            + (kept.map { ["kept      \($0); `predict` and `search` take it from now on"] } ?? [])
        return style.wrapped(facts) + [""] + table.lines(indent: "  ", style: style)
    }

    /// What the profile was worth, in words.
    private var worthOfProfile: [String] {
        profile.map { profile in
            let error = NumberFormat.percent(profile.expectedErrorWithout)
            let reached =
                profile.sufficientSamples.map {
                    $0 == samples.count ? "" : ", which \($0) of the samples reach with it"
                } ?? ": it adds nothing to these samples"
            return ["profile   ± \(error) % expected without\(reached)"]
        } ?? []
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
