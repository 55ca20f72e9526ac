import Architectures
import ArgumentParser
import FileSystem
import LatencyPrediction
import NASSearch
import PublishedFormats

struct DataTemplateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "Prints a CSV of the architectures to measure on a new device, to be filled in.",
        discussion: """
            The architectures are those whose latencies say most about all others. Measure them \
            with your runtime, fill the last column with milliseconds, then import the file:

              nas-search data template --device my-phone > my-phone.csv
              nas-search data import my-phone.csv
              nas-search --device my-phone

            Where `search --verify` names architectures to measure next, name them here:

              nas-search data template --device my-phone 13352 9950 > more.csv
            """)

    @Option(help: ArgumentHelp("The new device's name.", valueName: "name"))
    var device: String

    @Option(help: ArgumentHelp("How many architectures.", valueName: "k"))
    var samples: Int = SamplingStrategy.standardCount

    @Option(help: ArgumentHelp("How they are picked: chosen or random.", valueName: "how"))
    var sampling: SamplingStrategy = .chosen

    @Argument(help: "Published indices or strings of architectures to list instead.")
    var architectureNames: [String] = []

    @OptionGroup var seed: SeedOption
    @OptionGroup var global: GlobalOptions

    private struct Document: Encodable {
        struct Entry: Encodable {
            let index: Int
            let arch: String
        }
        let device: String
        let architectures: [Entry]
    }

    func run() throws {
        let space = try global.workspace().space
        guard (1...space.count).contains(samples) else {
            throw Refusal("--samples \(samples): expected 1 to \(space.count)")
        }
        guard DeviceName.isUsable(device) else {
            throw Refusal("--device '\(device.prefix(40))': expected \(DeviceName.rule)")
        }
        let heading = try heading(in: space)
        let entries = try architectures(of: space).map {
            Document.Entry(index: space.publishedIndex(of: $0), arch: space.string(of: $0))
        }
        if global.json {
            let document = Document(device: device, architectures: entries)
            return Console.print(try JSONDocument.text(document), terminator: "")
        }
        Console.print("index,arch,\(heading)")
        for entry in entries { Console.print("\(entry.index),\(entry.arch),") }
    }

    /// The heading under which an import takes the numbers for latencies of the device.
    /// - Throws: ``Refusal`` where there is none.
    private func heading(in space: SearchSpace) throws -> String {
        let reader = PublishedReader(space: space)
        for heading in [device, "\(device)_latency_ms"] {
            let file = try? reader.read(Array("index,\(heading)\n0,1\n".utf8), path: "template")
            if file?.tables.map(\.quantity) == [.latency(device: device)] { return heading }
        }
        throw Refusal(
            "--device '\(device)': a table takes it for something else than a device; give it another "
                + "name")
    }

    /// The ones that were named, else those that say most about all others.
    /// - Throws: ``Refusal``.
    private func architectures(of space: SearchSpace) throws -> [Architecture] {
        guard architectureNames.isEmpty else {
            var seen: Set<Architecture> = []
            return try architectureNames.map(space.architecture(described:))
                .filter { seen.insert($0).inserted }
        }
        var generator = SeededGenerator(seed: seed.seed)
        return try SampleSelector(features: CellFeatures(space: space)).pick(
            samples, by: sampling, among: space.architectures, using: &generator)
    }
}
