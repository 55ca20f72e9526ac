import CSystemShims
import Foundation

extension RunnerProcess {
    /// Runs before a batch that don't count, where the process was moved to another core: its caches
    /// are cold.
    private static let runsAfterMoving = 2

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
        var slowBatches = 0
        let measurement = try timing.measure(
            timerStep: Self.timerStep, startedAt: Date().timeIntervalSince1970
        ) { (runs: Int) throws(RunnerError) in
            guard let cores else { return try measure(runs: runs) }
            let process = try runningProcessID()
            let batch = try cores.batch(of: process) { isMoved throws(RunnerError) in
                try measure(runs: runs, warmup: isMoved ? Self.runsAfterMoving : 0)
            }
            if !cores.wasQuiet { slowBatches += 1 }
            return batch
        }
        return slowBatches == 0 ? measurement : measurement.with(.slowCore)
    }

    /// Milliseconds of the smallest step of this machine's clock.
    static let timerStep = Double(shim_clock_step_nanoseconds()) / 1e6
}
