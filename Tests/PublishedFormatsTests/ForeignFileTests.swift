import Architectures
import Foundation
import TestSupport
import Testing

@testable import PublishedFormats

/// Files that are no tables: named as what they are, alone and in folders, which they never end.
@Suite struct ForeignFileTests {
    let scratch: ScratchFolder
    let reader: PublishedReader

    init() throws {
        scratch = try ScratchFolder()
        reader = PublishedReader(space: try SearchSpace.nasBench201())
    }

    private static let cell =
        "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|"

    /// Results of one architecture in NATS-Bench's layout.
    static func nats(
        _ architecture: String, index: Int32, schedule: String = "12", parameters: [Double] = [0.25]
    ) -> PickleWriter {
        let runs = parameters.enumerated().map { run, parameters in
            let result = PickleWriter.dictionary([
                (.text("params"), .float(parameters)), (.text("flop"), .float(15.5)),
                (
                    .text("eval_acc1es"),
                    .dictionary([(.text("ori-test@11"), .float(60 + Double(run)))])
                ),
            ])
            return (PickleWriter.tuple([.text("cifar10"), .integer(Int32(777 + run))]), result)
        }
        return .dictionary([
            (
                .text(schedule),
                .dictionary([
                    (.text("arch_index"), .integer(index)),
                    (.text("arch_str"), .text(architecture)),
                    (.text("all_results"), .dictionary(runs)),
                ])
            )
        ])
    }

    /// Every architecture of a folder of six tuples: percentages, as in LatBench's folder.
    private static let accuracies = PickleWriter.dictionary(
        (0..<5).map { operation in
            let key = (0..<6).map { PickleWriter.integer($0 == 5 ? Int32(operation) : 3) }
            return (.tuple(key), .float(9.25 + Double(operation) * 15))
        })

    /// The same as shares, in which the cells without a path to the output all guess.
    private static let shares = PickleWriter.dictionary(
        (0..<60).map { cell in
            let key = (0..<6).map {
                PickleWriter.integer(Int32($0 < 3 ? 0 : cell / [1, 4, 16][$0 - 3] % 4))
            }
            return (.tuple(key), .float(cell < 12 ? 0.1 : 0.4 + Double(cell) / 200))
        })

    private static let files: [(name: String, bytes: [UInt8], mention: String)] = [
        ("000000.pickle", nats("8:8:8:8:8", index: 0, schedule: "90").pickle, "size space"),
        (
            "sss-meta.pickle",
            PickleWriter.dictionary([(.text("meta_archs"), .list([.text("8:8:8:8:16")]))]).pickle,
            "size space"
        ),
        ("results.json", Array("{\"results\": [1, 2]}\n".utf8), "JSON that is no file of results"),
        ("config.json", Array("{\n  \"lr\": 0.1\n}\n".utf8), "JSON"),
        ("accuracy.pickle", accuracies.pickle, "accuracies in percent"),
        ("shares.pickle", shares.pickle, "accuracies as shares, 12 of which"),
        (
            "words.pickle",
            PickleWriter.dictionary([(.tuple([.text("a")]), .text("b"))]).pickle,
            "does not give a number"
        ),
        (
            "NATS.tar", [UInt8](repeating: 0x61, count: 257) + Array("ustar\u{0}".utf8),
            "a tar archive"
        ),
        ("plan.jsonl", Array("{\"plan\":1,\"device\":\"far\"}\n{\"index\":1}\n".utf8), "a plan"),
        ("numbers.npy", [0x93] + Array("NUMPY\u{1}\u{0}".utf8), "a numpy array"),
        ("page.csv", Array("\n<!DOCTYPE html>\n<html></html>".utf8), "a web page (HTML)"),
        ("old.xls", [0xD0, 0xCF, 0x11, 0xE0, 0xA1], "an Excel workbook"),
        ("deep.h5", [0x89] + Array("HDF\r\n".utf8), "an HDF5 file"),
        ("broken.zip", Array("PK\u{3}\u{4}rubbish".utf8), "damaged zip archive"),
        ("broken.tar.bz2", Array("BZh9rubbish".utf8), "bzip2 file"),
        ("words.csv", Array("index,title\n0,hello\n".utf8), "the first row has a text"),
        ("binary.dat", [0x80, 4, 0xFF, 0xFF], "byte 2"),
    ]

    @Test(arguments: files.map(\.name))
    func aloneTheySayWhatTheyAre(name: String) throws {
        let (_, bytes, mention) = try #require(Self.files.first { $0.name == name })
        let file = try scratch.write(bytes, to: name)
        let error = #expect(throws: PublishedFormatError.self) { try reader.read(file) }
        #expect(error?.description.contains(mention) == true, Comment(rawValue: "\(error as Any)"))
        #expect(error?.remedy.isEmpty == false)
    }

    /// A table of one number says nothing of guessing.
    @Test func equalLatenciesAreLatencies() throws {
        let table = PickleWriter.dictionary(
            (0..<20).map { cell in
                let key = (0..<6).map {
                    PickleWriter.integer(Int32($0 == 5 ? cell % 5 : $0 == 4 ? cell / 5 : 3))
                }
                return (.tuple(key), .float(0.005))
            })
        let batch = try reader.read(try scratch.write(table.pickle, to: "board.pickle"))
        #expect(batch.files.first?.tables.first?.covered.count == 20)
    }

    @Test func inAFolderTheyArePassedOverAndNamed() throws {
        for (name, bytes, _) in Self.files { try scratch.write(bytes, to: "a/\(name)") }
        try scratch.write("index,mine\n0,1.5\n".utf8, to: "a/mine.csv")
        let batch = try reader.read(scratch.url)
        #expect(batch.files.map { FolderListing.name(of: $0.path) } == ["mine.csv"])
        #expect(
            batch.passedOver.map { FolderListing.name(of: $0.path) }.sorted()
                == Self.files.map(\.name).sorted())
        for (name, _, mention) in Self.files {
            let reason = batch.passedOver.first { $0.path.hasSuffix("/" + name) }?.reason ?? ""
            #expect(reason.contains(mention) || mention == "byte 2", "\(name): \(reason)")
        }
    }

    /// Archives in which spreadsheets and numpy put their parts, made by `zip` itself.
    @Test(arguments: [
        ("xl/workbook.xml", "an Excel workbook (xlsx)"), ("latency.npy", "numpy arrays (npz)"),
        ("content.xml", "OpenDocument"), ("readme.txt", "without torch's 'data.pkl'"),
    ])
    func zipArchivesAreNamedByTheirMembers(member: String, mention: String) throws {
        let file = try scratch.write(Self.zip(member), to: "table.zip")
        let error = #expect(throws: PublishedFormatError.self) { try reader.read(file) }
        #expect(error?.reason.contains(mention) == true)
        #expect(error?.kind == .unrecognised)
    }

    /// A stored archive of one empty file (PKWARE's APPNOTE, sections 4.3.7, 4.3.12 and 4.3.16).
    private static func zip(_ member: String) -> [UInt8] {
        func two(_ value: Int) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }
        let name = Array(member.utf8)
        let shared = two(20) + [UInt8](repeating: 0, count: 20) + two(name.count) + two(0)
        let local = Array("PK\u{3}\u{4}".utf8) + shared + name
        let central =
            Array("PK\u{1}\u{2}".utf8) + two(20) + shared + [UInt8](repeating: 0, count: 14) + name
        let end =
            Array("PK\u{5}\u{6}".utf8) + two(0) + two(0) + two(1) + two(1) + two(central.count)
            + two(0)
            + two(local.count) + two(0) + two(0)
        return local + central + end
    }

    // MARK: NATS-Bench

    /// The published 200-epoch runs of one cell record different parameters: they come in, and the note
    /// names them.
    @Test func runsThatDisagreeOnParametersAreTakenIn() throws {
        let cell = Self.nats(Self.cell, index: 0, parameters: [0.5, 0.75, 0.5])
        let file = try #require(
            try reader.read(try scratch.write(cell.pickle, to: "000000.pickle")).files.first)
        #expect(file.notes.count == 1)
        #expect(file.notes[0].contains("index 0 ('params' 0.5 and 0.75)"))
        let quantities = Dictionary(
            file.tables.map { ($0.quantity, $0.values.filter { !$0.isNaN }) },
            uniquingKeysWith: { $1 })
        #expect(quantities[.parameters(dataset: "cifar10")] == nil)
        #expect(quantities[.flops(dataset: "cifar10")] == [15.5])
        let mean = AccuracyKey(dataset: "cifar10", split: .test, epochs: 12)
        #expect(quantities[.accuracy(mean)] == [61])
    }

    /// The one-file form has the order and all results: neither is dropped.
    @Test func theOneFileFormIsRead() throws {
        let space = try SearchSpace.nasBench201()
        let names = (0..<space.count).compactMap {
            space.architecture(publishedIndex: $0).map { PickleWriter.text(space.string(of: $0)) }
        }
        let results = [0, 11].compactMap { index in
            space.architecture(publishedIndex: index).map {
                (
                    PickleWriter.integer(Int32(index)),
                    Self.nats(space.string(of: $0), index: Int32(index))
                )
            }
        }
        func file(_ results: PickleWriter) -> [UInt8] {
            PickleWriter.dictionary([
                (.text("meta_archs"), .list(names)), (.text("arch2infos"), results),
            ])
            .pickle
        }
        let read = try #require(
            try reader.read(
                try scratch.write(file(.dictionary(results)), to: "NATS-tss.pickle")
            ).files.first)
        #expect(read.format == .natsBench)
        #expect(read.rows == 2)
        let key = AccuracyKey(dataset: "cifar10", split: .test, epochs: 12)
        let table = try #require(read.tables.first { $0.quantity == .accuracy(key) })
        #expect(table.values.filter { !$0.isNaN } == [60, 60])
        // In another layout they are refused by name.
        let other = PickleWriter.dictionary([(.integer(0), .dictionary([(.text("full"), .none)]))])
        let path = try scratch.write(file(other), to: "NAS-Bench-201.pickle")
        let error = #expect(throws: PublishedFormatError.self) { try reader.read(path) }
        #expect(error?.reason.contains("all results in one file") == true)
    }

    // MARK: LatBench

    @Test func keysAndValuesOfNumpyIntegers() throws {
        let table = PickleWriter.dictionary(
            (0..<5).map { operation in
                (
                    .tuple((0..<6).map { .numpyInteger($0 == 5 ? operation : 0) }),
                    operation == 0 ? .float(0.25) : .float(Double(operation) / 1000)
                )
            })
        let read = try reader.read(try scratch.write(table.pickle, to: "phone.pickle"))
        #expect(read.files.first?.format == .latBench)
        #expect(read.files.first?.tables[0].values.filter { !$0.isNaN } == [250, 1, 2, 3, 4])
        #expect(read.files.first?.units == ["phone": .seconds])
    }
}
