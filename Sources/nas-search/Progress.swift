import Foundation

/// A line on standard error that says how far long work has come: only on a terminal, and only
/// after a moment.
struct Progress {
    private let title: String
    private let total: Int
    private let isShown: Bool
    private let start = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant?
    /// What was there before, which says nothing about the rate.
    private var skipped = 0

    /// Starts the clock.
    init(title: String, total: Int, isShown: Bool) {
        self.title = title
        self.total = total
        self.isShown = isShown && Console.showsProgress
    }

    /// Counts one that cost no work.
    mutating func skip() { skipped += 1 }

    /// Shows the state where enough time has passed since it was last shown.
    /// - Parameter done: All that are done, the skipped ones included.
    mutating func update(_ done: Int) {
        guard isShown else { return }
        let now = ContinuousClock.now
        guard now - (lastShown ?? start) > .milliseconds(lastShown == nil ? 700 : 100) else {
            return
        }
        lastShown = now
        let rate = Double(done - skipped) / max((now - start) / .seconds(1), 0.1)
        Console.showStatus(
            Self.line(
                title: title, done: done, total: total, rate: rate, width: Console.errorWidth))
    }

    /// Removes the line.
    mutating func finish() {
        if lastShown != nil { Console.clearStatus() }
        lastShown = nil
    }

    /// The state in one line: on a wide terminal with a bar, on a narrow one cut.
    /// - Parameter rate: Done in a second.
    static func line(title: String, done: Int, total: Int, rate: Double, width: Int) -> String {
        let left = rate > 0 ? duration(Double(total - done) / rate) : "unknown time"
        let speed =
            rate < 1
            ? String(format: "%.1f a minute", rate * 60)
            : String(format: rate < 10 ? "%.1f a second" : "%.0f a second", rate)
        let text = "\(done) of \(total), \(speed), \(left) left"
        // The last column stays free: some terminals wrap there.
        let room = min(30, width - 1 - title.count - text.count - 2)
        guard room >= 8, total > 0 else {
            return String("\(title) \(text)".prefix(max(0, width - 1)))
        }
        let filled = min(room, room * done / total)
        let bar =
            String(repeating: "━", count: filled) + String(repeating: "╌", count: room - filled)
        return "\(title) \(bar) \(text)"
    }

    /// Seconds, minutes or hours, whichever is readable.
    static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<100: "\(Int(seconds.rounded())) s"
        case ..<6000: "\(Int((seconds / 60).rounded())) min"
        default: String(format: "%.1f h", seconds / 3600)
        }
    }
}
