import Foundation
import TestSupport
import Testing

/// Every set of objectives is named, shown and drawn wherever a front is.
@Suite struct ObjectiveTests {
    let tool: CommandLineTool
    let tables: SyntheticTables

    init() throws {
        tool = try CommandLineTool()
        tables = try SyntheticTables()
    }

    private func index(_ member: [String: Any]) -> Int { member["index"] as? Int ?? -1 }

    @Test func energyIsSearchedLimitedShownAndExported() throws {
        try tool.importTables(tables)
        try tool.importEnergies(tables)
        let arguments = [
            "--device", "alpha", "--latency", "oracle", "--algorithm", "exhaustive", "--budget",
            "15625", "--objective", "accuracy,energy", "--max-energy", "30",
        ]
        let outcome = try tool.run(
            arguments + [
                "--json", "--report", "page.html", "--plot", "front.svg", "--export", "chosen",
                "--pick", "most-accurate",
            ])
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let object = try outcome.object()
        #expect(object["objectives"] as? [String] == ["accuracy", "energy"])
        #expect(object["constraints"] as? [String: Double] == ["max_energy": 30])
        let front = try #require(object["front"] as? [[String: Any]])
        // The front by its definition, over all cells within the limit.
        let points = tables.space.architectures.map {
            (
                tables.space.publishedIndex(of: $0), tables.accuracy(of: $0),
                tables.energy(of: $0)
            )
        }.filter { $0.2 <= 30 }.sorted { ($0.2, -$0.1) < ($1.2, -$1.1) }
        var best = -Double.infinity
        var expected: [Int] = []
        for point in points where point.1 > best {
            best = point.1
            expected.append(point.0)
        }
        #expect(front.map(index) == expected)
        #expect(front.allSatisfy { $0["energy_origin"] as? String == "measured" })
        #expect(front.allSatisfy { $0["separable"] == nil })

        let text = try tool.run(arguments)
        #expect(text.output.contains("Pareto front of accuracy and energy"))
        #expect(text.output.contains("mJ measured") && text.output.contains("% over mJ"))
        #expect(text.output.contains("at most 30 mJ") && !text.output.contains("% over ms"))
        func file(_ name: String) throws -> String {
            try String(contentsOf: tool.folder.appendingPathComponent(name), encoding: .utf8)
        }
        let drawing = try file("front.svg")
        #expect(drawing.contains("energy on alpha (mJ)") && !drawing.contains("latency on"))
        let page = try file("page.html")
        #expect(page.contains(#""label":"energy on alpha (mJ)""#))
        #expect(page.contains("accuracy and energy; latencies"))
        let last = try #require(expected.last)
        let exported = try JSONSerialization.jsonObject(
            with: Data(file("chosen/nasbench201-\(last).json").utf8))
        let numbers = (exported as? [String: Any])?["objectives"] as? [[String: Any]] ?? []
        #expect(
            Set(numbers.compactMap { $0["name"] as? String }) == [
                "accuracy", "latency", "energy", "params", "flops",
            ])
        let energy = numbers.first { $0["name"] as? String == "energy" }
        let cell = try #require(tables.space.architecture(publishedIndex: last))
        #expect(abs((energy?["value"] as? Double ?? 0) - tables.energy(of: cell)) < 1e-6)
        #expect(energy?["unit"] as? String == "mJ" && energy?["origin"] as? String == "measured")

        #expect(try tool.run("runs").output.contains("accuracy and energy, at most 30 mJ"))
        let runs = try tool.run("runs", "--json").object()["runs"] as? [[String: Any]] ?? []
        #expect(runs.first?["objectives"] as? [String] == ["accuracy", "energy"])
        #expect(runs.first?["constraints"] as? [String: Double] == ["max_energy": 30])
        let shown = try tool.run("runs", "show", "1", "--json").object()
        #expect((shown["front"] as? [[String: Any]])?.map(index) == expected)
        #expect(shown["constraints"] as? [String: Double] == ["max_energy": 30])
    }

    @Test(arguments: [
        ["--objective", "accuracy,energy"], ["--max-energy", "3"],
        ["--objective", "accuracy,latency,energy", "--max-energy", "3"],
    ])
    func aDeviceWithoutEnergiesIsRefusedWithThoseThatHaveSome(options: [String]) throws {
        let bare = try tool.run(["--device", "rtx6000"] + options)
        #expect(bare.status == 2 && bare.errors.contains("titan_rtx_1_energy"))
        try tool.importTables(tables)
        try tool.importEnergies(tables)
        let refused = try tool.run(["--device", "beta"] + options)
        #expect(refused.status == 2 && refused.output.isEmpty)
        #expect(refused.errors.contains("no energies of beta; it has those of alpha"))
        #expect(try tool.run("runs", "--json").object()["runs"] as? [String] == [])
    }

    @Test func latenciesThatDecideNothingAreNotVerified() throws {
        try tool.importTables(tables)
        let flops = ["--device", "alpha", "--objective", "accuracy,flops", "--budget", "60"]
        let refused = try tool.run(flops + ["--verify", "4"])
        #expect(refused.status == 2 && refused.errors.contains("latency is neither"))
        let limited = try tool.run(flops + ["--verify", "4", "--max-latency", "5"])
        #expect(limited.status == 0, Comment(rawValue: limited.errors))
    }

    @Test func fewAccuraciesAreNotTakenForTheSpace() throws {
        try tool.write("index,cifar10_valid_200\n11,87.9\n284,86.0\n0,82.0\n", to: "mine.csv")
        #expect(try tool.run("data", "import", "mine.csv").status == 0)
        let search = ["--device", "rtx6000", "--dataset", "cifar10", "--budget", "100", "--json"]
        let usual = try tool.run(search).object()
        #expect(usual["accuracy_source"] as? String == "surrogate")
        #expect(usual["evaluated"] as? Int == 100)
        let notes = (usual["notes"] as? [String] ?? []).joined()
        #expect(notes.contains("has 3 of 15625") && notes.contains("--accuracy table"))
        let asked = try tool.run(search + ["--accuracy", "table"]).object()
        #expect(asked["accuracy_source"] as? String == "table")
        #expect(asked["evaluated"] as? Int == 3)
        let partial = (asked["notes"] as? [String] ?? []).joined()
        #expect(partial.contains("3 of 15625 architectures only (0.02 %)"))
        #expect(partial.contains("--accuracy surrogate"))
        let front = try #require(asked["front"] as? [[String: Any]])
        #expect(front.allSatisfy { $0["accuracy_origin"] as? String == "measured" })
        let list = try tool.run("data", "list", "--json").object()["tables"] as? [[String: Any]]
        #expect(list?.first?["origin"] as? String == "measured")
        try tool.write("index,cifar10_valid_12\n11,80\n284,81\n", to: "short.csv")
        #expect(try tool.run("data", "import", "short.csv").status == 0)
        let short = try tool.run(search + ["--epochs", "12"])
        #expect(short.status == 2 && short.errors.contains("--accuracy table"))
    }

    @Test func anExportFillsInWhatIsPredicted() throws {
        try tool.importTables(tables)
        let bare = try tool.run("export", "9930", "--device", "rtx6000", "--output", "out")
        #expect(bare.status == 0, Comment(rawValue: bare.errors))
        let file = tool.folder.appendingPathComponent("out/nasbench201-9930.json")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let numbers = try #require(document["objectives"] as? [[String: Any]])
        let latency = try #require(numbers.first { $0["name"] as? String == "latency" })
        #expect(latency["origin"] as? String == "predicted")
        #expect(latency["subject"] as? String == "titan_rtx_1")
        #expect((latency["standardDeviation"] as? Double ?? 0) > 0)
        #expect((9...11).contains(latency["value"] as? Double ?? 0))
        let accuracies = numbers.filter { $0["name"] as? String == "accuracy" }
        #expect(
            accuracies.allSatisfy {
                $0["origin"] as? String == "measured" || $0["origin"] as? String == "published"
            })
        // With a table of the device, its number.
        let known = try tool.run(
            "export", "9930", "--device", "alpha", "--output", "out", "--force", "--dataset",
            "cifar10")
        #expect(known.status == 0, Comment(rawValue: known.errors))
        let again = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        let other = (again as? [String: Any])?["objectives"] as? [[String: Any]] ?? []
        let measured = try #require(other.first { $0["name"] as? String == "latency" })
        let cell = try #require(tables.space.architecture(publishedIndex: 9930))
        #expect(abs((measured["value"] as? Double ?? 0) - tables.latency(of: cell)) < 1e-9)
        #expect(measured["origin"] as? String == "measured" && measured["standardDeviation"] == nil)
        // CIFAR-10's accuracies are not in the store.
        let surrogate = try #require(
            other.first { ($0["subject"] as? String)?.hasPrefix("cifar10,") == true })
        #expect(surrogate["origin"] as? String == "surrogate")
        #expect((surrogate["standardDeviation"] as? Double ?? 0) > 0)
    }
}
