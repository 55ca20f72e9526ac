import PlainText

/// How a latency is measured: warm-up until the slope is gone, then runs that are timed one by one.
package struct TimingProtocol: Sendable, Hashable, Codable {
    /// How many runs count.
    package enum Runs: Sendable, Hashable, Codable {
        /// So many.
        case fixed(Int)
        /// Until the standard error of the latency is below this fraction of it.
        case untilStandardError(Double, minimum: Int, maximum: Int)
    }

    /// How many runs count.
    package var runs: Runs
    /// Runs in one batch of the warm-up.
    package var warmupBatch: Int
    /// The most batches of the warm-up; 0 for none.
    package var mostWarmupBatches: Int
    /// The warm-up ends when the medians of two consecutive batches differ by less than this
    /// fraction of the larger one.
    package var warmupAgreement: Double
    /// Once the timed runs, the warm-up among them, took so many milliseconds, no further batch is
    /// begun, except that the fixed or the minimal number of runs is always made.
    package var timeLimitMilliseconds: Double
    /// Which number stands for the runs.
    package var statistic: LatencyStatistic

    /// Describes a protocol; the defaults are 50 runs after a warm-up in batches of 5.
    package init(
        runs: Runs = .fixed(50), warmupBatch: Int = 5, mostWarmupBatches: Int = 10,
        warmupAgreement: Double = 0.01, timeLimitMilliseconds: Double = 10_000,
        statistic: LatencyStatistic = .standard
    ) {
        self.runs = runs
        self.warmupBatch = warmupBatch
        self.mostWarmupBatches = mostWarmupBatches
        self.warmupAgreement = warmupAgreement
        self.timeLimitMilliseconds = timeLimitMilliseconds
        self.statistic = statistic
    }

    /// Runs until the standard error is below 1 %, at least 10, at most 200.
    package static let adaptive = TimingProtocol(
        runs: .untilStandardError(0.01, minimum: 10, maximum: 200))

    /// 25 runs, as for the operators of a descriptor (MAPLE, section 4).
    package static func perOperator(_ statistic: LatencyStatistic) -> TimingProtocol {
        TimingProtocol(runs: .fixed(25), statistic: statistic)
    }

    /// One line for the device's provenance.
    package var summary: String {
        let count =
            switch runs {
            case .fixed(let runs): "\(runs) runs"
            case .untilStandardError(let error, let minimum, let maximum):
                "runs until the standard error is below \(NumberFormat.fixed(error * 100, 1)) %, "
                    + "\(minimum) to \(maximum)"
            }
        if statistic == .paired {
            return "\(count), each beside one of every reference, until the warm-up's latencies "
                + "fell no more; \(statistic.summary), times the references' latency at full speed"
        }
        return "\(count) after warm-up in batches of \(warmupBatch) until two medians agree within "
            + "\(NumberFormat.fixed(warmupAgreement * 100, 1)) %, at most \(mostWarmupBatches); "
            + statistic.summary
    }
}

extension TimingProtocol {
    /// Measures.
    /// - Parameters:
    ///   - timerStep: The smallest step of the clock that timed the runs, in milliseconds.
    ///   - startedAt: Seconds since 1970.
    ///   - run: Makes so many runs and gives the milliseconds of each.
    /// - Throws: What `run` throws.
    package func measure<Failure: Error>(
        timerStep: Double = 0, startedAt: Double,
        run: (Int) throws(Failure) -> [Double]
    ) throws(Failure) -> Measurement {
        var spent = 0.0
        var warmup: [[Double]] = []
        var settled = mostWarmupBatches == 0
        while !settled, warmup.count < mostWarmupBatches,
            warmup.count < 2 || spent < timeLimitMilliseconds / 2
        {
            let batch = try run(warmupBatch)
            spent += batch.reduce(0, +)
            warmup.append(batch)
            settled = isSettled(warmup)
        }
        var samples: [Double] = []
        var isPrecise = true
        switch runs {
        case .fixed(let count):
            samples = try run(count)
        case .untilStandardError(let target, let minimum, let maximum):
            repeat {
                let batch = try run(min(max(minimum, 1), max(maximum - samples.count, 1)))
                samples += batch
                spent += batch.reduce(0, +)
                isPrecise =
                    LatencyStatistics(samples)[statistic].relativeError <= target
            } while !isPrecise && samples.count < maximum && spent < timeLimitMilliseconds
        }
        let statistics = LatencyStatistics(samples)
        var warnings = MeasurementWarning.seen(in: samples, statistics, timerStep: timerStep)
        if !isPrecise { warnings.append(.notConverged) }
        if !settled { warnings.append(.warmUpNotSettled) }
        return Measurement(
            samples: samples.map(Float.init), warmupRuns: warmup.reduce(0) { $0 + $1.count },
            firstRunMilliseconds: warmup.first?.first, startedAt: startedAt, warnings: warnings,
            statistic: statistic)
    }

    private func isSettled(_ batches: [[Double]]) -> Bool {
        guard batches.count >= 2 else { return false }
        let last = LatencyStatistics.median(batches[batches.count - 1])
        let previous = LatencyStatistics.median(batches[batches.count - 2])
        return abs(last - previous) <= warmupAgreement * max(last, previous)
    }
}
