import Architectures
import Foundation
import TestSupport
import Testing

/// Tables and samples as they should not be: handled, or refused with the reason.
@Suite struct BadInputTests {
    let tool: CommandLineTool
    let tables: SyntheticTables

    init() throws {
        tool = try CommandLineTool()
        tables = try SyntheticTables()
    }

    /// A device that is no multiple of `alpha`.
    private func gamma(_ cell: Architecture) -> Double {
        let costs = [0, 0.4, 0.5, 0.6, 1.5]
        return tables.space.operatorIndices(of: cell).reduce(3) { $0 + costs[$1] }
    }

    /// A table by formula; nil leaves a cell blank.
    private func write(
        _ name: String, file: String, _ latency: (Architecture) -> String?
    ) throws {
        let rows = tables.space.architectures.map {
            "\(tables.space.publishedIndex(of: $0)),\(latency($0) ?? "")\n"
        }
        try tool.write("index,\(name)\n" + rows.joined(), to: file)
    }

    /// Ten chosen samples of `alpha` under another name, one of them wrong by a factor.
    private func importPhone(wrongBy factor: Double) throws {
        let template = try tool.run("data", "template", "--device", "phone").output
        var lines = template.split(separator: "\n").map(String.init)
        for row in 1..<lines.count {
            let string = try #require(lines[row].split(separator: ",").last)
            let cell = try tables.space.architecture(string: String(string))
            lines[row] += String(tables.latency(of: cell) * (row == 4 ? factor : 1))
        }
        try tool.write(lines.joined(separator: "\n"), to: "phone.csv")
        #expect(try tool.run("data", "import", "phone.csv").status == 0)
    }

    @Test(arguments: ["transfer", "op-count"], [100, 0.01])
    func oneWildSampleOfTenDoesNoHarm(name: String, factor: Double) throws {
        try importPhone(wrongBy: factor)
        let indices = stride(from: 50, to: 15_625, by: 400).map(String.init)
        let object = try tool.run(
            ["predict", "--device", "phone", "--latency", name, "--json"] + indices
        ).object()
        let predictions = try #require(object["predictions"] as? [[String: Any]])
        let errors = try predictions.map { prediction in
            let index = try #require(prediction["index"] as? Int)
            let cell = try #require(tables.space.architecture(publishedIndex: index))
            let latency = try #require(prediction["latency_ms"] as? Double)
            return abs(latency / tables.latency(of: cell) - 1)
        }.sorted()
        #expect(errors.count == 39)
        #expect(errors[errors.count * 9 / 10] < 0.15)
    }

    @Test(arguments: ["0", "-3", "nan", "inf", "1e999", "fast"])
    func whatIsNoLatencyIsNotTakenIn(value: String) throws {
        try tool.write("index,alpha\n0,1.5\n1,\(value)\n2,2\n", to: "bad.csv")
        let outcome = try tool.run("data", "import", "bad.csv")
        #expect(outcome.status == 1 || outcome.status == 2, Comment(rawValue: outcome.errors))
        #expect(outcome.errors.contains("bad.csv"), Comment(rawValue: outcome.errors))
        #expect(try tool.run("predict", "--device", "alpha", "0").status == 2)
    }

    @Test func blanksAreNotMeasured() throws {
        try tool.importTables(tables)
        try write("gamma", file: "gamma.csv") { $0.code % 3 == 0 ? nil : String(gamma($0)) }
        #expect(try tool.run("data", "import", "gamma.csv").status == 0)
        // A pool of other coverage than the target, as target and as pool.
        let object = try tool.run(
            "evaluate", "--pool", "alpha,gamma", "--latency", "transfer,op-count", "--samples",
            "5", "--sampling", "random", "--repeats", "2", "--json"
        ).object()
        let rows = try #require(object["rows"] as? [[String: Any]])
        #expect(rows.count == 4)
        #expect(rows.allSatisfy { ($0["within10"] as? Double ?? 0) > 0.3 })
        let pool = try tool.run(
            "predict", "--device", "alpha", "--latency", "transfer", "--pool", "gamma", "9930")
        #expect(pool.status == 0, Comment(rawValue: pool.errors))
        #expect(pool.output.contains("learned from 1 device,"))
    }

    @Test func aTargetIsNotInItsOwnPool() throws {
        try tool.importTables(tables)
        for command in [["search"], ["predict", "1"], ["adapt"]] {
            let outcome = try tool.run(command + ["--device", "alpha", "--pool", "beta,alpha"])
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains("own pool"))
        }
    }

    @Test func tooFewSamplesAreRefusedWithTheirNumber() throws {
        try tool.write("index,one\n7,1.5\n", to: "one.csv")
        #expect(try tool.run("data", "import", "one.csv").status == 0)
        let outcome = try tool.run("predict", "--device", "one", "--latency", "op-count", "0")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("needs 2 measured architectures, but has 1"))
        // One sample sets the scale, and the bundled models say the rest.
        let other = try tool.run("predict", "--device", "one", "0", "--json").object()
        #expect(other["latency_source"] as? String == "transfer")
    }

    @Test func devicesThatAreTooAlikeLeaveNoPool() throws {
        try tool.importTables(tables)
        // beta is 3.5 times alpha: neither may teach the other.
        let object = try tool.run(
            "evaluate", "--latency", "transfer", "--samples", "3", "--json"
        ).object()
        #expect((object["rows"] as? [[String: Any]])?.isEmpty == true)
        let notes = (object["notes"] as? [String] ?? []).joined(separator: "\n")
        #expect(notes.contains("alpha is left out for transfer"))
        #expect(notes.contains("out of the pool of alpha: beta (near duplicate, r 1.0000)"))
        let allowed = try tool.run(
            "evaluate", "--latency", "transfer", "--samples", "3", "--allow-duplicates", "--json"
        ).object()
        #expect((allowed["rows"] as? [[String: Any]])?.count == 4)
        #expect(
            (allowed["notes"] as? [String] ?? []).contains { $0.contains("as asked for") })
    }
}
