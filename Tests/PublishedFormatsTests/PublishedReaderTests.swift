import Architectures
import Digests
import Foundation
import TestSupport
import Testing

@testable import PublishedFormats

@Suite struct PublishedReaderTests {
    let scratch: ScratchFolder
    let tiny: PublishedReader
    let published: PublishedReader

    init() throws {
        scratch = try ScratchFolder()
        tiny = PublishedReader(space: try TinySpace.make())
        published = PublishedReader(space: try SearchSpace.nasBench201())
    }

    private func error(
        _ reader: PublishedReader, _ url: URL, _ options: ReadOptions = ReadOptions()
    ) throws -> PublishedFormatError {
        do {
            _ = try reader.read(url, options: options)
        } catch {
            return try #require(error as? PublishedFormatError)
        }
        Issue.record("read without an error")
        throw CancellationError()
    }

    @Test func torchArchiveWhateverItsName() throws {
        let file = try scratch.write(Fixtures.helpLatencies, to: "my.phone.csv")
        let batch = try tiny.read(file)
        #expect(batch.passedOver.isEmpty)
        let read = try #require(batch.files.first)
        #expect(read.path == file.path)
        #expect(read.format == .helpLatencies)
        #expect(read.rows == 27)
        #expect(read.bytes == 489)
        #expect(read.tables.map(\.quantity) == [.latency(device: "my.phone")])
        #expect(read.tables[0].values == (0..<27).map { Double($0) + 0.5 })
        let named = try tiny.read(file, options: ReadOptions(deviceName: "other"))
        #expect(named.files[0].tables[0].quantity == .latency(device: "other"))
    }

    @Test func ordersAreChecked() throws {
        for (name, bytes, format) in [
            ("order", Fixtures.helpOrder, PublishedFormat.helpOrder),
            ("meta", Fixtures.natsMeta, .natsBenchMeta),
        ] {
            let batch = try tiny.read(try scratch.write(bytes, to: name))
            #expect(batch.files.map(\.format) == [format])
            #expect(batch.files[0].tables.isEmpty)
            #expect(batch.files[0].rows == 27)
            #expect(batch.files[0].notes.count == 1)
        }
        let wrong = try error(tiny, try scratch.write(Fixtures.wrongMeta, to: "wrong"))
        #expect(wrong.kind == .damaged)
        #expect(wrong.position == "index 1")
        #expect(wrong.reason.contains("|none~0|+|none~0|skip~1|"))
    }

    @Test func latBench() throws {
        let batch = try published.read(
            try scratch.write(Fixtures.latBench, to: "desktop-cpu-x.pickle"))
        let table = batch.files[0].tables[0]
        #expect(table.quantity == .latency(device: "desktop-cpu-x"))
        #expect(table.covered.count == 4)
        let expected = [
            ("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|", 1.0),
            (
                "|skip_connect~0|+|none~0|none~1|+|nor_conv_1x1~0|nor_conv_1x1~1|avg_pool_3x3~2|",
                2.0
            ),
            (
                "|avg_pool_3x3~0|+|nor_conv_3x3~0|nor_conv_1x1~1|+|skip_connect~0|none~1|avg_pool_3x3~2|",
                3.0
            ),
            (
                "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|",
                12.5
            ),
        ]
        let space = try SearchSpace.nasBench201()
        for (string, milliseconds) in expected {
            let value = try #require(table[try space.architecture(string: string)])
            #expect(isClose(value, milliseconds, relative: 1e-12))
        }
    }

    @Test func filesOfAFolderBecomeOneSetOfTables() throws {
        try scratch.write(Fixtures.natsCell1, to: "simple/000001.pickle.pbz2")
        try scratch.write(Fixtures.natsCell0, to: "simple/000000.pickle.pbz2")
        let batch = try published.read(scratch.url)
        let file = try #require(batch.files.first)
        #expect(batch.files.count == 1)
        #expect(file.path == scratch.url.path + "/simple")
        #expect(file.rows == 2)
        #expect(file.bytes == 674 + 675)
        let lines = [Fixtures.natsCell0, Fixtures.natsCell1].enumerated()
            .map { "\(SHA256.hexadecimal($1))  00000\($0).pickle.pbz2\n" }.joined()
        #expect(file.sha256 == SHA256.hexadecimal(Array(lines.utf8)))
        var values: [Quantity: [Double?]] = [:]
        let space = try SearchSpace.nasBench201()
        let cells = try (0...1).map { try #require(space.architecture(publishedIndex: $0)) }
        for table in file.tables {
            #expect(table.values.count == 15_625)
            #expect(table.covered.count == 2)
            values[table.quantity] = cells.map { table[$0] }
        }
        func accuracy(_ dataset: String, _ split: DatasetSplit, _ seed: Int?) -> [Double?]? {
            values[
                .accuracy(AccuracyKey(dataset: dataset, split: split, epochs: 2, seed: seed))]
        }
        #expect(accuracy("cifar10", .valid, 777) == [50, 60])
        #expect(accuracy("cifar10", .valid, 888) == [51, 61])
        #expect(accuracy("cifar10", .valid, nil) == [50.5, 60.5])
        #expect(accuracy("cifar10", .test, 777) == [60, 70])
        #expect(accuracy("cifar10", .test, nil) == [60.5, 70.5])
        #expect(accuracy("cifar100", .valid, nil) == [30, 40])
        #expect(accuracy("cifar100", .test, 777) == [29, 39])
        #expect(values[.parameters(dataset: "cifar10")] == [0.25, 0.25])
        #expect(values[.flops(dataset: "cifar100")] == [15.5, 15.5])
        #expect(values.count == 14)
        // Alone, a file is itself.
        let single = try published.read(
            scratch.url.appendingPathComponent("simple/000001.pickle.pbz2"))
        #expect(single.files[0].path.hasSuffix("000001.pickle.pbz2"))
        #expect(single.files[0].sha256 == SHA256.hexadecimal(Fixtures.natsCell1))
        #expect(single.files[0].rows == 1)
    }

    @Test func pandasFrame() throws {
        let space = try SearchSpace.nasBench201()
        let cells = try (0...1).map { try #require(space.architecture(publishedIndex: $0)) }
        for bytes in [Fixtures.frame, Fixtures.frameColumnMajor] {
            let file = try #require(
                try published.read(try scratch.write(bytes, to: "accuracies")).files.first)
            #expect(file.format == .miniNASBench)
            #expect(file.rows == 2)
            func values(_ dataset: String, _ split: DatasetSplit) -> [Double?]? {
                let key = AccuracyKey(dataset: dataset, split: split, epochs: 12)
                let table = file.tables.first { $0.quantity == .accuracy(key) }
                return table.map { table in cells.map { table[$0] } }
            }
            #expect(file.tables.count == 3)
            #expect(values("cifar10", .test) == [69.5, 88.25])
            #expect(values("cifar10", .valid) == [63.25, 82.5])
            #expect(values("cifar100", .test) == [31, 58])
        }
        let wrong = try error(published, try scratch.write(Fixtures.wrongFrame, to: "wrong"))
        #expect(wrong.kind == .damaged)
        #expect(wrong.position == "row 1")
    }

    @Test func contradictionsWithinAFolder() throws {
        let wrong = try error(published, try scratch.write(Fixtures.natsWrongCell, to: "x"))
        #expect(wrong.position == "2 epochs")
        #expect(wrong.reason.contains("expected index 0"))
    }

    @Test func foldersPassOverWhatIsNoTable() throws {
        try scratch.write("index,a\n0,1\n".utf8, to: "b/table.txt")
        try scratch.write("index,z\n0,1\n".utf8, to: "a/table.csv")
        try scratch.write("# Notes\n".utf8, to: "README.md")
        try scratch.write("cos\nsystem\n(tR.".utf8, to: "b/evil.bin")
        try scratch.write([0x80, 2] + Array("cos\nsystem\n(tR.".utf8), to: "b/evil.pt")
        try scratch.write([], to: "empty")
        try scratch.write("index,h\n0,1\n".utf8, to: ".hidden.csv")
        try scratch.write([0x80, 2, 0x4B, 1, 0x2E], to: "one.pickle")
        try FileManager.default.createSymbolicLink(
            atPath: scratch.url.path + "/loop", withDestinationPath: scratch.url.path)
        let batch = try tiny.read(scratch.url)
        let root = scratch.url.path
        #expect(batch.files.map(\.path) == ["\(root)/a/table.csv", "\(root)/b/table.txt"])
        #expect(
            batch.passedOver.map(\.path) == [
                "\(root)/.hidden.csv", "\(root)/README.md", "\(root)/b/evil.bin",
                "\(root)/b/evil.pt", "\(root)/empty", "\(root)/loop", "\(root)/one.pickle",
            ])
        #expect(
            batch.passedOver.map(\.reason)[3] == "byte 2: would run os.system")
        #expect(batch.passedOver[4].reason == "an empty file")
    }

    @Test func oneFileMustBeATable() throws {
        let text = try error(tiny, try scratch.write("hello".utf8, to: "t"))
        #expect(text.kind == .unrecognised)
        let code = try error(
            tiny, try scratch.write([0x80, 2] + Array("cos\nsystem\n(tR.".utf8), to: "t"))
        #expect(code.kind == .refused)
        #expect(code.description.contains("/t: byte 2: would run os.system; "))
        let missing = try error(tiny, scratch.url.appendingPathComponent("none.csv"))
        #expect(missing.kind == .unreadable)
    }

    @Test func whatIsTooLargeIsNotRead() throws {
        // Sparse files of 300 MB: one begins like a pickle, one like nothing.
        for (name, bytes) in [("big.pt", [0x80, 2] as [UInt8]), ("big.tar", [0x66, 0x6F])] {
            let handle = try FileHandle(forWritingTo: try scratch.write(bytes, to: name))
            try handle.truncate(atOffset: 300 << 20)
            try handle.close()
        }
        let batch = try tiny.read(scratch.url)
        #expect(batch.files.isEmpty)
        #expect(batch.passedOver.map(\.reason)[0] == "larger than 256 MB")
        #expect(batch.passedOver[1].reason.hasPrefix("neither a pickle"))
    }

    @Test func damageStopsAFolder() throws {
        try scratch.write("index,a\n0,1\n".utf8, to: "a.csv")
        try scratch.write(Fixtures.helpLatencies.prefix(300), to: "b.pt")
        let found = try error(tiny, scratch.url)
        #expect(found.kind == .damaged)
        #expect(found.path.hasSuffix("b.pt"))
        try scratch.write(Fixtures.natsCell0.prefix(600), to: "b.pt")
        #expect(try error(tiny, scratch.url).kind == .damaged)
    }

    @Test func aNameForOneFileOnly() throws {
        try scratch.write(Fixtures.helpLatencies, to: "a.pt")
        try scratch.write(Fixtures.helpLatencies, to: "b.pt")
        #expect(try tiny.read(scratch.url).files.count == 2)
        let found = try error(tiny, scratch.url, ReadOptions(deviceName: "mine"))
        #expect(found.kind == .ambiguous)
        #expect(found.reason.contains("2 files"))
    }

    @Test func listsOfAnotherLength() throws {
        let found = try error(published, try scratch.write(Fixtures.helpLatencies, to: "a.pt"))
        #expect(found.kind == .unrecognised)
        #expect(found.reason == "a list of 27 numbers, where the space has 15625 architectures")
    }

    @Test func unpackingHasLimits() throws {
        #expect(throws: ContentProblem.self) {
            try ArchiveReader.bunzip2(Fixtures.natsCell0, limit: 1000)
        }
        #expect(throws: ContentProblem.self) {
            try ArchiveReader.zipMember(Fixtures.helpLatencies, suffix: "data.pkl", limit: 100)
        }
        #expect(throws: ContentProblem.self) {
            try ArchiveReader.zipMember(
                Fixtures.helpLatencies, suffix: "none", maximumMembers: 1)
        }
        #expect(try ArchiveReader.zipMember(Fixtures.helpLatencies, suffix: "none") == nil)
    }
}
