import Testing

@testable import nas_search

/// What is done to the words of a command line before they are parsed.
@Suite struct CommandLineWordsTests {
    private func prepared(_ line: String) -> [String] {
        CommandLineWords.prepared(line.split(separator: " ").map(String.init))
    }

    @Test func aUnitBelongsToTheNumberBeforeIt() {
        #expect(
            prepared("search --max-latency 20 ms --budget 5")
                == ["search", "--max-latency", "20 ms", "--budget", "5"])
        #expect(prepared("--min-accuracy=70 %") == ["--min-accuracy=70 %"])
        #expect(prepared("--pick under:8 ms") == ["--pick", "under:8 ms"])
        #expect(prepared("--max-latency 20 kg") == ["--max-latency", "20 kg"])
        // What follows a count is no unit of it.
        #expect(prepared("--budget 20 ms") == ["--budget", "20", "ms"])
    }

    @Test func aNegativeNumberBelongsToItsOption() {
        #expect(prepared("--max-latency -3") == ["--max-latency=-3"])
        #expect(prepared("--max-latency -3 ms") == ["--max-latency=-3 ms"])
    }

    @Test func architecturesInARowAreOneWord() {
        #expect(
            prepared("predict --device gold 9930 |none~0|x 7 --samples 10 5 6 --quiet 8 9")
                == [
                    "predict", "--device", "gold", "9930\n|none~0|x\n7", "--samples", "10",
                    "5\n6", "--quiet", "8", "9",
                ])
        #expect(prepared("runs show 3 4") == ["runs", "show", "3", "4"])
        #expect(ArchitectureWords(argument: "9930\n|a|\n7").words == ["9930", "|a|", "7"])
        #expect(ArchitectureWords(argument: "no cell").words == ["no cell"])
        #expect(ArchitectureWords(argument: "").words == [""])
    }

    /// The parser's own time for so many words grows with their square.
    @Test func everyArchitectureOfALongLineIsPredictedInOrder() throws {
        let tool = try CommandLineTool()
        let indices = (0..<3_000).map { $0 * 5 }
        let object = try tool.run(
            ["predict", "--device", "rtx6000", "--json"] + indices.map(String.init)
        ).object()
        let predictions = try #require(object["predictions"] as? [[String: Any]])
        #expect(predictions.compactMap { $0["index"] as? Int } == indices)
        let words = CommandLineWords.prepared(
            ["predict", "--device", "rtx6000"] + indices.map(String.init))
        #expect(words.count == 4)
    }
}
