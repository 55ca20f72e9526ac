import Foundation
import NASSearch
import Synchronization

/// The hooks of work in a terminal: notes and progress on standard error, and a stop by signals.
///
/// From the first question on whether to stop, a signal asks the work to stop instead of ending the
/// process.
final class TerminalHooks: Sendable {
    private let isQuiet: Bool
    private let state = Mutex(State())

    private struct State {
        var meter: ProgressMeter?
        var activity: Activity?
    }

    private init(isQuiet: Bool) {
        self.isQuiet = isQuiet
    }

    /// The hooks of a command.
    /// - Parameter isQuiet: Whether nothing is said.
    static func hooks(isQuiet: Bool) -> Hooks {
        let terminal = TerminalHooks(isQuiet: isQuiet)
        return Hooks(
            note: { terminal.show($0) }, progress: { terminal.show($0) },
            isCancelled: {
                Console.catchInterrupts()
                return Console.isInterrupted
            })
    }

    private func show(_ note: Note) {
        guard !isQuiet else { return }
        state.withLock { $0.meter?.clear() }
        switch note.kind {
        case .information:
            Console.printError(Console.errorStyle.wrapped([note.text]).joined(separator: "\n"))
        case .warning: Console.printWarning(note.text)
        }
    }

    private func show(_ progress: WorkProgress) {
        guard !isQuiet else { return }
        guard let total = progress.total else { return show(activity: progress) }
        state.withLock { state in
            switch progress.stage {
            case .began: state.meter = ProgressMeter(title: progress.title, total: total)
            case .going: state.meter?.update(progress.done, skipped: progress.skipped)
            case .ended:
                state.meter?.clear()
                state.meter = nil
            }
        }
    }

    private func show(activity progress: WorkProgress) {
        guard Console.showsProgress else { return }
        let (earlier, begun) = state.withLock { state in
            let earlier = state.activity
            state.activity = progress.stage == .began ? Activity(title: progress.title) : nil
            return (earlier, state.activity)
        }
        earlier?.finish()
        begun?.start()
    }
}
