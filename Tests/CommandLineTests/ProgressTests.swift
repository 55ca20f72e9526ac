import Testing

@testable import nas_search

/// What long work says of itself where there is no terminal.
@Suite struct ProgressTests {
    /// What was written.
    private final class Log {
        var lines: [String] = []
    }

    @Test func withoutATerminalThereAreWholeLines() {
        let log = Log()
        var progress = ProgressMeter(
            title: "measuring", total: 8,
            output: .lines(every: .zero) { log.lines.append($0) })
        progress.update(2)
        progress.update(8)
        progress.clear()
        let said = log.lines
        #expect(said.count == 2)
        #expect(said[0].hasPrefix("measuring: 2 of 8, "))
        #expect(said[0].hasSuffix(" left"))
        #expect(said.allSatisfy { !$0.contains("\u{1B}") && !$0.contains("\r") })
    }

    @Test func shortWorkSaysNothing() {
        let log = Log()
        var progress = ProgressMeter(
            title: "measuring", total: 8,
            output: .lines(every: .seconds(60)) { log.lines.append($0) })
        for done in 1...8 { progress.update(done) }
        #expect(log.lines.isEmpty)
    }
}
