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

    @Test func optionsMayStandBeforeTheCommand() {
        #expect(
            prepared("--space S measure --device d 5 6")
                == ["measure", "--space", "S", "--device", "d", "5\n6"])
        #expect(prepared("--json -q devices") == ["devices", "--json", "-q"])
        #expect(
            prepared("--store=S data --json import F") == [
                "data", "import", "--store=S", "--json", "F",
            ])
        #expect(prepared("devices --json show d") == ["devices", "show", "--json", "d"])
        #expect(prepared("--max-latency 20 ms compare") == ["compare", "--max-latency", "20 ms"])
        // A value that is called like a command is none.
        #expect(
            prepared("--device d --export export --pick knee")
                == ["--device", "d", "--export", "export", "--pick", "knee"])
        #expect(
            prepared("data import --as list measure")
                == ["data", "import", "--as", "list", "measure"])
        // What nobody knows stays, so that the parser says so.
        #expect(prepared("--devise d measure") == ["--devise", "d", "measure"])
        #expect(prepared("-- measure") == ["--", "measure"])
        #expect(prepared("--device") == ["--device"])
    }

    @Test func noOptionTakesAValueInOneCommandAndNoneInAnother() throws {
        let names = try CommandLineGrammar.ofProgram().takesValue
        #expect(names.count > 60 && names["--store"] == [true] && names["--json"] == [false])
        for (name, meanings) in names { #expect(meanings.count == 1, "\(name)") }
    }

    @Test func aCommandKnowsWhatStandsBeforeIt() throws {
        let tool = try CommandLineTool()
        let shown = try tool.run("--json", "devices", "show", "rtx6000")
        let device = try shown.object()["device"] as? [String: Any]
        #expect(shown.status == 0 && device?["name"] as? String == "titan_rtx_1")
        let unknown = try tool.run("--budget", "5", "doctor")
        #expect(unknown.status == 2 && unknown.errors.contains("'--budget'"))
        #expect(unknown.errors.contains("nas-search doctor"))
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
