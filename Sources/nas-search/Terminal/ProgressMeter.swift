import Foundation

/// Says on standard error how far long work has come: on a terminal in a line that changes, after a
/// moment; elsewhere, such as in a batch queue's log, in a line a minute.
struct ProgressMeter {
    /// Where it goes.
    enum Output {
        case status
        case lines(every: Duration, write: (String) -> Void)

        /// Lines on standard error, one a minute.
        static var minutes: Output { .lines(every: .seconds(60), write: Console.printError) }
    }

    private let title: String
    private let total: Int
    private let output: Output
    private let start = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant?

    /// Starts the clock.
    init(title: String, total: Int) {
        self.init(
            title: title, total: total, output: Console.showsProgress ? .status : .minutes)
    }

    /// Starts the clock, with an output of one's own.
    init(title: String, total: Int, output: Output) {
        self.title = title
        self.total = total
        self.output = output
    }

    /// Shows the state where enough time has passed since it was last shown.
    /// - Parameters:
    ///   - done: All that are done, the skipped ones included.
    ///   - skipped: What was there before, which says nothing about the rate.
    mutating func update(_ done: Int, skipped: Int = 0) {
        let pause: Duration
        switch output {
        case .status: pause = .milliseconds(lastShown == nil ? 700 : 100)
        case .lines(let interval, _): pause = interval
        }
        let now = ContinuousClock.now
        guard now - (lastShown ?? start) > pause else { return }
        lastShown = now
        let rate = Double(done - skipped) / max((now - start) / .seconds(1), 0.1)
        if case .lines(_, let write) = output {
            let state = Self.state(done: done, total: total, rate: rate)
            write("\(title): \(state)")
        } else {
            Console.showStatus(
                Self.line(
                    title: title, done: done, total: total, rate: rate, width: Console.errorWidth))
        }
    }

    /// Removes the line, until there is another state to show.
    mutating func clear() {
        if case .status = output, lastShown != nil { Console.clearStatus() }
        lastShown = nil
    }

    /// The state in one line: on a wide terminal with a bar, on a narrow one cut.
    /// - Parameter rate: Done in a second.
    static func line(title: String, done: Int, total: Int, rate: Double, width: Int) -> String {
        let text = state(done: done, total: total, rate: rate)
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

    /// How far it has come, how fast, and for how long still.
    static func state(done: Int, total: Int, rate: Double) -> String {
        let left = rate > 0 ? duration(Double(total - done) / rate) : "unknown time"
        let speed =
            rate < 1
            ? String(format: "%.1f a minute", rate * 60)
            : String(format: rate < 10 ? "%.1f a second" : "%.0f a second", rate)
        return "\(done) of \(total), \(speed), \(left) left"
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
