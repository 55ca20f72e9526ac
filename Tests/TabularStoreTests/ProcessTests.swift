import Foundation
import Testing

@testable import TabularStore

/// Real processes on one store: this test program, started again for ``StoreProcessBody/work()`` alone.
@Suite(.enabled(if: StoreProcess.canStart, "needs /proc to find this test program"))
struct ProcessTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    @Test func processesCreateAndWriteAtOnce() throws {
        let path = fixture.path("new/store.sqlite")
        let processes = try (0..<2).map { try StoreProcess.start(path, name: "p\($0)", count: 100) }
        for process in processes {
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        }
        let store = try fixture.open("new/store.sqlite")
        let runs = try store.runs()
        #expect(runs.map(\.settings.device).sorted() == ["p0", "p1"])
        for run in runs {
            #expect(
                try store.evaluations(of: run.id) == (0..<100).map(StoreProcess.evaluation))
            #expect(run.status == .done)
        }
        #expect(try store.tables().map(\.count) == [1, 1])
        #expect(try store.verify() == [])
        #expect(try fixture.contents().keys.contains { $0.contains(".new-") } == false)
    }

    @Test func aKilledProcessLosesNothingThatItHadWritten() throws {
        let process = try StoreProcess.start(fixture.path(), name: "victim", count: 1_000_000)
        defer { process.terminate() }
        let output = try #require(process.standardOutput as? Pipe).fileHandleForReading
        var seen = ""
        while !seen.contains("stored 40\n") {
            let data = output.availableData
            if data.isEmpty { break }
            seen += String(decoding: data, as: UTF8.self)
        }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        seen += String(decoding: output.readDataToEndOfFile(), as: UTF8.self)
        #expect(process.terminationReason == .uncaughtSignal)
        let reported = try #require(
            seen.split(separator: "\n").filter { $0.hasPrefix("stored ") }
                .compactMap { Int($0.dropFirst(7)) }.last)
        #expect(reported >= 40)

        let store = try fixture.open()
        let run = try #require(try store.runs().first)
        #expect(run.status == .running)
        // The last one may have been written but not reported.
        #expect((reported...reported + 1).contains(run.evaluationCount))
        #expect(
            try store.evaluations(of: run.id)
                == (0..<run.evaluationCount).map(StoreProcess.evaluation))
        #expect(try store.verify() == [])
        try store.appendEvaluations(
            [StoreProcess.evaluation(run.evaluationCount)], to: run.id, at: run.evaluationCount)
    }
}
