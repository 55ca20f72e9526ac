import CSystemShims
import Foundation

extension RunnerProcess {
    /// Runs before a batch that don't count, where the process was moved to another core: its caches
    /// are cold.
    private static let runsAfterMoving = 2
    /// Milliseconds between two probes of the cores: a core changes its speed within less than the
    /// runs of one network take.
    private static let sliceMilliseconds = 4.0

    /// Loads and measures one workload under a protocol.
    /// - Parameters:
    ///   - onnx: The path of its ONNX file, for runners that take nothing else.
    ///   - cores: The cores to run on while they are at full speed; nil where the system decides.
    /// - Throws: ``RunnerError``; the next measurement is not affected.
    package func measure(
        _ workload: Workload, onnx: String? = nil, by timing: TimingProtocol = TimingProtocol(),
        on cores: QuietCores? = nil
    ) throws(RunnerError) -> Measurement {
        try load(workload, onnx: onnx)
        var quietRuns = 0
        var allRuns = 0
        var milliseconds = Double.infinity
        let measurement = try timing.measure(
            timerStep: Self.timerStep, startedAt: Date().timeIntervalSince1970
        ) { (runs: Int) throws(RunnerError) in
            guard let cores else { return try measure(runs: runs) }
            let process = try runningProcessID()
            var samples: [Double] = []
            while samples.count < runs {
                let fitting = max(1, Int(min(Self.sliceMilliseconds / milliseconds, 1e3)))
                let slice = try cores.batch(of: process) { isMoved throws(RunnerError) in
                    try measure(
                        runs: min(fitting, runs - samples.count),
                        warmup: isMoved ? Self.runsAfterMoving : 0)
                }
                if cores.wasQuiet { quietRuns += slice.count }
                allRuns += slice.count
                milliseconds = LatencyStatistics.median(slice)
                samples += slice
            }
            return samples
        }
        guard timing.statistic.counted(of: allRuns) > quietRuns else { return measurement }
        return measurement.with(.slowCore)
    }

    /// Milliseconds of the smallest step of this machine's clock.
    static let timerStep = Double(shim_clock_step_nanoseconds()) / 1e6
}
