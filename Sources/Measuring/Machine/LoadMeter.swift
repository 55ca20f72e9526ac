import Foundation

/// How much of the machine's processor time others used over an interval.
package struct LoadMeter: Sendable, Hashable {
    /// Processor time, in ticks of the kernel's accounting.
    struct Reading: Sendable, Hashable {
        /// All work of all processors since the start of the system, stolen time included.
        var busy: UInt64
        /// All time of all processors.
        var total: UInt64
        /// What the processes that are ours used.
        var own: UInt64
    }

    /// Intervals shorter than this many ticks of all processors say nothing.
    private static let shortestInterval: UInt64 = 100
    private let start: Reading
    private let cores: Int

    /// Starts an interval.
    /// - Parameter processes: The processes that are ours.
    /// - Returns: Nil where the system doesn't tell.
    package init?(processes: [Int32]) {
        guard let reading = Self.read(SystemFiles(root: "/"), processes: processes) else {
            return nil
        }
        self.init(start: reading, cores: ProcessInfo.processInfo.activeProcessorCount)
    }

    init(start: Reading, cores: Int) {
        self.start = start
        self.cores = cores
    }

    /// Processors, on average, that others kept busy since the start; nil where the interval is too
    /// short or the system doesn't tell.
    package func othersLoad(processes: [Int32]) -> Double? {
        Self.read(SystemFiles(root: "/"), processes: processes).flatMap { othersLoad(until: $0) }
    }

    func othersLoad(until end: Reading) -> Double? {
        guard end.total >= start.total + Self.shortestInterval, end.busy >= start.busy else {
            return nil
        }
        let own = end.own >= start.own ? end.own - start.own : 0
        let busy = end.busy - start.busy
        let others = busy > own ? busy - own : 0
        return Double(others) / Double(end.total - start.total) * Double(cores)
    }

    static func read(_ system: SystemFiles, processes: [Int32]) -> Reading? {
        guard let line = system.line("proc/stat"), line.hasPrefix("cpu ") else { return nil }
        // user nice system idle iowait irq softirq steal; guest time is within user time.
        let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { UInt64($0) }
        guard ticks.count >= 4 else { return nil }
        let total = ticks.reduce(0, +)
        let idle = ticks[3] + (ticks.count > 4 ? ticks[4] : 0)
        let own = processes.reduce(UInt64(0)) { $0 + (ticksUsed(by: $1, system) ?? 0) }
        return Reading(busy: total - idle, total: total, own: own)
    }

    /// User and system time: fields 14 and 15, counted behind the name, which may hold anything.
    private static func ticksUsed(by process: Int32, _ system: SystemFiles) -> UInt64? {
        guard let line = system.line("proc/\(process)/stat"),
            let nameEnd = line.lastIndex(of: ")")
        else { return nil }
        let fields = line[line.index(after: nameEnd)...].split(separator: " ")
        guard fields.count > 12, let user = UInt64(fields[11]), let kernel = UInt64(fields[12])
        else { return nil }
        return user + kernel
    }
}
