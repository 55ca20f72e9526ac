import Architectures
import Foundation
import TestSupport
import Testing

@testable import PublishedFormats

/// Paths that are no files, and files that are many.
@Suite struct InputTests {
    let scratch: ScratchFolder
    let reader: PublishedReader

    init() throws {
        scratch = try ScratchFolder()
        reader = PublishedReader(space: try TinySpace.make())
    }

    private func pipe() -> String {
        let path = scratch.url.path + "/pipe"
        mkfifo(path, 0o600)
        return path
    }

    private func write(_ text: String, into path: String, after delay: TimeInterval = 0) {
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: delay)
            FileHandle(forWritingAtPath: path)?.write(Data(text.utf8))
        }
    }

    @Test(arguments: [0, 0.2])
    func aPipeIsReadOnce(delay: TimeInterval) throws {
        let path = pipe()
        write("index,mine\n0,1.5\n", into: path, after: delay)
        let batch = try reader.read(URL(fileURLWithPath: path))
        #expect(batch.files.flatMap(\.tables).map(\.quantity) == [.latency(device: "mine")])
        // What has no name of its own can't give one to a device.
        write("index,latency\n0,1.5\n", into: path)
        let nameless = #expect(throws: PublishedFormatError.self) {
            try reader.read(URL(fileURLWithPath: path))
        }
        #expect(nameless?.kind == .ambiguous)
        write("index,latency\n0,1.5\n", into: path)
        let named = try reader.read(
            URL(fileURLWithPath: path), options: ReadOptions(deviceName: "mine"))
        #expect(named.files.flatMap(\.tables).map(\.quantity) == [.latency(device: "mine")])
    }

    @Test func aPipeIntoWhichNobodyWritesDoesNotBlock() {
        let path = pipe()
        let stream = StreamInput(patience: .milliseconds(100))
        let error = #expect(throws: PublishedFormatError.self) { try stream.bytes(of: path) }
        #expect(error?.reason == "a pipe into which nobody writes")
    }

    @Test func aPipeThatPausesOrNeverEndsIsGivenUp() throws {
        let path = pipe()
        let descriptor = open(path, O_RDWR)
        defer { close(descriptor) }
        let silent = StreamInput(longestPause: .milliseconds(100))
        let error = #expect(throws: PublishedFormatError.self) { try silent.bytes(of: path) }
        #expect(error?.reason.contains("nothing was written") == true)
        FileHandle(fileDescriptor: descriptor).write(Data(repeating: 1, count: 1000))
        let small = StreamInput(maximumBytes: 999)
        #expect(throws: ContentProblem.self) { try small.bytes(of: path) }
    }

    @Test func devicesAreRefused() {
        let error = #expect(throws: PublishedFormatError.self) {
            try reader.read(URL(fileURLWithPath: "/dev/zero"))
        }
        #expect(error?.reason == "a device, and no file")
    }

    @Test func pipesInAFolderArePassedOver() throws {
        _ = pipe()
        try scratch.write("index,mine\n0,1.5\n".utf8, to: "mine.csv")
        let batch = try reader.read(scratch.url)
        #expect(batch.files.count == 1)
        #expect(batch.passedOver.map(\.reason) == ["not a regular file"])
    }

    @Test func aHugeTreeIsRefusedEarly() throws {
        for i in 0..<30 { try scratch.write([], to: "\(i % 5)/\(i)") }
        var passedOver: [PublishedBatch.PassedOver] = []
        // 5 folders and 30 files.
        let files = try FolderListing.files(
            below: scratch.url.path, passedOver: &passedOver, maximumEntries: 35)
        #expect(files.count == 30)
        let error = #expect(throws: PublishedFormatError.self) {
            try FolderListing.files(
                below: scratch.url.path, passedOver: &passedOver, maximumEntries: 34)
        }
        #expect(error?.description.contains("more than 34 files and folders") == true)
        #expect(error?.path == scratch.url.path)
    }

    /// Text editors on Windows begin files with a mark, and end lines with two characters.
    @Test(arguments: ["\n", "\r\n"])
    func resultsWithAByteOrderMark(end: String) throws {
        let lines = [
            #"{"results":1,"device":"far","plan_sha256":"00","describe":{"name":"r","runtime":"r 1","#
                + #""hardware":"h","kind":"cpu"},"started":"2026-01-31T12:00:00Z"}"#,
            #"{"index":3,"milliseconds":[1.5,1.5]}"#,
        ]
        let text = "\u{FEFF}" + lines.map { $0 + end }.joined()
        let batch = try reader.read(try scratch.write(text.utf8, to: "a/r.jsonl"))
        #expect(batch.results.map(\.device) == ["far"])
        #expect(batch.results.first?.networks.map(\.milliseconds) == [[1.5, 1.5]])
        let folder = try reader.read(scratch.url)
        #expect(folder.results.map(\.device) == ["far"])
        #expect(folder.passedOver.isEmpty)
    }
}
