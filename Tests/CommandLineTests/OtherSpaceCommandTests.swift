import Architectures
import Foundation
import TestSupport
import Testing

/// The commands on a space of other operators, nodes and stages, one after the other.
@Suite struct OtherSpaceCommandTests {
    @Test func fromTheTemplateToTheExport() throws {
        let tool = try CommandLineTool()
        let space = try FiveNodeSpace.make()
        let definition = try tool.write(FiveNodeSpace.json, to: "five.json").path
        let template = try tool.run("data", "template", "--device", "phone", "--space", definition)
        #expect(template.status == 0, "\(template.errors)")
        // Only the named file knows the space: reading makes no store.
        var rows = template.output.split(separator: "\n").map(String.init)
        for index in rows.indices.dropFirst() {
            let cell = try space.architecture(
                string: String(rows[index].split(separator: ",")[1]))
            rows[index] += "\(FiveNodeSpace.latency(of: cell, in: space))"
        }
        let latencies = try tool.write(rows.joined(separator: "\n") + "\n", to: "phone.csv").path
        let accuracies = try tool.write(
            "index,toy_valid_200\n"
                + space.architectures.map {
                    "\($0.code),\(FiveNodeSpace.accuracy(of: $0, in: space))\n"
                }.joined(), to: "accuracy.csv"
        ).path
        for file in [latencies, accuracies] {
            let imported = try tool.run("data", "import", file, "--space", definition)
            #expect(imported.status == 0, "\(imported.errors)")
        }
        // From here on the store knows.
        let found = try tool.run(
            "search", "--device", "phone", "--budget", "100", "--json", "--report",
            tool.folder.appendingPathComponent("page.html").path, "--plot",
            tool.folder.appendingPathComponent("plot.svg").path)
        #expect(found.status == 0, "\(found.errors)")
        let front = try #require(try found.object()["front"] as? [[String: Any]])
        #expect(
            front.count > 2 && front.allSatisfy { ($0["arch"] as? String)?.contains("~3|") == true }
        )
        let page = try String(
            contentsOf: tool.folder.appendingPathComponent("page.html"), encoding: .utf8)
        #expect(page.contains("\"small-convolution\"") && page.contains("conv_5x5"))
        let exported = try tool.run(
            "export", "121", "--format", "onnx,pytorch,litert,ncnn,json,dot,svg", "--output",
            tool.folder.appendingPathComponent("chosen").path)
        #expect(exported.status == 0, "\(exported.errors)")
        for command in [
            ["runs", "show", "1"], ["devices", "show", "phone"], ["devices"], ["data", "list"],
            ["data", "verify"], ["predict", "--device", "phone", "0", "728"],
            ["search", "--resume", "1"], ["doctor"],
        ] {
            let outcome = try tool.run(command)
            #expect(outcome.status == 0, "\(command) \(outcome.errors)")
        }
        // What needs what is of NAS-Bench-201 says so.
        for (command, words) in [
            (["search", "--device", "phone", "--latency", "help"], "nasbench201"),
            (["search", "--device", "phone", "--latency", "bundled"], "nasbench201"),
            (["search", "--device", "phone", "--space", "nasbench201"], "five-nodes"),
            (["search", "--device", "phone", "--dataset", "cifar100"], "toy"),
            (["evaluate", "--pool", "bundled"], "of this space"),
            (["data", "fetch", "help"], "five-nodes"),
        ] {
            let outcome = try tool.run(command)
            #expect(outcome.status == 2 && outcome.errors.contains(words), "\(outcome.errors)")
        }
    }

    @Test func aRunnerIsToldTheSpace() throws {
        let tool = try CommandLineTool()
        let definition = try tool.write(FiveNodeSpace.json, to: "five.json").path
        let runner = try tool.scriptedRunner()
        let log = tool.folder.appendingPathComponent("log")
        let environment = ["FAKE_LOG": log.path, "FAKE_TURNS": "1"]
        let found = try tool.run(
            ["search", "--device", "this-machine", "--space", definition, "--budget", "40"]
                + ["--samples", "8", "--objective", "latency,params", "--json"] + runner,
            environment: environment)
        #expect(found.status == 0, "\(found.errors)")
        #expect(try found.object()["accuracy_source"] as? String == "none")
        let loaded = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
        #expect(!loaded.isEmpty && loaded.allSatisfy { $0.contains("\"name\":\"five-nodes\"") })
        // One that knows NAS-Bench-201 alone is not asked for another space's networks.
        let old = try tool.write(
            ScriptedRunner.script.replacing("\"spaces\",", with: ""), to: "old.sh")
        let refused = try tool.run(
            ["measure", "--device", "other", "--runner", "/bin/sh \(old.path)", "0", "1"],
            environment: environment)
        #expect(refused.status != 0 && refused.errors.contains("five-nodes"), "\(refused.errors)")
    }

    @Test(arguments: ["{", "{}", "[]", "null", ""])
    func brokenDefinitionsAreRefused(text: String) throws {
        let tool = try CommandLineTool()
        let file = try tool.write(text, to: "broken.json").path
        let outcome = try tool.run("search", "--device", "this-machine", "--space", file)
        #expect(outcome.status == 2 && outcome.errors.contains(file), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: tool.store.path))
    }
}
