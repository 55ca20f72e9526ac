import Foundation
import Testing

@testable import FileSystem

/// Files are there whole or not at all, and nothing is left of those that are not.
@Suite final class DraftTests {
    let folder: String

    init() throws {
        folder =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("DraftTests-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }

    @Test func aFileIsThereWhenItIsComplete() throws {
        let draft = try Draft("\(folder)/a.csv")
        try draft.write(Data("one".utf8))
        #expect(!(try names).contains("a.csv"))
        try draft.write(Data(" two".utf8))
        try draft.publish(replacing: false)
        #expect(try text("a.csv") == "one two")
        #expect(try names == ["a.csv"])
    }

    @Test func whatIsNotCompleteLeavesNothing() throws {
        try Draft("\(folder)/a.csv").write(Data("one".utf8))
        #expect(try names.isEmpty)
    }

    @Test func whatIsThereStaysUnlessItIsReplaced() throws {
        try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(folder)/a"))
        let polite = try Draft("\(folder)/a")
        try polite.write(Data("other".utf8))
        #expect(throws: SystemError(code: EEXIST)) { try polite.publish(replacing: false) }
        #expect(try text("a") == "mine")
        let forced = try Draft("\(folder)/a")
        try forced.write(Data("other".utf8))
        try forced.publish(replacing: true)
        #expect(try text("a") == "other" && names == ["a"])
    }

    @Test func theSystemSaysWhyNot() {
        #expect(throws: SystemError(code: ENOENT)) { try Draft("\(folder)/none/a") }
        #expect(throws: SystemError(code: ENOTDIR)) { try Draft("/dev/null/a") }
        #expect(SystemError(code: ENOSPC).description == "No space left on device")
    }

    @Test func leftoversGoAndWhatOthersWriteStays() throws {
        let dead = ".a.csv.nas-search-1234abcd"
        let alive = ".b.csv.nas-search-1234abcd"
        for name in [dead, alive, ".c.csv.part", "d.nas-search-12", ".e.nas-search-xyz"] {
            try Data().write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
        }
        let writer = open("\(folder)/\(alive)", O_WRONLY)
        defer { close(writer) }
        #expect(flock(writer, LOCK_EX) == 0)
        Draft.sweep(folder)
        #expect(
            try names == [alive, ".c.csv.part", ".e.nas-search-xyz", "d.nas-search-12"].sorted())
    }

    @Test func aScratchFolderGoesWithItsOwnerOrAfterIt() throws {
        let path: String
        do {
            let scratch = try ScratchFolder(in: folder, prefix: "scratch")
            path = scratch.folder
            try scratch.write(Data("x".utf8), to: "file")
            #expect(scratch.files(beginning: "f") == ["file"])
            // Another one of the prefix leaves it alone: its owner lives.
            _ = try ScratchFolder(in: folder, prefix: "scratch")
            #expect(FileManager.default.fileExists(atPath: scratch.path("file")))
        }
        #expect(!FileManager.default.fileExists(atPath: path))
        // As a killed owner leaves them: with a lock that nobody holds, or not even that.
        for name in ["scratch-0123456789abcdef", "scratch-fedcba9876543210", "scratch-mine"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        }
        for file in ["scratch-0123456789abcdef/.lock", "scratch-0123456789abcdef/big"] {
            try Data().write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
        }
        _ = try ScratchFolder(in: folder, prefix: "scratch")
        #expect(try names == ["scratch-mine"])
    }
}
