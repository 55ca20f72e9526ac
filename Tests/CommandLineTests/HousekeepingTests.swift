import Foundation
import Testing

/// Taking things out of the store, and looking at what is in it.
@Suite struct HousekeepingTests {
    let tool: CommandLineTool

    init() throws {
        tool = try CommandLineTool()
        try tool.write("index,alpha\n9930,4.5\n284,1.25\n11,2\n", to: "alpha.csv")
        try tool.run("data", "import", "alpha.csv")
    }

    private func refused(_ arguments: String..., saying text: String) throws {
        let outcome = try tool.run(arguments)
        #expect(outcome.status == 2, Comment(rawValue: "\(arguments)"))
        #expect(outcome.errors.contains(text), Comment(rawValue: outcome.errors))
    }

    @Test func nothingGoesUnasked() throws {
        try refused("devices", "remove", "alpha", saying: "1 table with 3 values")
        try refused("data", "remove", "latency", "alpha", saying: "--force says that it is meant")
        try refused("data", "remove", "latency", "beta", saying: "did you mean latency alpha")
        try refused("devices", "remove", "alhpa", saying: "did you mean alpha")
        try refused("runs", "remove", "1", "--force", saying: "run 1")
        try refused("runs", "keep", "x", "--force", saying: "a run's number")
        #expect(try tool.run("devices", "show", "alpha").output.contains("3, measured"))
        let gone = try tool.run("data", "remove", "latency", "alpha", "--force")
        #expect(gone.status == 0 && gone.output.contains("3 values"))
        #expect(gone.output.contains("smaller"))
        #expect(try !tool.run("data", "list").output.contains("alpha"))
        let json = try tool.run("devices", "remove", "alpha", "--force", "--json").object()
        #expect((json["removed"] as? [String: Any])?["devices"] as? Int == 1)
        try refused("devices", "show", "alpha", saying: "unknown device")
    }

    @Test func aDeviceGetsAnotherName() throws {
        let renamed = try tool.run("devices", "rename", "alpha", "omega")
        #expect(renamed.status == 0, Comment(rawValue: renamed.errors))
        #expect(try tool.run("devices", "show", "alpha").output.contains("device    omega"))
        try refused("devices", "rename", "omega", "titan_rtx_1", saying: "the name of a device")
        try refused("devices", "rename", "omega", "a b\n", saying: "no name for a device")
        try refused("devices", "rename", "titan_rtx_1", "mine", saying: "ships with the program")
    }

    @Test func samplesAreListedWithTheirFile() throws {
        let shown = try tool.run("devices", "show", "alpha").output
        let rows = shown.split(separator: "\n").filter { $0.contains("alpha.csv") }
        #expect(rows.count == 3 && rows[0].contains("284") && rows[0].contains("1.25"))
        let samples = try tool.run("devices", "show", "alpha", "--json").object()["samples"]
        let first = try #require((samples as? [[String: Any]])?.first)
        #expect(first["index"] as? Int == 284 && first["latency_ms"] as? Double == 1.25)
        #expect(first["origin"] as? String == "measured")
        #expect((first["file"] as? String)?.hasSuffix("/alpha.csv") == true)
    }

    @Test func runsAreComparedAndKept() throws {
        for seed in 0..<3 {
            let run = try tool.run(
                "search", "--device", "titan_rtx_1", "--budget", "\(20 + 20 * seed)",
                "--latency", "bundled", "--seed", "\(seed)")
            #expect(run.status == 0, Comment(rawValue: run.errors))
        }
        let list = try tool.run("runs").output
        #expect(list.contains("bundled") && list.contains("adaptive-local"))
        let entries = try tool.run("runs", "--json").object()["runs"] as? [[String: Any]] ?? []
        #expect(entries.count == 3)
        #expect(entries.allSatisfy { $0["latency_source"] as? String == "bundled" })
        let sizes = entries.compactMap { $0["front_size"] as? Int }
        #expect(sizes.count == 3 && sizes.allSatisfy { $0 > 0 })
        let comparison = try tool.run("runs", "compare", "1", "3", "--json").object()
        func count(_ key: String) -> Int { (comparison[key] as? [Any])?.count ?? -1 }
        #expect(count("only_first") + count("both") == sizes[0])
        #expect(count("only_second") + count("both") == sizes[2])
        let settings = (comparison["differences"] as? [[String: String]])?.map { $0["setting"] }
        #expect(settings == ["budget", "evaluated", "seed"])
        #expect(try tool.run("runs", "compare", "1", "3").output.contains("only in run 3"))
        #expect(try tool.run("runs", "compare", "1", "9").status == 2)
        let page = try tool.run(
            "runs", "show", "2", "--report", "run.html", "--plot", "run.svg")
        #expect(page.status == 0, Comment(rawValue: page.errors))
        for name in ["run.html", "run.svg"] {
            let place = tool.folder.appendingPathComponent(name)
            #expect(FileManager.default.fileExists(atPath: place.path), "\(name)")
        }
        #expect(try tool.run("runs", "keep", "2", "--force").status == 0)
        let left = try tool.run("runs", "--json").object()["runs"] as? [[String: Any]] ?? []
        #expect(left.compactMap { $0["run"] as? Int } == [2])
        #expect(try tool.run("runs", "remove", "1-5", "--force").status == 0)
        #expect(try tool.run("runs").errors.contains("no runs yet"))
    }

    /// What a file of weights holds is said, and what is better deployed.
    @Test func exportsSayWhatTheyAre() throws {
        let outcome = try tool.run(
            "export", "284", "--format", "onnx,pytorch", "--opset", "12", "--output", "out")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        #expect(outcome.errors.contains("the weights are random"))
        #expect(outcome.errors.contains("--graph pruned"))
        let pruned = try tool.run(
            "export", "284", "--format", "litert", "--graph", "pruned", "--output", "out")
        #expect(!pruned.errors.contains("every edge"))
        try refused("export", "284", "--format", "onnx", "--opset", "22", saying: "9 to 21")
        try refused("export", "284", "--format", "json", "--opset", "12", saying: "--format onnx")
    }
}
