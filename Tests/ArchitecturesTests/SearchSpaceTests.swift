import Architectures
import Foundation
import TestSupport
import Testing

@Suite struct SearchSpaceTests {
    let space: SearchSpace

    init() throws { space = try SearchSpace.nasBench201() }

    @Test func sizes() {
        #expect(space.count == 15_625)
        #expect(space.edges.count == 6)
        #expect(space.operators.count == 5)
        #expect(space.nodeCount == 4)
    }

    @Test func publishedOrderNeedsNoFile() {
        // The first entries of the order that the authors published.
        let first = [
            "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|",
            "|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|skip_connect~2|",
        ]
        for (index, string) in first.enumerated() {
            #expect(space.architecture(publishedIndex: index).map(space.string) == string)
        }
        #expect(space.architecture(publishedIndex: 15_625) == nil)
        #expect(space.architecture(publishedIndex: -1) == nil)
    }

    @Test func publishedOrderIsABijection() {
        var seen = Set<Architecture>()
        for index in 0..<space.count {
            let architecture = space.architecture(publishedIndex: index)!
            #expect(space.publishedIndex(of: architecture) == index)
            seen.insert(architecture)
        }
        #expect(seen.count == space.count)
    }

    @Test(.enabled(if: PublishedData.isAvailable, Comment(rawValue: PublishedData.absence)))
    func publishedOrderEqualsTheTable() throws {
        let file = PublishedData.folder!.appendingPathComponent("nasbench201/accuracy.csv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
        #expect(lines.count == space.count)
        for line in lines {
            let fields = line.split(separator: ",", maxSplits: 2)
            let index = try #require(Int(fields[0]))
            let architecture = try space.architecture(string: String(fields[1]))
            #expect(space.publishedIndex(of: architecture) == index)
        }
    }

    @Test func stringsRoundTrip() throws {
        for architecture in space.architectures {
            #expect(try space.architecture(string: space.string(of: architecture)) == architecture)
        }
    }

    @Test(arguments: [
        ("", 0, "'|'"),
        ("|skip_connect~0", 1 + 12, "'~0|'"),
        (
            "|skip~0|+", 1,
            "an operator: none, skip_connect, nor_conv_1x1, nor_conv_3x3, avg_pool_3x3"
        ),
        ("|none~1|", 5, "'~0|'"),
        ("|none~0||none~0|", 8, "'+'"),
        ("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|+", 47, "the end"),
    ])
    func wrongStringsAreRefusedExactly(string: String, offset: Int, expected: String) {
        #expect(
            throws: SearchSpaceError.invalidString(string, offset: offset, expected: expected)
        ) { try space.architecture(string: string) }
    }

    @Test func describedByIndexOrString() throws {
        let tenth = try #require(space.architecture(publishedIndex: 10))
        #expect(try space.architecture(described: "10") == tenth)
        #expect(try space.architecture(described: space.string(of: tenth)) == tenth)
        #expect(throws: SearchSpaceError.invalidIndex(15_625, count: 15_625)) {
            try space.architecture(described: "15625")
        }
    }

    @Test func aSecondSpaceIsData() throws {
        let tiny = try TinySpace.make()
        #expect(tiny.count == 27)
        #expect(tiny.string(of: Architecture(code: 5)) == "|none~0|+|skip~0|conv~1|")
        #expect(tiny.publishedIndex(of: Architecture(code: 5)) == 5)
    }

    @Test(arguments: [
        ("\"format\": 1", "\"format\": 2"),
        ("[0, 1], [0, 2]", "[0, 2], [0, 1]"),
        ("[0, 1], [0, 2]", "[1, 0], [0, 2]"),
        ("\"skip\"", "\"none\""),
        ("\"identity\"", "\"mystery\""),
        ("\"inputSize\": 8", "\"inputSize\": 1"),
        // What would overflow, take for ever or make no network.
        ("[1, 2]]", "[1, 9223372036854775807]]"),
        ("[1, 2]]", "[1, 2], [0, 3], [0, 4], [0, 5], [0, 6], [0, 7], [0, 8]]"),
        ("\"inputSize\": 8", "\"inputSize\": 9223372036854775807"),
        ("\"inputChannels\": 3", "\"inputChannels\": 0"),
        ("\"kernel\": 3 }\n", "\"kernel\": 0 }\n"),
        ("\"kernel\": 3, \"channels\"", "\"kernel\": 4, \"channels\""),
        ("\"channels\": 4, \"cells\": 1", "\"channels\": 9223372036854775807, \"cells\": 1"),
        ("\"cells\": 2", "\"cells\": 9223372036854775807"),
        ("\"classes\": 5", "\"classes\": 9223372036854775807"),
    ])
    func unusableDefinitionsAreRefused(old: String, new: String) {
        let json = TinySpace.json.replacingOccurrences(of: old, with: new)
        #expect(json != TinySpace.json)
        #expect(throws: SearchSpaceError.self) {
            try SearchSpace(json: Data(json.utf8), source: "broken.json")
        }
    }
}
