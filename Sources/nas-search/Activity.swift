import Foundation
import Synchronization

/// A line on standard error that says what is going on and for how long, for work that can't tell
/// how far it has come: only on a terminal, and only after a moment.
final class Activity: Sendable {
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "activity")

    private struct State {
        var isRunning = true
        var isShown = false
    }

    /// Starts the clock.
    private init(title: String) {
        let start = ContinuousClock.now
        schedule(title: title, start: start, after: 0.8)
    }

    private func schedule(title: String, start: ContinuousClock.Instant, after delay: Double) {
        queue.asyncAfter(deadline: .now() + delay) { [weak self] in
            guard let self else { return }
            let goesOn = state.withLock { state in
                guard state.isRunning else { return false }
                state.isShown = true
                let elapsed = Progress.duration((ContinuousClock.now - start) / .seconds(1))
                Console.showStatus(
                    String("\(title), \(elapsed) so far".prefix(max(0, Console.errorWidth - 1))))
                return true
            }
            if goesOn { schedule(title: title, start: start, after: 1) }
        }
    }

    private func finish() {
        state.withLock { state in
            state.isRunning = false
            if state.isShown { Console.clearStatus() }
        }
    }

    /// Does work under a title.
    static func during<Result>(
        _ title: String, isShown: Bool, _ work: () throws -> Result
    ) rethrows -> Result {
        guard isShown, Console.showsProgress else { return try work() }
        let activity = Activity(title: title)
        defer { activity.finish() }
        return try work()
    }
}
