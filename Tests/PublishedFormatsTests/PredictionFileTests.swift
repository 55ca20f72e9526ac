import Architectures
import FileSystem
import Foundation
import TestSupport
import Testing

@testable import PublishedFormats

/// Other programs' predictions in CSV files.
@Suite struct PredictionFileTests {
    private let folder: FileSystem.ScratchFolder
    private let space: SearchSpace

    init() throws {
        folder = try FileSystem.ScratchFolder(prefix: "nas-search-test")
        space = try TinySpace.make()
    }

    private func read(
        _ text: String, for device: String = "mine", aliases: [String] = []
    ) throws -> PredictionFile.Predictions {
        try folder.write(Data(text.utf8), to: "theirs.csv")
        return try PredictionFile(path: folder.path("theirs.csv")).predictions(
            for: device, aliases: aliases, in: space, isOther: { $0 == "yours" })
    }

    private func failure(_ text: String) -> PublishedFormatError? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return error as? PublishedFormatError
        }
    }

    @Test(
        arguments: [
            "index,latency_ms,latency_std_ms", "index,latency,std", "arch,model_ms,sigma_ms",
            "index,mine,mine_std", "index,mine_latency_ms,mine_latency_stddev_ms",
        ])
    func latenciesWithDeviations(heading: String) throws {
        let first = heading.hasPrefix("arch") ? "|none~0|+|none~0|none~1|" : "0"
        let read = try read("\(heading)\n\(first),2.5,0.25\n26,4,\n")
        #expect(read.estimates.milliseconds[0] == 2.5 && read.estimates.milliseconds[26] == 4)
        #expect(read.estimates.standardDeviations[0] == 0.25)
        #expect(read.estimates.standardDeviations[26].isNaN)
        #expect(read.estimates.milliseconds[5].isNaN, "what is not there is not predicted")
        #expect(read.namesDevice == heading.contains("mine"))
        #expect(read.column == heading.split(separator: ",")[1])
    }

    @Test func unitsAreOfTheHeadings() throws {
        let both = try read("index,latency_us,std\n0,2500,250\n")
        #expect(both.estimates.milliseconds[0] == 2.5)
        #expect(both.estimates.standardDeviations[0] == 0.25, "in the unit of its latency")
        let own = try read("index,latency_s,latency_std_ms\n0,0.0025,0.5\n")
        #expect(own.estimates.milliseconds[0] == 2.5)
        #expect(own.estimates.standardDeviations[0] == 0.5)
    }

    @Test func theColumnIsTheDevices() throws {
        let text = "index,yours,mine,alias_latency_ms\n0,1,2,3\n"
        #expect(try read(text).estimates.milliseconds[0] == 2)
        let alias = try read("index,yours,alias_latency_ms\n0,1,3\n", aliases: ["alias"])
        #expect(alias.estimates.milliseconds[0] == 3 && alias.namesDevice)
        #expect(failure("index,yours\n0,1\n")?.kind == .ambiguous, "of another device")
        #expect(failure("index,a,b\n0,1,2\n")?.kind == .ambiguous)
        #expect(failure("index,toy_test_200\n0,1\n")?.reason == "no column is a latency")
    }

    @Test(
        arguments: [
            ("index,latency\n0,1\n0,2\n", "line 3"), ("index,latency\n0,-1\n", "line 2, column 2"),
            ("index,latency\n0,nan\n", "line 2, column 2"),
            ("index,latency_parsecs\n0,1\n", "line 1, column 2"),
            ("index,latency,std\n0,1,-1\n", "line 2, column 3"),
            ("index,latency,std,sigma\n0,1,1,1\n", "line 1, column 4"),
            ("index,latency\n27,1\n", "line 2, column 1"), ("index,latency\n0\n", "line 2"),
        ])
    func whatIsWrongIsShownWhere(text: String, place: String) {
        let error = failure(text)
        #expect(error?.position?.hasPrefix(place) == true, "\(String(describing: error))")
    }

    @Test func whatIsNoFileOfPredictions() throws {
        for text in ["", "{\"latency\": 1}", "nothing\nof\nthe sort\n"] {
            let error = failure(text)
            #expect(error?.kind == .unrecognised && error?.remedy.contains("'index'") == true)
        }
        #expect(failure("index,latency\n0,\n")?.reason.contains("no values") == true)
        let pipe = folder.path("pipe")
        try #require(mkfifo(pipe, 0o600) == 0)
        for path in [pipe, folder.folder, folder.path("nothing"), "/dev/null"] {
            let error = #expect(throws: PublishedFormatError.self) {
                try PredictionFile(path: path)
            }
            #expect(error?.kind == .unreadable)
        }
    }

    @Test func predictionsAreNotImported() {
        let text = Array("index,latency_ms,latency_origin\n0,1,predicted\n".utf8)
        let error = #expect(throws: PublishedFormatError.self) {
            try PublishedReader(space: space).read(text, path: "p.csv")
        }
        #expect(error?.reason.contains("predictions") == true)
    }
}
