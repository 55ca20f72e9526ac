import Foundation
import TestSupport
import Testing

@testable import Architectures

/// Definitions as strangers write them.
@Suite struct DefinitionFileTests {
    private let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("definitions-\(UUID().uuidString)")

    private func reason(_ json: String) -> String {
        do {
            _ = try SearchSpace(checking: Data(json.utf8), source: "x.json")
            return "taken"
        } catch {
            return "\(error)"
        }
    }

    /// Each with what is wrong in it, as the message says it.
    @Test(arguments: [
        (
            "\"layer\": \"identity\"", "\"layer\": \"max\"",
            "operators[0].layer: unknown layer 'max'"
        ),
        (", \"kernel\": 5", "", "operators[1]: 'kernel' is missing"),
        ("\"kernel\": 5", "\"kernel\": 4", "operators[1]: kernel 4"),
        ("\"conv_5x5\"", "\"pass\"", "'pass' is there twice"),
        ("\"zero\"", "\"identity\"", "is the same layer as 'pass'"),
        ("\"pass\"", "\"a|b\"", "name 'a|b'"),
        ("[3, 4]]", "[4, 4]]", "edges[5]: 4→4"),
        ("[3, 4]]", "[3, 4], [1, 2]]", "grouped by the node"),
        ("[3, 4]]", "[3, 4], [0, 6]]", "none leads to node 5"),
        ("[3, 4]]", "[3]]", "edges[5]"),
        ("\"channels\": 32", "\"channels\": -1", "stages[1]: channels -1"),
        ("\"channels\": 32", "\"channels\": 1.5", "whole"),
        ("\"channels\": 32", "\"channels\": \"32\"", "stages[1].channels: expected a whole number"),
        ("\"channels\": 16 }", "\"channels\": 32 }", "the first stage has the stem's"),
        ("\"cells\": 2", "\"cells\": 256", "more than 256 cells"),
        ("\"inputSize\": 12", "\"inputSize\": 13", "no multiple of 2^1"),
        ("\"grey-toy\"", "\"toy\"", "datasets[1] ('toy')"),
        ("\"classes\": 7", "\"classes\": 0", "classes 0"),
        ("\"title\"", "\"titel\"", "unknown key 'titel'"),
        ("\"five-nodes\"", "\"nasbench201\"", "another space than the one of that name"),
        ("{", "[", "not JSON"),
    ])
    func whatIsWrongIsSaid(old: String, new: String, words: String) throws {
        let range = try #require(FiveNodeSpace.json.range(of: old))
        let json = FiveNodeSpace.json.replacingCharacters(in: range, with: new)
        #expect(reason(json).contains(words), "\(reason(json))")
    }

    @Test func hugeDefinitionsAreRefusedBeforeAnythingIsBuilt() {
        let edges = (1...7).flatMap { target in (0..<target).map { "[\($0), \(target)]" } }
        let json = FiveNodeSpace.json.replacing(
            "[[0, 1], [0, 2], [1, 3], [2, 3], [0, 4], [3, 4]]",
            with: "[" + edges.joined(separator: ",") + "]")
        #expect(reason(json).contains("more than 16777216 (2^24) cells"))
        for (old, new) in [
            ("\"channels\": 16", "\"channels\": 1024"),
            ("\"inputSize\": 12", "\"inputSize\": 1024"),
        ] {
            let large = FiveNodeSpace.json.replacing(old, with: new)
                .replacing(
                    "\"channels\": 32, \"cells\": 2", with: "\"channels\": 1024, \"cells\": 200")
            #expect(reason(large).contains("supported: take fewer"), "\(reason(large))")
        }
    }

    @Test func whatIsNoFileIsRefused() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let pipe = folder.appendingPathComponent("pipe").path
        #expect(mkfifo(pipe, 0o600) == 0)
        for path in [folder.path, pipe, "/dev/zero", folder.path + "/none.json", ""] {
            #expect(throws: SearchSpaceError.self) { try SearchSpace(file: path) }
        }
        let file = folder.appendingPathComponent("five.json")
        try Data(FiveNodeSpace.json.utf8).write(to: file)
        #expect(try SearchSpace(file: file.path).count == 729)
        #expect(try SearchSpace(file: SearchSpace.publishedName).isNASBench201)
    }

    @Test func aDefinitionSurvivesBeingKept() throws {
        for space in [try FiveNodeSpace.make(), try .nasBench201()] {
            let kept = try SearchSpace(
                checking: Data(space.canonicalDefinition.utf8), source: "kept")
            #expect(kept.definition == space.definition)
            #expect(try kept.digest == space.digest)
        }
        let other = FiveNodeSpace.json.replacing("\"cells\": 2", with: "\"cells\": 3")
        let renamed = FiveNodeSpace.json.replacing("A fixture", with: "The fixture")
        let digest = try FiveNodeSpace.make().digest
        #expect(try SearchSpace(json: Data(other.utf8), source: "").digest != digest)
        #expect(try SearchSpace(json: Data(renamed.utf8), source: "").digest == digest)
    }

    @Test func theReferenceIsAShortPath() throws {
        let space = try FiveNodeSpace.make()
        let cell = try space.architecture(string: space.definition.referenceCell)
        #expect(
            space.string(of: cell)
                == "|nothing~0|+|nothing~0|+|nothing~1|nothing~2|+|conv_5x5~0|nothing~3|")
        #expect(!space.isDisconnected(cell))
    }
}
