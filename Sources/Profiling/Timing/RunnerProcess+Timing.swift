import CSystemShims
import Foundation

extension RunnerProcess {
    /// Loads and measures one workload under a protocol.
    /// - Parameter onnx: The path of its ONNX file, for runners that take nothing else.
    /// - Throws: ``RunnerError``; the next measurement is not affected.
    package func measure(
        _ workload: Workload, onnx: String? = nil, by timing: TimingProtocol = TimingProtocol()
    ) throws(RunnerError) -> Measurement {
        try load(workload, onnx: onnx)
        return try timing.measure(
            timerStep: Self.timerStep, startedAt: Date().timeIntervalSince1970
        ) { (runs: Int) throws(RunnerError) in try measure(runs: runs) }
    }

    /// Milliseconds of the smallest step of this machine's clock.
    static let timerStep = Double(shim_clock_step_nanoseconds()) / 1e6
}
