import Architectures
import Foundation
import TestSupport
import Testing

@Suite struct AdaptCommandTests {
    let tool: CommandLineTool
    let tables: SyntheticTables

    init() throws {
        tool = try CommandLineTool()
        tables = try SyntheticTables()
    }

    private func notes(_ object: [String: Any]) -> String {
        (object["notes"] as? [String] ?? []).joined(separator: "\n")
    }

    @Test func whatIsKeptServesLaterCommands() throws {
        try tool.importTables(tables)
        let adapted = try tool.run(
            "adapt", "--device", "alpha", "--samples", "6", "--latency", "op-count", "--json")
        #expect(adapted.status == 0, Comment(rawValue: adapted.errors))
        let object = try adapted.object()
        #expect(object["latency_source"] as? String == "op-count")
        #expect(object["stopped"] as? String == "samples")
        #expect((object["kept"] as? String)?.hasPrefix("op-count-") == true)
        #expect((object["noise_sigma"] as? Double ?? 0) > 0)
        let samples = try #require(object["samples"] as? [[String: Any]])
        #expect(samples.count == 6)
        for sample in samples {
            let index = try #require(sample["index"] as? Int)
            let cell = try #require(tables.space.architecture(publishedIndex: index))
            let latency = try #require(sample["latency_ms"] as? Double)
            #expect(abs(latency - tables.latency(of: cell)) < 1e-9)
        }
        #expect(samples[0]["expected_error"] == nil)
        #expect(samples.last?["expected_error"] as? Double == object["expected_error"] as? Double)
        let seconds = samples.reduce(0) { $0 + ($1["latency_ms"] as? Double ?? 0) * 50 / 1000 }
        #expect(abs((object["measuring_s"] as? Double ?? 0) - seconds) < 1e-9)

        let predict = try tool.run("predict", "--device", "alpha", "9930", "--json")
        #expect(predict.errors.contains("op-count for alpha: kept from "))
        #expect(try predict.object()["latency_source"] as? String == "op-count")
        #expect(notes(try predict.object()).contains("with 6 chosen samples"))
        let search = try tool.run("--device", "alpha", "--budget", "100", "--json").object()
        #expect(search["samples"] as? Int == 6)
        #expect(search["latency_source"] as? String == "op-count")

        // Who asks for something else gets that.
        for other in [["--samples", "4"], ["--latency", "flops"], ["--pool", "beta"]] {
            let object = try tool.run(["predict", "--device", "alpha", "9930", "--json"] + other)
                .object()
            #expect(!notes(object).contains("nas-search adapt"), "\(other)")
        }
        #expect(
            !notes(try tool.run("predict", "--device", "beta", "9930", "--json").object())
                .contains("nas-search adapt"))
    }

    @Test func changedTablesAreNoticed() throws {
        try tool.importTables(tables)
        let adapt = ["adapt", "--device", "alpha", "--samples", "5", "--latency", "transfer"]
        #expect(try tool.run(adapt).status == 0)
        let before = try tool.run("predict", "--device", "alpha", "9930")
        #expect(before.errors.contains("kept from"))
        let sampled = try tool.run(adapt + ["--json"]).object()["samples"] as? [[String: Any]]
        let index = try #require(sampled?.first?["index"] as? Int)
        try tool.write("index,alpha\n\(index),9.5\n", to: "new.csv")
        #expect(try tool.run("data", "import", "new.csv", "--overwrite").status == 0)
        let after = try tool.run("predict", "--device", "alpha", "9930")
        #expect(after.errors.contains("trained now"))
        #expect(after.output != before.output)
        #expect(try tool.run("predict", "--device", "alpha", "9930").errors.contains("kept from"))
    }

    @Test func moreKnownLatenciesCountMoreThanAnOldAdaptation() throws {
        let cells = Array(tables.space.architectures.filter { $0.code % 1_700 == 13 })
        func csv(_ count: Int) -> String {
            "arch,phone\n"
                + cells.prefix(count).map {
                    "\(tables.space.string(of: $0)),\(tables.latency(of: $0))\n"
                }.joined()
        }
        try tool.write(csv(5), to: "five.csv")
        try tool.write(csv(9), to: "nine.csv")
        #expect(try tool.run("data", "import", "five.csv").status == 0)
        #expect(try tool.run("adapt", "--device", "phone").output.contains("at 5 samples"))
        let predict = ["predict", "--device", "phone", "1", "--json"]
        #expect(notes(try tool.run(predict).object()).contains("with 5 chosen samples"))
        #expect(try tool.run("data", "import", "nine.csv").status == 0)
        #expect(notes(try tool.run(predict).object()).contains("adapted to 9 samples"))
    }

    @Test func whatWasAdaptedToIsUsedWhereMoreWasKnown() throws {
        let cells = Array(tables.space.architectures.filter { $0.code % 1_700 == 13 }.prefix(9))
        func csv(_ cells: some Sequence<Architecture>) -> String {
            "arch,phone\n"
                + cells.map { "\(tables.space.string(of: $0)),\(tables.latency(of: $0))\n" }
                .joined()
        }
        try tool.write(csv(cells.prefix(7)), to: "seven.csv")
        try tool.write(csv(cells), to: "nine.csv")
        #expect(try tool.run("data", "import", "seven.csv").status == 0)
        let adapted = try tool.run("adapt", "--device", "phone", "--samples", "5")
        #expect(adapted.status == 0, Comment(rawValue: adapted.errors))
        #expect(adapted.output.contains("2 latencies more known before"))
        let predict = ["predict", "--device", "phone", "1", "--json"]
        #expect(notes(try tool.run(predict).object()).contains("with 5 chosen samples"))
        #expect(try tool.run("data", "import", "nine.csv").status == 0)
        let later = notes(try tool.run(predict).object())
        #expect(later.contains("adapted to 9 samples"), Comment(rawValue: later))
        #expect(later.contains("with 5 samples: 2 more latencies are known since"))
    }

    @Test func estimatorsThatNeedMoreSamplesStartWithEnough() throws {
        try tool.importTables(tables)
        let adapt = ["adapt", "--device", "alpha", "--latency"]
        let few = try tool.run(adapt + ["regression", "--samples", "5"])
        #expect(few.status == 2 && few.errors.contains("regression needs 30 or more"))
        let open = try tool.run(adapt + ["regression", "--json"])
        #expect(open.status == 0, Comment(rawValue: open.errors))
        #expect((try open.object()["samples"] as? [Any])?.count == 30)
        let maple = try tool.run(adapt + ["maple", "--samples", "2", "--json"])
        #expect(maple.status == 0, Comment(rawValue: maple.errors))
        #expect(try maple.object()["latency_source"] as? String == "maple")
        // Predictions by name start with enough, too.
        let predict = ["predict", "--device", "beta", "1", "--latency", "regression", "--json"]
        let predicted = try tool.run(predict)
        #expect(predicted.status == 0, Comment(rawValue: predicted.errors))
        #expect(notes(try predicted.object()).contains("30 samples"))
        // HELP reads ten reference latencies beside its samples; without, it says which.
        try tool.write("index,phone\n1,2.5\n2,2.25\n3,3.5\n", to: "three.csv")
        #expect(try tool.run("data", "import", "three.csv").status == 0)
        let help = try tool.run("adapt", "--device", "phone", "--latency", "help")
        #expect(help.status == 2 && help.errors.contains("measure published indices 11982"))
    }

    @Test func goalsEndIt() throws {
        try tool.importTables(tables)
        let until = try tool.run(
            "adapt", "--device", "alpha", "--latency", "op-count", "--until", "8%", "--json"
        ).object()
        #expect(until["until"] as? Double == 0.08)
        #expect(until["stopped"] as? String == "error")
        #expect((until["expected_error"] as? Double ?? 1) <= 0.08)
        let time = try tool.run(
            "adapt", "--device", "alpha", "--latency", "op-count", "--measure-time", "2.5", "--json"
        ).object()
        #expect(time["stopped"] as? String == "time")
        #expect((time["measuring_s"] as? Double ?? 9) <= 2.5)
        // Less error than the ripple of the latencies leaves: it ends all the same, and says why.
        let never = try tool.run(
            "adapt", "--device", "alpha", "--latency", "op-count", "--until", "0.1%")
        #expect(never.status == 0)
        #expect(never.output.contains("more") && never.output.contains("help"))
    }

    @Test func equalCommandsGiveEqualBytes() throws {
        try tool.importTables(tables)
        let arguments = ["adapt", "--device", "beta", "--until", "0.05", "--json"]
        #expect(try tool.run(arguments).output == tool.run(arguments).output)
        let predict = ["predict", "--device", "beta", "1", "2", "--json"]
        #expect(try tool.run(predict).output == tool.run(predict).output)
    }

    @Test func aKillLeavesTheStoreWhole() throws {
        try tool.importTables(tables)
        let arguments = ["adapt", "--device", "alpha", "--until", "2%", "--samples", "40"]
        let kept = try Data(contentsOf: tool.store)
        let unbroken = try tool.run(arguments + ["--json"]).output
        try kept.write(to: tool.store)
        var killed = 0
        // When the store is opened, and when something is written into it.
        for bytes in [0, 0, 1, 1] {
            let ending = try tool.interrupt(arguments, with: SIGKILL) {
                tool.unmergedBytes ?? -1 >= bytes
            }
            if ending.wasInTime { killed += 1 }
        }
        #expect(killed > 0, "every adaptation ended before it was killed")
        #expect(try tool.run("data", "verify").status == 0)
        #expect(try tool.run(arguments + ["--json"]).output == unbroken)
    }

    @Test(arguments: [
        (["--until", "0"], "such as 5%"), (["--until", "five"], "such as 5%"),
        (["--until", "7"], "such as 5%"), (["--measure-time", "-1"], "positive"),
        (["--samples", "0"], "--samples 0"), (["--samples", "20000"], "15625"),
        (["--latency", "oracle"], "takes no samples"), (["--latency", "lut"], "takes no samples"),
        (["--latency", "bundled"], "takes no samples"), (["--latency", "opcount"], "op-count"),
        (["--latency", "op-count", "--samples", "1"], "needs 2"),
        (["--pool", "alpha"], "own pool"), (["--device", "alhpa"], "alpha"),
        (["--device", "rtx6000"], "data template"),
    ])
    func refusalsAreClear(arguments: [String], mention: String) throws {
        try tool.importTables(tables)
        let device = arguments.contains("--device") ? [] : ["--device", "alpha"]
        let outcome = try tool.run(["adapt"] + device + arguments)
        #expect(outcome.status == 2, Comment(rawValue: outcome.errors))
        #expect(outcome.errors.contains(mention), Comment(rawValue: outcome.errors))
        #expect(outcome.output.isEmpty)
    }
}
