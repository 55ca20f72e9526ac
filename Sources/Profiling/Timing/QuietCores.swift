import CSystemShims
import Foundation

/// The processor cores that measurements use, watched by a probe, so that networks run only while
/// the cores are at full speed.
///
/// A core whose sibling thread works for somebody else, or whose clock is throttled, runs the same
/// instructions at half of its speed for milliseconds or for seconds. A network that ran then looks
/// like a slower network, and a virtual machine's system knows nothing of it. The probe is a fixed
/// piece of arithmetic: it is repeated before and after every batch of runs, and a batch that began
/// or ended on a slow core is taken again, on another core where there is one.
package final class QuietCores {
    /// What is asked of the machine.
    struct Machine {
        /// Nanoseconds that the probe takes on a core.
        var probe: (_ core: Int) -> UInt64
        /// Restricts a process to cores; whether that worked.
        var restrict: (_ process: pid_t, _ cores: [Int]) -> Bool
        /// Seconds of a clock that nobody adjusts.
        var now: () -> Double
        /// Waits so many seconds.
        var wait: (_ seconds: Double) -> Void
    }

    /// A core whose probe takes longer than the fastest by more than this factor is slow. Busy
    /// siblings cost a factor of 1.3 to 1.9; a free core repeats itself within 1.25, clock boosts of
    /// a moment included, and networks then take the same time within 3 %.
    static let tolerance = 1.25
    /// Probes of one look at a core, of which the median counts.
    static let probesPerLook = 3
    /// Seconds between two looks at cores that were all slow.
    static let pause = 0.02

    /// How long to wait for cores at full speed.
    struct Patience: Sendable {
        /// Seconds that one batch may wait at most.
        var perBatch: Double
        /// Seconds that may be spent waiting before anything was measured.
        var free: Double
        /// How many more for every second of measuring.
        var share: Double

        /// For latencies to which every run counts.
        static let everyRun = Patience(perBatch: 20, free: 10, share: 3)
        /// For latencies to which the fastest runs count: time is better spent on more runs.
        static let fastestRuns = Patience(perBatch: 0.3, free: 3, share: 1)

        /// What a statistic needs.
        static func needed(for statistic: LatencyStatistic) -> Patience {
            switch statistic {
            case .fastestTenth: fastestRuns
            case .interquartileMean: everyRun
            }
        }
    }

    /// Cores that a workload runs on.
    let threads: Int
    /// How long a batch may wait for them.
    let patience: Patience
    /// In the order in which they are tried, after those in use.
    private var cores: [Int]
    private let machine: Machine
    private let fastest: FastestProbe
    /// The cores in use, and the process that is restricted to them.
    private var chosen: [Int] = []
    private var restricted: pid_t?
    /// Whether a core was at full speed since the patience ended last: a machine that has become
    /// slower as a whole is not waited for again with every batch.
    private var isWaitingWorthwhile = true
    private var waited = 0.0
    private var worked = 0.0
    /// Whether the latest batch began and ended on cores at full speed.
    private(set) var wasQuiet = true
    private var hasMoved = false

    /// Watches the cores of this machine.
    /// - Parameters:
    ///   - threads: Cores that a workload uses.
    ///   - statistic: What the runs are for.
    /// - Returns: Nil where there are fewer cores, or the system restricts nobody.
    package convenience init?(threads: Int, for statistic: LatencyStatistic) {
        let all = ProcessorAffinity.allowed()
        guard ProcessorAffinity.restrictThread(to: all) else { return nil }
        self.init(
            threads: threads, patience: .needed(for: statistic),
            cores: ProcessorAffinity.physicalCores(), machine: .current(all),
            fastest: .ofThisMachine)
    }

    init?(
        threads: Int, patience: Patience, cores: [Int], machine: Machine, fastest: FastestProbe
    ) {
        guard threads > 0, cores.count >= threads else { return nil }
        self.threads = threads
        self.patience = patience
        self.cores = cores
        self.machine = machine
        self.fastest = fastest
        // Cores of a slower kind show only beside the others.
        for core in cores { fastest.note(look(at: core)) }
    }

    /// Makes a batch of runs on cores at full speed, as far as there are some.
    /// - Parameters:
    ///   - process: What makes the runs.
    ///   - run: Makes them; told whether the process was moved to another core.
    /// - Returns: The runs of the last try.
    func batch<Result, Failure: Error>(
        of process: pid_t, run: (_ isMoved: Bool) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = machine.now()
        while true {
            let isQuiet = choose(for: process, since: start)
            let begun = machine.now()
            let result = try run(hasMoved)
            hasMoved = false
            let seconds = machine.now() - begun
            wasQuiet = isQuiet && chosen.allSatisfy(isFast)
            if wasQuiet || !mayWait(since: start) {
                worked += seconds
                return result
            }
            waited += seconds
        }
    }

    /// Tries other cores than those in use first, with the next batch: whoever shares the caches of
    /// one core does not share those of another.
    package func preferOthers() {
        cores = cores.filter { !chosen.contains($0) } + cores.filter(chosen.contains)
        chosen = []
    }

    /// Puts the process on fast cores, those in use first.
    /// - Returns: Whether there were enough before the patience ended.
    private func choose(for process: pid_t, since start: Double) -> Bool {
        while true {
            var found: [Int] = []
            for core in chosen + cores.filter({ !chosen.contains($0) })
            where found.count < threads && isFast(core) { found.append(core) }
            if found.count == threads {
                place(process, on: found)
                return true
            }
            guard mayWait(since: start) else { break }
            machine.wait(Self.pause)
            waited += Self.pause
        }
        isWaitingWorthwhile = false
        if chosen.isEmpty || restricted != process {
            place(process, on: Array(cores.prefix(threads)))
        }
        return false
    }

    private func place(_ process: pid_t, on found: [Int]) {
        guard restricted != process || Set(found) != Set(chosen) else { return }
        chosen = found
        restricted = machine.restrict(process, found) ? process : nil
        hasMoved = true
    }

    /// Whether the patience lasts; all waiting together has a limit, too.
    private func mayWait(since start: Double) -> Bool {
        isWaitingWorthwhile && machine.now() - start < patience.perBatch
            && waited < patience.share * worked + patience.free
    }

    /// Whether a core is at full speed, by a look at it.
    private func isFast(_ core: Int) -> Bool {
        let nanoseconds = look(at: core)
        fastest.note(nanoseconds)
        let isFast = nanoseconds <= Self.tolerance * fastest.nanoseconds
        if isFast { isWaitingWorthwhile = true }
        return isFast
    }

    private func look(at core: Int) -> Double {
        LatencyStatistics.median((0..<Self.probesPerLook).map { _ in Double(machine.probe(core)) })
    }
}

extension QuietCores.Machine {
    /// This machine.
    /// - Parameter all: The processors that the calling thread may use, and uses again after a
    ///   probe.
    static func current(_ all: [Int]) -> QuietCores.Machine {
        QuietCores.Machine(
            probe: { core in
                guard ProcessorAffinity.restrictThread(to: [core]) else {
                    return shim_speed_probe()
                }
                defer { _ = ProcessorAffinity.restrictThread(to: all) }
                return shim_speed_probe()
            },
            restrict: ProcessorAffinity.restrict,
            now: { Double(shim_monotonic_nanoseconds()) / 1e9 },
            wait: { Thread.sleep(forTimeInterval: $0) })
    }
}
