import Architectures
import Foundation
import Networks
import TestSupport
import Testing

@testable import ModelExport

@Suite struct ExportTests {
    let space: SearchSpace
    let dataset: Dataset
    let model: ExportedModel
    /// The same with settings for files with weights.
    let network: ExportedModel

    init() throws {
        space = try SearchSpace.nasBench201()
        let architecture = try space.architecture(
            string: "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|")
        dataset = try #require(space.definition.datasets.first { $0.name == "cifar10" })
        model = ExportedModel(
            space: space, architecture: architecture, objectives: Self.objectives,
            command: "nas-search export")
        network = ExportedModel(
            space: space, architecture: architecture, objectives: Self.objectives,
            command: "a \"command\"\nimport evil",
            network: NetworkSettings(
                dataset: dataset, view: .pruned, batch: .dynamic, foldsBatchNormalization: true,
                weights: .seed(4)))
    }

    private static let objectives = [
        ExportedObjective(
            name: "latency", value: 4.25, standardDeviation: 0.5, unit: "ms", subject: "a-device",
            origin: .predicted)
    ]

    private func contents(_ format: ExportFormat, _ model: ExportedModel) throws -> Data {
        try #require(format.files(of: model).last).contents
    }

    private func text(_ format: ExportFormat, _ model: ExportedModel) throws -> String {
        String(decoding: try contents(format, model), as: UTF8.self)
    }

    @Test func jsonStatesCellCostsAndOrigins() throws {
        let data = try contents(.json, model)
        let document = try #require(
            JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(document["arch"] as? String == space.string(of: model.architecture))
        let edges = try #require(document["edges"] as? [[String: Any]])
        #expect(
            edges.compactMap { $0["live"] as? Bool } == [false, false, false, true, false, false])
        let costs = try #require(document["costs"] as? [[String: Any]])
        #expect(costs.compactMap { $0["parameters"] as? Int } == [316_346, 322_196, 323_496])
        #expect(costs.compactMap { $0["prunedParameters"] as? Int } == [73_306, 79_156, 80_456])
        let objectives = try #require(document["objectives"] as? [[String: Any]])
        #expect(objectives.first?["origin"] as? String == "predicted")
    }

    @Test func dotShowsOperatorsAndDeadEdges() throws {
        let text = try text(.dot, model)
        #expect(text.contains("0 -> 1 [label=\"nor_conv_3x3\", style=dashed];"))
        #expect(text.contains("0 -> 3 [label=\"skip_connect\", style=solid];"))
        #expect(text.contains("2 -> 3 [label=\"none\", style=dotted];"))
    }

    @Test func jsonFollowsItsSchema() throws {
        let schema = try #require(
            JSONSerialization.jsonObject(with: Data(ExportSchema.text.utf8)) as? [String: Any])
        for model in [model, network] {
            let value = try JSONSerialization.jsonObject(with: contents(.json, model))
            #expect(SchemaValidator.faults(value, against: schema) == [])
            // The validator is no rubber stamp.
            var broken = try #require(value as? [String: Any])
            broken["index"] = "9"
            broken["extra"] = 1
            broken["edges"] = [["source": -1, "target": 1, "operator": "x", "live": 1]]
            broken["command"] = nil
            let text = try JSONSerialization.data(withJSONObject: broken)
            let faults = SchemaValidator.faults(
                try JSONSerialization.jsonObject(with: text), against: schema)
            // Index, extra key, source below 0, a number for a truth value, no command.
            #expect(faults.count == 5, "\(faults)")
        }
        let settings = try #require(
            (JSONSerialization.jsonObject(with: contents(.json, network)) as? [String: Any])?[
                "network"] as? [String: Any])
        #expect(settings["batch"] as? String == "dynamic")
        #expect(settings["graph"] as? String == "pruned")
        #expect((settings["weights"] as? [String: Int]) == ["seed": 4])
    }

    @Test func pictureShowsOperatorsAndDeadEdges() throws {
        let text = try text(.svg, model)
        #expect(text.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
        #expect(text.components(separatedBy: "class=\"edge dead\"").count == 1 + 5)
        #expect(text.components(separatedBy: "class=\"edge\"").count == 1 + 1)
        #expect(text.contains(">nor_conv_3x3</text>") && text.contains(">skip_connect</text>"))
        #expect(text.contains("prefers-color-scheme: dark"))
        #expect(!text.contains("href") && !text.contains("url(h"))
    }

    @Test func pythonNamesModulesAsTheReferenceDoes() throws {
        let text = try text(.pytorch, network)
        #expect(text.contains("\"3\": nn.Identity(),  # node 0 to 3"))
        #expect(!text.contains("\"0\":"))
        #expect(text.contains("        node3 = self.layers[\"3\"](node0)\n        return node3"))
        #expect(text.contains("CLASSES = 10"))
        #expect(text.contains("# latency 4.25 ± 0.5 ms, predicted (a-device)"))
        // What others wrote stays within its comment.
        #expect(text.contains("# command  a \"command\"import evil\n"))
        #expect(!text.contains("\nimport evil"))
    }

    @Test func weightsLieBesideThePythonFile() throws {
        let files = try ExportFormat.pytorch.files(of: network)
        let stem = "nasbench201_\(space.publishedIndex(of: model.architecture))_cifar10_pruned"
        #expect(files.map(\.name) == ["\(stem).safetensors", "\(stem).py"])
        let tensors = try SafetensorsReader.tensors(in: files[0].contents, path: "")
        // Pruned of its convolutions: stem, head, classifier, and the residual blocks.
        #expect(tensors["classifier.weight"]?.shape == [10, 64])
        #expect(tensors.count == 5 + 4 + 2 + 2 * (5 + 5 + 1))
        let laidOut = Network(model.architecture, in: space, for: dataset, view: .pruned)
        let expected = NetworkWeights(for: laidOut, seed: 4)
        #expect(tensors == expected.tensors)
    }

    /// What trains the network stands in the file that builds it, with where its numbers come from.
    @Test func pythonTrainsAsTheBenchmarkDid() throws {
        let text = try text(.pytorch, network)
        for fact in [
            "EPOCHS = 200", "BATCH_SIZE = 256", "LEARNING_RATE = 0.1", "MOMENTUM = 0.9",
            "WEIGHT_DECAY = 5e-4", "NAS-Bench-201, ICLR 2020", "--train", "nesterov=True",
        ] {
            #expect(text.contains(fact), "\(fact)")
        }
        let mains = text.components(separatedBy: "if __name__ ==").count - 1
        #expect(mains == 1)
        // The file's own name stands in its example.
        let imports = text.matches(of: /(?m)^ *(?:from|import) (\w+)/).map { String($0.1) }
            .filter { !$0.hasPrefix("nasbench201_") }
        #expect(
            Set(imports) == ["json", "struct", "pathlib", "torch", "torchvision", "argparse"])
    }

    /// Versions of the format by operator set, as ONNX lists them.
    @Test(arguments: [
        (9, 4), (10, 5), (11, 6), (12, 7), (13, 7), (14, 7), (15, 8), (17, 8), (18, 8), (19, 9),
        (20, 9), (21, 10),
    ])
    func operatorSetsAndFormatsGoTogether(opset: Int, format: Int) throws {
        var settings = NetworkSettings(
            dataset: dataset, view: .pruned, batch: .fixed(1), foldsBatchNormalization: true,
            weights: .seed(4))
        settings.operatorSet = opset
        settings.producerVersion = "1.2.3"
        let model = ExportedModel(
            space: space, architecture: model.architecture, objectives: [], command: "c",
            network: settings)
        let decoded = try ProtobufDecoder(Array(contents(.onnx, model)))
        #expect(decoded.integers(1) == [format])
        #expect(decoded.bytes(2) == [Array("nas-search".utf8)])
        #expect(decoded.bytes(3) == [Array("1.2.3".utf8)])
        let set = try ProtobufDecoder(try #require(decoded.bytes(8).first))
        #expect(set.integers(2) == [opset])
    }

    @Test func onnxSaysWhereItComesFrom() throws {
        let decoded = try DecodedModel(contents(.onnx, network))
        #expect(
            Set(decoded.metadata.keys) == [
                "space", "index", "architecture", "dataset", "graph", "weights", "objectives",
                "command",
            ])
        #expect(decoded.metadata["architecture"] == space.string(of: model.architecture))
        #expect(decoded.metadata["weights"] == "random, seed 4")
        #expect(decoded.metadata["objectives"]?.contains("\"origin\":\"predicted\"") == true)
    }

    @Test func weightsOfAnotherNetworkAreRefused() throws {
        let other = ExportedModel(
            space: space, architecture: model.architecture, objectives: [], command: "",
            network: NetworkSettings(
                dataset: dataset, view: .asWritten, batch: .fixed(1),
                foldsBatchNormalization: true,
                weights: .file(name: "w", sha256: "", tensors: [:])))
        #expect(throws: NetworkError.missingTensor("stem.0.weight")) {
            try ExportFormat.onnx.files(of: other)
        }
    }

    @Test func filesAreNotOverwrittenUnlessAsked() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nas-search-export-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let writer = ExportWriter(folder: folder, overwrites: false)
        let files = try writer.write([model], formats: [.json, .dot])
        let names = files.map(\.lastPathComponent)
        #expect(names == ["\(model.fileName).json", "\(model.fileName).dot"])
        #expect(throws: ExportError.exists(files[0].path)) {
            try writer.write([model], formats: [.json])
        }
        _ = try ExportWriter(folder: folder, overwrites: true).write([model], formats: [.json])
        // A file in the way is noticed before the first is written.
        #expect(throws: ExportError.exists(files[1].path)) {
            try writer.write([model], formats: [.svg, .dot])
        }
        #expect(try writer.write([model], formats: [.svg]) { true } == [])
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(left) == Set(names))
    }

    @Test func aFolderThatCannotBeMadeIsNamed() {
        let writer = ExportWriter(
            folder: URL(fileURLWithPath: "/dev/null/folder"), overwrites: false)
        #expect(throws: ExportError.self) { try writer.write([model], formats: [.dot]) }
    }
}
