import Synchronization

/// The least nanoseconds that the speed probe has taken: what the machine's cores can do.
package final class FastestProbe: Sendable {
    /// That of this machine, shared by all that measures in this process.
    package static let ofThisMachine = FastestProbe()

    /// A probe that takes this many times longer than one from an earlier process was compiled
    /// otherwise, or is another machine's; no busy sibling slows a core so much.
    static let mostSlowness = 2.5

    private let value = Mutex(Double.infinity)

    /// Nothing was probed yet.
    package init() {}

    /// The least so far; infinite before any.
    package var nanoseconds: Double { value.withLock { $0 } }

    /// Counts a probe.
    package func note(_ nanoseconds: Double) {
        value.withLock { $0 = min($0, nanoseconds) }
    }

    /// Counts what an earlier process found, where that can be the same probe on this machine.
    package func recall(_ nanoseconds: Double) {
        value.withLock {
            if $0 <= Self.mostSlowness * nanoseconds { $0 = min($0, nanoseconds) }
        }
    }
}
