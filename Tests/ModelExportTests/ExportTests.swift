import Architectures
import Foundation
import ModelExport
import TestSupport
import Testing

@Suite struct ExportTests {
    let space: SearchSpace
    let model: ExportedModel

    init() throws {
        space = try SearchSpace.nasBench201()
        let architecture = try space.architecture(
            string: "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|")
        model = ExportedModel(
            space: space, architecture: architecture,
            objectives: [
                ExportedObjective(
                    name: "latency", value: 4.25, standardDeviation: 0.5, unit: "ms",
                    subject: "a-device", origin: .predicted)
            ],
            command: "nas-search export")
    }

    @Test func jsonStatesCellCostsAndOrigins() throws {
        let data = try ExportFormat.json.contents(of: model)
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
        let text = String(decoding: try ExportFormat.dot.contents(of: model), as: UTF8.self)
        #expect(text.contains("0 -> 1 [label=\"nor_conv_3x3\", style=dashed];"))
        #expect(text.contains("0 -> 3 [label=\"skip_connect\", style=solid];"))
        #expect(text.contains("2 -> 3 [label=\"none\", style=dotted];"))
    }

    @Test func filesAreNotOverwrittenUnlessAsked() throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("nas-search-export-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let writer = ExportWriter(folder: folder, overwrites: false)
        let files = try writer.write(model, formats: [.json, .dot])
        let names = files.map(\.lastPathComponent)
        #expect(names == ["\(model.fileName).json", "\(model.fileName).dot"])
        #expect(throws: ExportError.exists(files[0].path)) {
            try writer.write(model, formats: [.json])
        }
        _ = try ExportWriter(folder: folder, overwrites: true).write(model, formats: [.json])
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(left) == Set(names))
    }

    @Test func aFolderThatCannotBeMadeIsNamed() {
        let writer = ExportWriter(
            folder: URL(fileURLWithPath: "/dev/null/folder"), overwrites: false)
        #expect(throws: ExportError.self) { try writer.write(model, formats: [.dot]) }
    }
}
