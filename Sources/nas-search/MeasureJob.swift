import Architectures
import Foundation
import Profiling
import TabularStore

/// Measures a list of networks, and says how far it came.
struct MeasureJob {
    let bench: Workbench
    let measurer: DeviceMeasurer
    let architectures: [Architecture]
    /// Whether networks that were measured are measured again.
    let again: Bool
    /// Whether networks that are the same graph are measured one by one.
    let every: Bool

    /// A network that could not be measured.
    struct Failed: Encodable {
        let index: Int
        let error: String
    }

    /// A network that was.
    struct Measured {
        let architecture: Architecture
        let measurement: Profiling.Measurement
        /// The latency that it had before.
        let earlier: Double?
    }

    /// What came of it.
    struct Outcome {
        var measured: [Measured] = []
        /// Networks that had been measured before.
        var knownNetworks: [Architecture] = []
        var known: Int { knownNetworks.count }
        var failed: [Failed] = []
        var isInterrupted = false
        /// Why the rest was not tried.
        var givenUp: String?
        var seconds = 0.0
        var total = 0
        /// What is still to be done, the failed ones included.
        var left: Int { total - known - measured.count }
    }

    /// After so many failures in a row the rest is not tried.
    private static let mostFailuresInARow = 5
    /// The share of the networks that are put off to the end where the cores were slow.
    private static let mostPutOff = 0.2

    /// Measures until all are, the user interrupts, or the runner is not usable.
    /// - Throws: `StoreError` where what was measured can't be kept.
    func run() throws -> Outcome {
        Console.catchInterrupts()
        let clock = ContinuousClock.now
        var outcome = Outcome()
        outcome.total = architectures.count
        var progress = Progress(
            title: "measuring", total: architectures.count, isShown: !bench.options.quiet)
        defer { progress.finish() }
        var queue = architectures[...]
        var failuresInARow = 0
        var putOff: Set<Architecture> = []
        let mostPutOff = max(1, Int(Self.mostPutOff * Double(architectures.count)))
        let earlier = again ? try bench.latencyTable(of: measurer.device.name) : nil
        while let architecture = queue.popFirst() {
            if Console.isInterrupted {
                outcome.isInterrupted = true
                break
            }
            if try !again && measurer.isMeasured(architecture, every: every) {
                outcome.knownNetworks.append(architecture)
                progress.skip()
                continue
            }
            do {
                let isLastTry = putOff.contains(architecture) || putOff.count >= mostPutOff
                let result =
                    isLastTry
                    ? try measurer.measure(architecture, replacing: again)
                    : try measurer.measureIfQuiet(architecture, replacing: again)
                failuresInARow = 0
                guard let result else {
                    putOff.insert(architecture)
                    queue.append(architecture)
                    continue
                }
                if result.counts || again {
                    outcome.measured.append(
                        Measured(
                            architecture: architecture, measurement: result.measurement,
                            earlier: earlier?[architecture]))
                } else {
                    // Another process works off the same list: meet it in the middle.
                    outcome.knownNetworks.append(architecture)
                    queue = ArraySlice(queue.reversed())
                }
            } catch let error as RunnerError {
                failuresInARow += 1
                let index = bench.space.publishedIndex(of: architecture)
                progress.finish()
                bench.options.note("index \(index): \(error)")
                outcome.failed.append(Failed(index: index, error: "\(error)"))
                if failuresInARow >= Self.mostFailuresInARow || error.isFinal {
                    outcome.givenUp =
                        error.isFinal
                        ? "the runner could not be started"
                        : "\(failuresInARow) networks in a row could not be measured"
                    break
                }
            }
            progress.update(outcome.known + outcome.measured.count + outcome.failed.count)
        }
        do { try measurer.finish() } catch is RunnerError {}
        outcome.seconds = (ContinuousClock.now - clock) / .seconds(1)
        return outcome
    }
}

extension RunnerError {
    /// Whether trying again is no use.
    var isFinal: Bool {
        switch reason {
        case .couldNotStart, .wrongProtocol, .needsONNX: true
        default: false
        }
    }
}
