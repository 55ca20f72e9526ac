import Architectures
import Foundation
import Testing

/// Folders for devices that can't be reached, and what they bring back.
@Suite struct PlanFolderTests {
    let tool: CommandLineTool
    let space: SearchSpace

    init() throws {
        tool = try CommandLineTool()
        space = try SearchSpace.nasBench201()
    }

    private func place(_ name: String) -> URL { tool.folder.appendingPathComponent(name) }

    private func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: place(folder).path).sorted()
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOf: place(name), encoding: .utf8)
    }

    @discardableResult
    private func plan(_ arguments: String..., status: Int32 = 0) throws -> CommandLineTool.Outcome {
        let outcome = try tool.run(["measure", "--device", "my-phone"] + arguments)
        #expect(outcome.status == status, Comment(rawValue: outcome.errors))
        return outcome
    }

    private func lines(of plan: String) throws -> [[String: Any]] {
        try text(plan).split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    @Test(arguments: [
        ("onnx", ".onnx", ["onnxruntime_runner.py"]),
        ("litert", ".tflite", ["litert_runner.py", "native_litert.sh"]),
        ("ncnn", ".ncnn.param", ["native_ncnn.sh", "ncnn_runner.py"]),
        ("pytorch", ".py", ["pytorch_runner.py"]),
    ])
    func aFolderHasAllThatIsNeeded(_ format: String, _ ending: String, _ own: [String]) throws {
        let outcome = try plan("284", "10146", "--plan", "out", "--format", format)
        #expect(outcome.output.contains("data import out"))
        let fixed = [
            "README", "networks", "plan.jsonl", "plan_runner.py", "results.csv",
            "runner_protocol.py",
        ]
        let files = format == "pytorch" ? [] : ["operators", "references"]
        #expect(try names(in: "out") == (fixed + files + own).sorted())
        let listed = try lines(of: "out/plan.jsonl")
        #expect(listed.count == 1 + 15 + 2)
        #expect(listed[0]["format"] as? String == (format == "pytorch" ? nil : format))
        let rows = try text("out/results.csv").split(separator: "\n")
        #expect(rows[0] == "index,arch,file,my-phone" && rows.count == 3)
        for row in rows.dropFirst() {
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
            #expect(cells.count == 4 && cells[3].isEmpty && cells[2].hasSuffix(ending))
            let network = place("out/\(cells[2])")
            #expect(FileManager.default.fileExists(atPath: network.path), "\(cells[2])")
            let index = try #require(Int(cells[0]))
            #expect(cells[2].contains(format == "pytorch" ? "_\(index)_" : "-\(index)-"))
        }
        for item in listed.dropFirst() where format != "pytorch" {
            let file = try #require(item["file"] as? String)
            #expect(FileManager.default.fileExists(atPath: place("out/\(file)").path), "\(file)")
        }
        let guide = try text("out/README")
        #expect(guide.contains("python3 plan_runner.py") && guide.contains("data import out"))
        #expect(guide.split(separator: "\n").count <= 14)
        // Nothing of this machine is carried away.
        #expect(!guide.contains(tool.folder.path))
        #expect(try !text("out/plan.jsonl").contains(tool.folder.path))
        let draft = try names(in: ".").filter { $0.hasPrefix(".nas-search") }
        #expect(draft.isEmpty)
    }

    @Test func aFolderIsNeverOverwritten() throws {
        try FileManager.default.createDirectory(
            at: place("kept"), withIntermediateDirectories: false)
        try tool.write("precious", to: "kept/results.jsonl")
        let refused = try plan("0", "--plan", "kept", "--force", status: 2)
        #expect(refused.errors.contains("name a new folder"))
        #expect(try names(in: "kept") == ["results.jsonl"])
        #expect(
            try plan("0", "--plan", "no/such/folder", status: 2).errors.contains("can't be made"))
        for arguments in [
            ["0", "--plan", "x.jsonl", "--format", "onnx"], ["0", "--format", "onnx"],
            ["--next", "3"], ["--next", "0", "--plan", "x"],
            ["0", "--plan", "x", "--format", "ncnn", "--batch", "2"],
            ["0", "--plan", "x", "--format", "ncnn", "--runner", "litert"],
            ["0", "--plan", "x", "--runner", "builtin"],
            ["--architectures", "all", "--plan", "x"],
        ] {
            let outcome = try tool.run(["measure", "--device", "my-phone"] + arguments)
            #expect(outcome.status == 2, Comment(rawValue: "\(arguments): \(outcome.errors)"))
            #expect(!FileManager.default.fileExists(atPath: place("x").path))
        }
    }

    @Test func whatCameBackIsTakenWholeOrInPart() throws {
        try plan("284", "10146", "11", "0", "--plan", "out", "--format", "litert")
        let nothing = try tool.run("data", "import", "out")
        #expect(nothing.status == 2 && nothing.errors.contains("README says how"))
        try FileManager.default.createDirectory(
            at: place("out/native"), withIntermediateDirectories: false)
        try tool.write(
            """
            Graph: [networks/nasbench201-284-cifar10.tflite]
            count=50 first=9 curr=9 min=8 max=12 avg=2500 std=1 p5=8 median=2400 p95=9
            Inference timings in us: Init: 1, First inference: 2, Warmup (avg): 3, Inference (avg): 2500
            """, to: "out/native/nasbench201-284-cifar10.txt")
        let filled = try text("out/results.csv").replacing(/(?m)^(10146,.*),$/) { "\($0.1),3.25" }
            .replacing(/(?m)^(284,.*),$/) { "\($0.1),9.99" }
        try tool.write(filled, to: "out/results.csv")
        let partial = try tool.run("data", "import", "out")
        #expect(partial.status == 0, Comment(rawValue: partial.errors))
        #expect(partial.errors.contains("1 latencies left out"))
        #expect(partial.output.contains("native benchmark"))
        #expect(!partial.output.contains("passed over"))
        #expect(try latencies() == [284: 2.4, 10146: 3.25])
        // More came, and nothing that was there changes.
        try tool.write(
            filled.replacing(/(?m)^(11,.*),$/) { "\($0.1),7.5" }, to: "out/results.csv")
        #expect(try tool.run("data", "import", "out").status == 0)
        #expect(try latencies() == [284: 2.4, 10146: 3.25, 11: 7.5])
        #expect(try tool.run("data", "import", "out").output.contains("nothing new"))
    }

    @Test func severalFoldersComeBackInOne() throws {
        try FileManager.default.createDirectory(
            at: place("back"), withIntermediateDirectories: false)
        try plan("284", "--plan", "back/one", "--format", "pytorch")
        try plan("11", "--plan", "back/two", "--format", "pytorch")
        let nothing = try tool.run("data", "import", "back")
        #expect(nothing.status == 2 && nothing.errors.contains("back: nothing was measured yet"))
        try tool.write(
            try text("back/one/results.csv").replacing(/(?m)^(284,.*),$/) { "\($0.1),3.25" },
            to: "back/one/results.csv")
        let some = try tool.run("data", "import", "back")
        #expect(some.status == 0, Comment(rawValue: some.errors))
        #expect(some.errors.contains("holds the folders of 2 plans"))
        #expect(some.errors.contains("back/two: nothing was measured yet"))
        #expect(try latencies() == [284: 3.25])
        // Where anything else lies there, it is a folder like any other.
        try tool.write("index,my-tablet\n11,2.5\n", to: "back/tablet.csv")
        let mixed = try tool.run("data", "import", "back")
        #expect(!mixed.errors.contains("holds the folders"), Comment(rawValue: mixed.errors))
    }

    /// The script's results know their plan, although this store never saw it.
    @Test func resultsBringTheirPlan() throws {
        try plan("284", "--plan", "out", "--format", "ncnn", "--runs", "7", "--graph", "pruned")
        let sha = try sha256(of: "out/plan.jsonl")
        let string = space.string(of: try #require(space.architecture(publishedIndex: 284)))
        try tool.write(
            """
            {"results":1,"device":"my-phone","plan_sha256":"\(sha)","describe":{"name":"ncnn",\
            "runtime":"ncnn 1 CPU","hardware":"A phone","kind":"cpu","threads":1,\
            "precision":"fp32","facts":{}},"started":"2026-01-02T03:04:05Z"}
            {"index":284,"architecture":"\(string)","milliseconds":[2,2,2]}

            """, to: "out/results.jsonl")
        let imported = try tool.run("data", "import", "out", "--store", place("other").path)
        #expect(imported.status == 0, Comment(rawValue: imported.errors))
        #expect(!imported.output.contains("the plan is not in this store"))
        let shown = try tool.run("devices", "show", "my-phone", "--store", place("other").path)
        #expect(shown.output.contains("pruned") && shown.output.contains("7 runs"))
    }

    @Test func theNextOnesAddToWhatIsKnown() throws {
        func next(_ folder: String) throws -> [Int] {
            try plan("--next", "4", "--plan", folder, "--format", "litert")
            return try lines(of: "\(folder)/plan.jsonl").compactMap { $0["index"] as? Int }
        }
        let first = try next("first")
        #expect(first.count == 4)
        let rows = first.map { "\($0),1.5" }.joined(separator: "\n")
        try tool.write("index,my-phone\n\(rows)\n", to: "measured.csv")
        #expect(try tool.run("data", "import", "measured.csv").status == 0)
        let second = try next("second")
        #expect(second.count == 4 && Set(first).isDisjoint(with: second))
    }

    /// What a search and an adaptation would have measured next, where that can't be done here.
    @Test func searchingAndAdaptingNameTheNext() throws {
        try plan("--architectures", "12", "--plan", "first", "--format", "ncnn")
        let rows = try lines(of: "first/plan.jsonl").compactMap { item -> String? in
            guard let index = item["index"] as? Int,
                let architecture = space.architecture(publishedIndex: index)
            else { return nil }
            // Unlike any sum of operators, so that something is left to be unsure of.
            let factor = index.isMultiple(of: 2) ? 1.3 : 0.8
            return "\(index),\(factor * ScriptedRunner.latency(of: architecture, in: space))"
        }
        try tool.write(
            "index,my-phone\n\(rows.joined(separator: "\n"))\n", to: "first/results.csv")
        #expect(try tool.run("data", "import", "first").status == 0)
        let search = ["search", "--device", "my-phone", "--budget", "60"]
        let refused = try tool.run(search + ["--plan", "next"])
        #expect(refused.status == 2 && refused.errors.contains("--verify N"))
        let found = try tool.run(search + ["--verify", "4", "--plan", "next"])
        #expect(found.status == 0, Comment(rawValue: found.errors))
        #expect(found.output.contains("4 measurements would settle "))
        #expect(found.output.contains("data import next"))
        let known = Set(try lines(of: "first/plan.jsonl").compactMap { $0["index"] as? Int })
        let next = try lines(of: "next/plan.jsonl")
        // As the plan before it.
        #expect(
            next[0]["format"] as? String == "ncnn" && next[0]["dataset"] as? String == "cifar10")
        let wanted = next.compactMap { $0["index"] as? Int }
        #expect(wanted.count == 4 && known.isDisjoint(with: wanted))
        let json = try tool.run(search + ["--verify", "4", "--plan", "again", "--json"])
        let verification = try json.object()["verification"] as? [String: Any]
        #expect(verification?["unknown"] as? [Int] == wanted)
        let adapt = try tool.run(
            "adapt", "--device", "my-phone", "--samples", "15", "--plan", "more",
            "--plan-format", "pytorch")
        #expect(adapt.status == 0, Comment(rawValue: adapt.errors))
        #expect(try lines(of: "more/plan.jsonl").count { $0["index"] != nil } == 3)
        let enough = try tool.run(
            "adapt", "--device", "my-phone", "--samples", "12", "--plan", "none")
        #expect(enough.status == 2 && enough.errors.contains("has 12 already"))
        let here = try tool.run(
            "search", "--device", "this-machine", "--verify", "3", "--plan", "none")
        #expect(here.status == 2 && here.errors.contains("on this machine"))
    }

    private func latencies() throws -> [Int: Double] {
        let outcome = try tool.run(
            "predict", "--device", "my-phone", "--latency", "oracle", "284", "10146", "11", "0",
            "--json")
        let predictions = try outcome.object()["predictions"] as? [[String: Any]] ?? []
        return predictions.reduce(into: [:]) { found, one in
            if let index = one["index"] as? Int, let latency = one["latency_ms"] as? Double {
                found[index] = latency
            }
        }
    }

    private func sha256(of name: String) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        process.arguments = [place(name).path]
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(String(decoding: data, as: UTF8.self).prefix(64))
    }
}
