import Foundation

/// A line on standard error that says how far long work has come: only on a terminal, and only
/// after a moment.
struct Progress {
    private let title: String
    private let total: Int
    private let isShown: Bool
    private let start = ContinuousClock.now
    private var lastShown: ContinuousClock.Instant?

    /// Starts the clock.
    init(title: String, total: Int, isShown: Bool) {
        self.title = title
        self.total = total
        self.isShown = isShown && Console.showsProgress
    }

    /// Shows the state where enough time has passed since it was last shown.
    mutating func update(_ done: Int) {
        guard isShown else { return }
        let now = ContinuousClock.now
        guard now - (lastShown ?? start) > .milliseconds(lastShown == nil ? 700 : 100) else {
            return
        }
        lastShown = now
        let elapsed = Double((now - start).components.seconds) + 1e-9
        let rate = Double(done) / max(elapsed, 1)
        let left = rate > 0 ? Int(Double(total - done) / rate) : 0
        let line = "\(title) \(done) of \(total), \(Int(rate)) a second, \(left) s left"
        FileHandle.standardError.write(Data("\r\u{1B}[K\(line)".utf8))
    }

    /// Removes the line.
    mutating func finish() {
        if lastShown != nil { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }
}
