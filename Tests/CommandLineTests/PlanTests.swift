import Architectures
import Foundation
import TabularStore
import Testing

/// Plans for machines that can't be reached, and what they bring back.
@Suite struct PlanTests {
    let tool: CommandLineTool
    let space: SearchSpace

    init() throws {
        tool = try CommandLineTool()
        space = try SearchSpace.nasBench201()
    }

    /// What a script on the other machine would write for a plan.
    private func results(
        of plan: String, device: String = "far", hardware: String = "Far GPU",
        runtime: String = "1",
        started: String = "2026-01-02T03:04:05Z", slowness: [Double] = []
    ) throws -> [String] {
        let lines = try String(
            contentsOf: tool.folder.appendingPathComponent(plan), encoding: .utf8
        ).split(separator: "\n")
        let sha = try tool.run("measure", "--help").status == 0 ? digest(plan) : ""
        var output = [
            """
            {"results":1,"device":"\(device)","plan_sha256":"\(sha)","describe":{"name":"pytorch",\
            "runtime":"PyTorch \(runtime)","hardware":"\(hardware)","kind":"gpu","threads":null,\
            "precision":"fp32","facts":{"driver":"550"}},"started":"\(started)"}
            """
        ]
        for line in lines.dropFirst() {
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            if let index = object["index"] as? Int, let string = object["architecture"] as? String {
                let latency = ScriptedRunner.latency(
                    of: try space.architecture(string: string), in: space)
                guard slowness.isEmpty else {
                    output.append(
                        """
                        {"index":\(index),"architecture":"\(string)","milliseconds":\
                        \(slowness.map { latency * $0 }),"reference_milliseconds":\
                        \(slowness.map { 0.25 * $0 })}
                        """)
                    continue
                }
                output.append(
                    """
                    {"index":\(index),"architecture":"\(string)","milliseconds":\
                    [\(latency),\(latency),\(latency)]}
                    """)
            } else if let name = object["operator"] as? String {
                output.append(
                    """
                    {"operator":"\(name)","channels":\(object["channels"] ?? 0),\
                    "size":\(object["size"] ?? 0),"milliseconds":[0.5,0.5]\
                    \(slowness.isEmpty ? "" : ",\"reference_milliseconds\":[0.25,0.25]")}
                    """)
            }
        }
        return output
    }

    private func digest(_ name: String) -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
        process.arguments = [tool.folder.appendingPathComponent(name).path]
        process.standardOutput = output
        try? process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(String(decoding: data, as: UTF8.self).prefix(64))
    }

    @discardableResult
    private func plan(_ arguments: String...) throws -> CommandLineTool.Outcome {
        let outcome = try tool.run(
            ["measure", "--device", "far", "--plan", "plan.jsonl", "--force"] + arguments)
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        return outcome
    }

    @Test func aPlanSaysWhatToRunAndHow() throws {
        let outcome = try plan("--architectures", "5", "--runs", "30", "--graph", "pruned")
        #expect(outcome.output.contains("pytorch_runner.py"))
        #expect(outcome.output.contains("data import"))
        let lines = try String(
            contentsOf: tool.folder.appendingPathComponent("plan.jsonl"), encoding: .utf8
        ).split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        #expect(lines.count == 1 + 15 + 5)
        #expect(lines[0]["plan"] as? Int == 1)
        #expect(lines[0]["device"] as? String == "far")
        #expect(lines[0]["dataset"] as? String == "cifar10")
        #expect(lines[0]["graph"] as? String == "pruned")
        #expect(lines[0]["runs"] as? Int == 30)
        #expect(lines.count { $0["operator"] != nil } == 15)
        for line in lines where line["index"] != nil {
            let index = try #require(line["index"] as? Int)
            let architecture = try #require(space.architecture(publishedIndex: index))
            #expect(line["architecture"] as? String == space.string(of: architecture))
        }
        let refused = try tool.run(
            "measure", "--device", "this-machine", "0", "--plan", "other.jsonl")
        #expect(refused.status == 2 && refused.errors.contains("another machine"))
        let unable = try tool.run(
            "measure", "--device", "far", "0", "--plan", "other.jsonl", "--runner", "openvino")
        #expect(unable.status == 2 && unable.errors.contains("PyTorch's script alone"))
        let statistic = try tool.run(
            "measure", "--device", "far", "0", "--plan", "other.jsonl", "--statistic",
            "fastest-tenth")
        #expect(statistic.status == 2 && statistic.errors.contains("interquartile-mean"))
        let references = try #require(lines[0]["references"] as? [String])
        #expect(
            try !references.isEmpty
                && references.allSatisfy {
                    try space.architecture(string: $0).code > 0
                })
        try plan("--architectures", "5", "--statistic", "interquartile-mean")
        let alone = try String(
            contentsOf: tool.folder.appendingPathComponent("plan.jsonl"), encoding: .utf8)
        #expect(!alone.contains("references"))
    }

    @Test func aPlanReplacesAFileOnlyWhenForced() throws {
        try tool.write("precious\n", to: "plan.jsonl")
        let path = tool.folder.appendingPathComponent("plan.jsonl")
        let refused = try tool.run("measure", "--device", "far", "0", "--plan", "plan.jsonl")
        #expect(refused.status == 2 && refused.errors.contains("--force"))
        #expect(try String(contentsOf: path, encoding: .utf8) == "precious\n")
        try plan("0")
        #expect(try String(contentsOf: path, encoding: .utf8).contains("\"plan\""))
    }

    @Test func resultsBecomeADevice() throws {
        try plan("--architectures", "12")
        try tool.write(try results(of: "plan.jsonl").joined(separator: "\n") + "\n", to: "r.jsonl")
        let imported = try tool.run("data", "import", "r.jsonl")
        #expect(imported.status == 0, Comment(rawValue: imported.errors))
        #expect(imported.output.contains("12 networks measured on far"))
        let store = try Store.open(tool.store.path, space: space, access: .readOnly)
        let device = try #require(try store.device(named: "far"))
        #expect(device.origin == .measured)
        #expect(device.device.hardware == "Far GPU" && device.device.kind == "gpu")
        #expect(device.device.runtime == "PyTorch 1" && device.device.batch == 1)
        let table = try #require(try store.table(.latency(device: "far")))
        for architecture in try store.measuredArchitectures(of: "far") {
            let latency = ScriptedRunner.latency(of: architecture, in: space)
            #expect(abs((table[architecture] ?? 0) - latency) < 1e-9)
        }
        #expect(try store.verify() == [])
        let show = try tool.run("devices", "show", "far").output
        #expect(show.contains("nor_conv_3x3") && show.contains("500.00"))
        let twice = try tool.run("data", "import", "r.jsonl")
        #expect(twice.status == 0 && twice.output.contains("nothing new"))
        // It serves like any other device with a few latencies.
        let predict = try tool.run("predict", "--device", "far", "9930", "--json")
        #expect(predict.status == 0, Comment(rawValue: predict.errors))
        let measured = try tool.run("measure", "--device", "far", "0")
        #expect(measured.status == 2 && measured.errors.contains("--plan"))
    }

    /// The other machine was busy most of the time; references ran beside everything.
    @Test func resultsInTurnsHoldOnABusyMachine() throws {
        try plan("--architectures", "8")
        let slowness = (0..<20).map { $0 < 10 ? 1 : 1.7 }
        try tool.write(
            try results(of: "plan.jsonl", slowness: slowness).joined(separator: "\n") + "\n",
            to: "r.jsonl")
        let imported = try tool.run("data", "import", "r.jsonl")
        #expect(imported.status == 0, Comment(rawValue: imported.errors))
        let store = try Store.open(tool.store.path, space: space, access: .readOnly)
        let table = try #require(try store.table(.latency(device: "far")))
        for architecture in try store.measuredArchitectures(of: "far") {
            let latency = ScriptedRunner.latency(of: architecture, in: space)
            #expect(abs((table[architecture] ?? 0) / latency - 1) < 1e-5)
        }
        #expect(try store.latencyScales(of: "far").count == 1)
        #expect(try store.verify() == [])
        let show = try tool.run("devices", "show", "far").output
        #expect(show.contains("scale") && show.contains("500.00"), Comment(rawValue: show))
    }

    @Test func shardsAreImportedOneAfterTheOther() throws {
        var total = 0
        for shard in ["1/2", "2/2"] {
            try plan("--architectures", "9", "--shard", shard)
            let lines = try results(of: "plan.jsonl")
            try tool.write(lines.joined(separator: "\n") + "\n", to: "r.jsonl")
            #expect(try tool.run("data", "import", "r.jsonl").status == 0)
            total += lines.count - 16
            let store = try Store.open(tool.store.path, space: space, access: .readOnly)
            #expect(try store.measuredArchitectures(of: "far").count == total)
        }
        #expect(total == 9)
        try plan("--architectures", "10")
        try tool.write(
            try results(of: "plan.jsonl", hardware: "Other GPU").joined(separator: "\n"),
            to: "o.jsonl")
        let other = try tool.run("data", "import", "o.jsonl")
        #expect(other.status == 1 && other.errors.contains("hardware Far GPU then, Other GPU now"))
    }

    @Test func aTornLineIsPassedOverAndRubbishIsNamed() throws {
        try plan("--architectures", "4")
        let lines = try results(of: "plan.jsonl")
        let torn =
            lines.dropLast().joined(separator: "\n") + "\n" + lines[lines.count - 1].dropLast(9)
        try tool.write(String(torn), to: "torn.jsonl")
        let imported = try tool.run("data", "import", "torn.jsonl")
        #expect(imported.status == 0, Comment(rawValue: imported.errors))
        #expect(imported.output.contains("cut off"))
        let store = try Store.open(tool.store.path, space: space, access: .readOnly)
        #expect(try store.measuredArchitectures(of: "far").count == 3)

        for (text, mention) in [
            ("hello", "line 3: no JSON object"), (#"{"index":3}"#, "line 3: neither times"),
            (#"{"index":99999,"milliseconds":[1]}"#, "line 3: index 99999"),
            (#"{"index":3,"milliseconds":[1,-2]}"#, "line 3: run 2 took -2"),
            (
                #"{"index":3,"architecture":"|none~0|+|none~0|none~1|+|none~0|none~1|none~2|","milliseconds":[1]}"#,
                "line 3: index 3 is"
            ),
            (#"{"operator":"conv_9x9","channels":16,"size":32,"milliseconds":[1]}"#, "conv_9x9"),
        ] {
            var wrong = lines
            wrong[2] = text
            try tool.write(wrong.joined(separator: "\n") + "\n", to: "wrong.jsonl")
            let outcome = try tool.run("data", "import", "wrong.jsonl", "--as", "wrong")
            #expect(outcome.status == 1, "\(text)")
            #expect(outcome.errors.contains(mention), Comment(rawValue: outcome.errors))
            #expect(try store.device(named: "wrong") == nil)
        }
    }
}
