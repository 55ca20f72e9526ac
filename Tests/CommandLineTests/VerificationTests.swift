import Architectures
import Foundation
import TestSupport
import Testing

/// Fronts whose latencies are looked up afterwards.
@Suite struct VerificationTests {
    let tool: CommandLineTool
    let tables: SyntheticTables

    init() throws {
        tool = try CommandLineTool()
        tables = try SyntheticTables()
    }

    /// Every seventh architecture of `delta` takes three fifths of what its operators let expect.
    private func latency(_ architecture: Architecture) -> Double {
        tables.latency(of: architecture)
            * (tables.space.publishedIndex(of: architecture) % 7 == 0 ? 0.6 : 1)
    }

    private func importDelta() throws {
        try tool.importTables(tables)
        let rows = (0..<tables.space.count).compactMap { index in
            tables.space.architecture(publishedIndex: index).map { "\(index),\(latency($0))" }
        }
        try tool.write("index,delta\n" + rows.joined(separator: "\n") + "\n", to: "delta.csv")
        let outcome = try tool.run("data", "import", "delta.csv")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
    }

    /// What is predicted above a limit but keeps it is found; what is reported keeps it.
    @Test func aLatencyLimitHidesNothingThatKeepsIt() throws {
        try importDelta()
        func search(_ more: String...) throws -> [String: Any] {
            let outcome = try tool.run(
                [
                    "--device", "delta", "--latency", "op-count", "--algorithm", "exhaustive",
                    "--budget", "15625", "--min-accuracy", "44", "--verify", "1500", "--json",
                ] + more)
            #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
            return try outcome.object()
        }
        let limited = try search("--max-latency", "4.6")
        let metrics = try #require(limited["metrics"] as? [String: Any])
        #expect(metrics["levels_missed"] as? Int == 0)
        #expect(metrics["recall"] as? Double == 1)
        #expect(metrics["violations"] as? Int == 0)
        let front = try #require(limited["front"] as? [[String: Any]])
        #expect(front.allSatisfy { ($0["latency_ms"] as? Double ?? 9) <= 4.6 })
        // By hand: the most accurate architecture within the limit is one that is misjudged.
        let best = try #require(
            tables.space.architectures.filter { latency($0) <= 4.6 }
                .max { tables.accuracy(of: $0) < tables.accuracy(of: $1) })
        #expect(front.last?["index"] as? Int == tables.space.publishedIndex(of: best))
        #expect(tables.latency(of: best) > 4.6)
    }

    /// A budget that does not reach everything spends nothing on what can't keep the limit, and
    /// evaluates what may.
    @Test func whatMayKeepALimitIsEvaluated() throws {
        try importDelta()
        let arguments = [
            "--device", "delta", "--latency", "op-count", "--budget", "800", "--max-latency", "4.6",
            "--json",
        ]
        let verified = try tool.run(arguments + ["--verify", "150"]).object()
        let plain = try tool.run(arguments).object()
        let with = try #require(verified["metrics"] as? [String: Any])
        let without = try #require(plain["metrics"] as? [String: Any])
        #expect(try #require(with["recall"] as? Double) >= (without["recall"] as? Double ?? 1))
        for member in try #require(verified["front"] as? [[String: Any]]) {
            #expect((member["latency_ms"] as? Double ?? 9) <= 4.6)
        }
    }

    @Test func oneDocumentHasOneRecall() throws {
        try tool.importTables(tables)
        let object = try tool.run(
            "--device", "alpha", "--budget", "400", "--verify", "60", "--json"
        ).object()
        let metrics = try #require(object["metrics"] as? [String: Any])
        let verification = try #require(object["verification"] as? [String: Any])
        let last = try #require((verification["curve"] as? [[String: Any]])?.last)
        for key in ["recall", "hypervolume_ratio", "front_size"] {
            #expect(last[key] as? Double == metrics[key] as? Double, "\(key)")
        }
        let exact = Set(
            (object["oracle_front"] as? [[String: Any]] ?? []).compactMap { $0["index"] as? Int })
        let found = Set(
            (object["front"] as? [[String: Any]] ?? []).compactMap { $0["index"] as? Int })
        let shared = Double(exact.intersection(found).count)
        let recall = try #require(metrics["recall"] as? Double)
        #expect(abs(recall - shared / Double(exact.count)) < 1e-12)
    }

    /// Ten measurements of a device elsewhere: no other latency can be looked up. The output says
    /// so, and what to measure; what it says can be typed.
    @Test func aDeviceThatCannotBeReachedIsToldWhatToMeasure() throws {
        let cells = (0..<10).compactMap { tables.space.architecture(publishedIndex: 1500 * $0) }
        let rows = cells.map {
            "\(tables.space.publishedIndex(of: $0)),\(tables.latency(of: $0))"
        }
        try tool.write("index,my-phone\n" + rows.joined(separator: "\n") + "\n", to: "phone.csv")
        #expect(try tool.run("data", "import", "phone.csv").status == 0)
        let outcome = try tool.run(
            "--device", "my-phone", "--latency", "op-count", "--budget", "300", "--verify", "4",
            "--json")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let object = try outcome.object()
        let verification = try #require(object["verification"] as? [String: Any])
        #expect(verification["settled"] as? Bool == false)
        #expect(verification["verified"] as? [Int] == [])
        let unknown = try #require(verification["unknown"] as? [Int])
        #expect(unknown.count == 4 && Set(unknown).count == 4)
        let measured = cells.map(tables.space.publishedIndex(of:))
        #expect(Set(unknown).isDisjoint(with: measured))
        let notes = (object["notes"] as? [String] ?? []).joined(separator: "\n")
        #expect(!notes.contains("settled"))
        #expect(notes.contains("no other latency of my-phone is known"))
        let names = unknown.map(String.init)
        let command = "data template --device my-phone " + names.joined(separator: " ")
        #expect(notes.contains(command))
        let template = try tool.run(command.split(separator: " ").map(String.init))
        #expect(template.status == 0, Comment(rawValue: template.errors))
        let lines = template.output.split(separator: "\n")
        #expect(lines.first == "index,arch,my-phone")
        #expect(lines.dropFirst().map { String($0.prefix { $0 != "," }) } == names)
    }

    /// Members that are not marked are rarely beaten by anything in the space, found or not.
    @Test func whatIsNotMarkedIsRarelyBeaten() throws {
        try tool.importTables(tables)
        let object = try tool.run(
            "--device", "alpha", "--latency", "op-count", "--budget", "60", "--json"
        ).object()
        var (beaten, unmarked) = (0, 0)
        for member in try #require(object["front"] as? [[String: Any]]) {
            let index = try #require(member["index"] as? Int)
            let cell = try #require(tables.space.architecture(publishedIndex: index))
            guard member["separable"] as? Bool == true else { continue }
            unmarked += 1
            let isBeaten = tables.space.architectures.contains {
                tables.accuracy(of: $0) >= tables.accuracy(of: cell)
                    && tables.latency(of: $0) < tables.latency(of: cell)
            }
            if isBeaten { beaten += 1 }
        }
        #expect(Double(beaten) <= 0.2 * Double(max(unmarked, 1)))
    }
}
