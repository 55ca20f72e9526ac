import Foundation
import Testing

/// Files of architectures: what is written, under which names, and what is refused.
@Suite struct ExportCommandTests {
    let tool: CommandLineTool

    init() throws {
        tool = try CommandLineTool()
    }

    private func files(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(
            atPath: tool.folder.appendingPathComponent(folder).path
        ).sorted()
    }

    private func contents(_ path: String) throws -> Data {
        try Data(contentsOf: tool.folder.appendingPathComponent(path))
    }

    @Test func everyFormatHasItsFiles() throws {
        let outcome = try tool.run(
            "export", "284", "--format", "onnx,pytorch,json,dot,svg", "--dataset",
            "imagenet16-120", "--graph", "pruned", "--batch", "dynamic", "--output", "out",
            "--json")
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        let names = try files(in: "out")
        #expect(
            names == [
                "nasbench201-284-imagenet16-120-pruned.onnx", "nasbench201-284.dot",
                "nasbench201-284.json", "nasbench201-284.svg",
                "nasbench201_284_imagenet16_120_pruned.py",
                "nasbench201_284_imagenet16_120_pruned.safetensors",
            ])
        let listed = try #require(outcome.object()["files"] as? [String])
        #expect(Set(listed.map { ($0 as NSString).lastPathComponent }) == Set(names))
        let again = try tool.run(
            "export", "284", "--format", "svg,json", "--output", "out")
        #expect(again.status == 1)
        #expect(again.errors.contains("--force"))
        #expect(try files(in: "out") == names)
        #expect(
            try tool.run("export", "284", "--format", "svg", "--output", "out", "--force").status
                == 0)
    }

    @Test func equalCommandsGiveEqualBytes() throws {
        for folder in ["a", "b"] {
            let outcome = try tool.run(
                "export", "284", "--format", "onnx,pytorch", "--seed", "7", "--output", folder)
            #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        }
        let names = try files(in: "a")
        #expect(names.count == 3)
        for name in names {
            #expect(try contents("a/\(name)") == contents("b/\(name)"))
        }
    }

    @Test func exportedWeightsComeBackIn() throws {
        let name = "nasbench201_284_cifar100.safetensors"
        let options = ["export", "284", "--format", "pytorch", "--output"]
        #expect(try tool.run(options + ["a", "--weights-seed", "5"]).status == 0)
        let outcome = try tool.run(options + ["b", "--weights", "a/\(name)"])
        #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
        #expect(try tool.run(options + ["c", "--weights-seed", "6"]).status == 0)
        // Headers differ in what they say of the weights; the values are the end of the file.
        let count = 4 * 101_000
        let given = try contents("a/\(name)").suffix(count)
        #expect(given.count == count)
        #expect(try contents("b/\(name)").suffix(count) == given)
        #expect(try contents("c/\(name)").suffix(count) != given)
        let other = try tool.run(
            "export", "9930", "--format", "onnx", "--weights", "a/\(name)", "--output", "d")
        #expect(other.status == 1)
        #expect(other.errors.contains("another architecture"))
        #expect(try files(in: "d").isEmpty)
    }

    @Test(arguments: [
        (["export"], "export 9930"),
        (["export", "9930", "--format", "onxx"], "onnx"),
        (["export", "9930", "--format", ","], "none of"),
        (["export", "9930", "--format", "onnx", "--graph", "prunned"], "pruned"),
        (["export", "9930", "--format", "onnx", "--batch", "0"], "65536"),
        (["export", "9930", "--format", "onnx", "--dataset", "cifar11"], "cifar10"),
        (["export", "9930", "--weights", "/nowhere.safetensors"], "/nowhere.safetensors"),
        (["export", "9930", "--weights", "/dev/zero"], "not a file"),
        (["export", "9930", "--weights", "w", "--weights-seed", "1"], "exclude"),
        (["export", "15625"], "0 to 15624"),
        (["--device", "rtx6000", "--export", "x", "--batch", "many"], "dynamic"),
        (["--device", "rtx6000", "--export", "x", "--pick", "under:fast"], "under:8ms"),
    ])
    func refusalsAreClear(arguments: [String], mention: String) throws {
        let outcome = try tool.run(arguments)
        #expect(outcome.status == 2, Comment(rawValue: outcome.errors))
        #expect(outcome.errors.contains(mention), Comment(rawValue: outcome.errors))
        #expect(outcome.output.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: tool.folder.path + "/x"))
    }

    @Test func bothNamesOfTheFolderAreTakenEverywhere() throws {
        let commands = [
            ["export", "9930", "--output", "a"], ["export", "9930", "--export", "b"],
            ["--device", "rtx6000", "--budget", "50", "--export", "c"],
            ["--device", "rtx6000", "--budget", "50", "--output", "d"],
            ["runs", "show", "1", "--export", "e"], ["runs", "show", "1", "--output", "f"],
        ]
        for command in commands {
            let outcome = try tool.run(command)
            #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
            #expect(try !files(in: command[command.count - 1]).isEmpty, "\(command)")
        }
    }

    @Test func theSchemaIsPrinted() throws {
        let schema = try tool.run("export", "--schema").object()
        #expect((schema["properties"] as? [String: Any])?["objectives"] != nil)
    }

    @Test func membersOfARunArePicked() throws {
        let search = try tool.run(
            "--device", "rtx6000", "--budget", "200", "--export", "knee", "--pick", "knee",
            "--format", "svg,onnx", "--dataset", "cifar10", "--json")
        #expect(search.status == 0, Comment(rawValue: search.errors))
        #expect(search.errors.contains("straight line"))
        let object = try search.object()
        #expect((object["exported"] as? [String])?.count == 2)
        #expect(try files(in: "knee").contains { $0.hasSuffix("-cifar10.onnx") })
        let front = try #require(object["front"] as? [[String: Any]])
        let indices = front.compactMap { $0["index"] as? Int }
        let latencies = front.compactMap { $0["latency_ms"] as? Double }
        let accuracies = front.compactMap { $0["accuracy"] as? Double }
        #expect(front.count > 3)
        let middle = front.count / 2
        // Reading a number back may lose its last bit.
        let limit = latencies[middle] * (1 + 1e-9)
        let best = try #require(accuracies.max())
        // The front is sorted by latency, and accuracy grows with it.
        for (rule, expected) in [
            ("fastest", indices[0]),
            ("most-accurate", indices[try #require(accuracies.firstIndex(of: best))]),
            ("under:\(limit)ms", indices[middle]),
            ("under:\(limit)", indices[middle]),
            (String(indices[1]), indices[1]),
        ] {
            let folder = "pick-\(UUID().uuidString)"
            let outcome = try tool.run(
                "runs", "show", "1", "--export", folder, "--pick", rule, "--format", "dot")
            #expect(outcome.status == 0, Comment(rawValue: outcome.errors))
            // Members of equal latency and accuracy are as good as each other.
            let position = try #require(indices.firstIndex(of: expected))
            let equals = indices.indices.filter {
                latencies[$0] == latencies[position] && accuracies[$0] == accuracies[position]
            }
            let names = equals.map { "nasbench201-\(indices[$0]).dot" }
            let written = try files(in: folder)
            #expect(written.count == 1 && names.contains(written[0]), "\(rule)")
        }
        let none = try tool.run(
            "runs", "show", "1", "--export", "none", "--pick", "under:0.001ms")
        #expect(none.status == 1)
        #expect(none.errors.contains("under:0.001ms"))
    }
}
