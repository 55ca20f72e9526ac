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

    private let title: String

    /// Work that has not begun.
    init(title: String) {
        self.title = title
    }

    /// Starts the clock.
    func start() { schedule(title: title, start: .now, after: 0.8) }

    private func schedule(title: String, start: ContinuousClock.Instant, after delay: Double) {
        queue.asyncAfter(deadline: .now() + delay) { [weak self] in
            guard let self else { return }
            let goesOn = state.withLock { state in
                guard state.isRunning else { return false }
                state.isShown = true
                let elapsed = ProgressMeter.duration((ContinuousClock.now - start) / .seconds(1))
                Console.showStatus(
                    String("\(title), \(elapsed) so far".prefix(max(0, Console.errorWidth - 1))))
                return true
            }
            if goesOn { schedule(title: title, start: start, after: 1) }
        }
    }

    /// Removes the line.
    func finish() {
        state.withLock { state in
            state.isRunning = false
            if state.isShown { Console.clearStatus() }
        }
    }
}
