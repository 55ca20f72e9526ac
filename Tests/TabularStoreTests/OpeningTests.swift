import Architectures
import Foundation
import GRDB
import Testing

@testable import TabularStore

@Suite struct OpeningTests {
    let fixture: Fixture

    init() throws { fixture = try Fixture() }

    @Test func creatingMakesFoldersAndAHeaderThatSaysWhatItIs() throws {
        let store = try fixture.open("a/b/store.sqlite")
        #expect(store.exists)
        // While it is open: the marks must not live in the log alone.
        let header = try #require(FileManager.default.contents(atPath: store.path))
        #expect(header.prefix(15) == Data("SQLite format 3".utf8))
        #expect(Array(header[68..<72]) == Array("NASS".utf8))
        #expect(Array(header[60..<64]) == [0, 0, 0, 6])
        #expect(Array(header[18..<20]) == [2, 2])  // Write-ahead log.
        try store.close()
        #expect(try fixture.contents().keys.sorted() == ["a", "a/b", "a/b/store.sqlite"])
    }

    @Test func readingWhereThereIsNothingIsAnEmptyStore() throws {
        let store = try fixture.open("a/store.sqlite", access: .readOnly)
        #expect(!store.exists)
        #expect(try store.tables().isEmpty)
        #expect(try store.devices().isEmpty)
        #expect(try store.runs().isEmpty)
        #expect(try store.table(.latency(device: "x")) == nil)
        let refusal = try storeError { try store.saveDevice(Device(name: "x"), origin: .measured) }
        #expect(refusal?.kind == "readOnly")
        #expect(try fixture.contents().isEmpty)
    }

    @Test func anEmptyFileBecomesAStoreOnlyForWriting() throws {
        try Data().write(to: URL(fileURLWithPath: fixture.path()))
        let reader = try fixture.open(access: .readOnly)
        #expect(!reader.exists)
        #expect(try fixture.contents() == ["store.sqlite": Data()])
        let writer = try fixture.open()
        try writer.saveDevice(Device(name: "x"), origin: .measured)
        try writer.close()
        #expect(try fixture.open(access: .readOnly).device(named: "x") != nil)
        #expect(try fixture.contents().keys.contains { $0.contains(".new-") } == false)
    }

    @Test(arguments: [Store.Access.readOnly, .readWrite])
    func otherFilesAreRefusedAndLeftAlone(access: Store.Access) throws {
        try Data("abc".utf8).write(to: URL(fileURLWithPath: fixture.path("short")))
        try Data(repeating: 0x41, count: 9000)
            .write(to: URL(fileURLWithPath: fixture.path("text")))
        try makeForeign("plain", applicationID: 0, mode: "DELETE")
        try makeForeign("other", applicationID: 77, mode: "DELETE")
        try makeForeign("wal", applicationID: 0, mode: "WAL")
        try FileManager.default.createDirectory(
            atPath: fixture.path("folder"), withIntermediateDirectories: false)
        let before = try fixture.contents()
        for name in ["short", "text", "plain", "other", "wal", "folder"] {
            #expect(try fixture.refusal(name, access: access)?.kind == "foreign", "\(name)")
        }
        #expect(try fixture.contents() == before)
    }

    @Test(arguments: [Store.Access.readOnly, .readWrite])
    func newerStoresAreRefusedAndLeftAlone(access: Store.Access) throws {
        let store = try fixture.open()
        try store.write { try $0.execute(sql: "PRAGMA user_version = 99") }
        try store.close()
        let before = try fixture.contents()
        let refusal = try #require(try fixture.refusal(access: access))
        guard case .newer(fixture.path(), version: 99, supported: 6) = refusal else {
            Issue.record("\(refusal)")
            return
        }
        #expect(try fixture.contents() == before)
    }

    @Test(arguments: [Store.Access.readOnly, .readWrite])
    func aVersionThatIsOnlyInTheLogCounts(access: Store.Access) throws {
        let store = try fixture.open()
        try store.write { try $0.execute(sql: "PRAGMA user_version = 99") }
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: store.path + suffix, toPath: fixture.path("copy.sqlite") + suffix)
        }
        try store.close()
        let before = try fixture.contents()
        #expect(before["copy.sqlite"]?[63] == 6)
        #expect(try fixture.refusal("copy.sqlite", access: access)?.kind == "newer")
        let after = try fixture.contents()
        #expect(after["copy.sqlite"] == before["copy.sqlite"])
        #expect(after["copy.sqlite-wal"] == before["copy.sqlite-wal"])
    }

    @Test(arguments: [Store.Access.readOnly, .readWrite])
    func damagedStoresAreRefusedAndLeftAlone(access: Store.Access) throws {
        try fixture.open().close()
        let whole = try #require(try fixture.contents()["store.sqlite"])
        var noSchema = whole
        noSchema.replaceSubrange(100..<4096, with: Data(repeating: 0xFF, count: 3996))
        let broken = [
            "half": whole.prefix(whole.count / 2 + 100), "page": whole.prefix(4096),
            "header": whole.prefix(90), "schema": noSchema,
        ]
        for (name, data) in broken {
            try data.write(to: URL(fileURLWithPath: fixture.path(name)))
        }
        let before = try fixture.contents()
        for name in broken.keys.sorted() {
            let kind = try fixture.refusal(name, access: access)?.kind
            // Of 90 bytes nobody can tell whose they were.
            #expect(kind == "damaged" || (name == "header" && kind == "foreign"), "\(name)")
        }
        #expect(try fixture.contents() == before)
    }

    @Test func unreachablePaths() throws {
        try Data("x".utf8).write(to: URL(fileURLWithPath: fixture.path("file")))
        try FileManager.default.createSymbolicLink(
            atPath: fixture.path("link"), withDestinationPath: fixture.path("nowhere"))
        for name in ["file/store.sqlite", "link"] {
            for access in [Store.Access.readOnly, .readWrite] {
                #expect(try fixture.refusal(name, access: access)?.kind == "unreachable", "\(name)")
            }
        }
        #expect(try fixture.contents()["file"] == Data("x".utf8))
        #expect(
            try fixture.refusal("file/new/store.sqlite", access: .readWrite)?.description
                == "store \(fixture.path("file/new/store.sqlite")): Not a directory; name another "
                + "file")
        #if os(Linux)
            #expect(
                try storeError {
                    _ = try Store.open("/proc/nas-search/store.sqlite", space: fixture.space)
                }?.description
                    == "store /proc/nas-search/store.sqlite: the folder /proc/nas-search can't be "
                    + "made (No such file or directory); name another file")
        #endif
    }

    @Test func aClosedStoreCanBeReadWithoutLocksOrFilesBesideIt() throws {
        // What a folder without write permission leads to; permissions don't bind the superuser.
        let store = try fixture.open("a?b #1;%41.sqlite")
        try store.saveDevice(Device(name: "x"), origin: .measured)
        try store.close()
        let before = try fixture.contents()
        let file = StoreFile(path: store.path, schema: .current)
        let connection = try file.unlockedConnection()
        let names = try connection.read { try String.fetchAll($0, sql: "SELECT name FROM device") }
        #expect(names == ["x"])
        try connection.close()
        #expect(try fixture.contents() == before)
    }

    @Test func readersDontChangeTheFile() throws {
        let store = try fixture.open()
        try store.saveDevice(Device(name: "x"), origin: .measured)
        try store.close()
        let before = try fixture.contents()["store.sqlite"]
        let reader = try fixture.open(access: .readOnly)
        #expect(reader.exists)
        #expect(try reader.devices().map(\.device.name) == ["x"])
        let refusal = try storeError { try reader.saveDevice(Device(name: "y"), origin: .measured) }
        #expect(refusal?.kind == "readOnly")
        try reader.close()
        #expect(try fixture.contents()["store.sqlite"] == before)
    }

    @Test func anotherSpaceOfTheSameNameIsRefused() throws {
        let store = try fixture.open()
        try store.write { db in
            try db.execute(sql: "UPDATE space SET architectures = 81, definition = NULL")
        }
        // Nobody knows the other one's definition.
        #expect(try storeError { _ = try fixture.open() }?.kind == "damaged")
    }

    @Test func defaultPaths() {
        #expect(Store.defaultPath(environment: ["NAS_SEARCH_STORE": "x.db"]) == "x.db")
        #if os(Linux)
            #expect(
                Store.defaultPath(environment: ["HOME": "/h", "XDG_DATA_HOME": "/d"])
                    == "/d/nas-search/store.sqlite")
            #expect(
                Store.defaultPath(environment: ["HOME": "/h", "XDG_DATA_HOME": "d"])
                    == "/h/.local/share/nas-search/store.sqlite")
        #endif
    }

    private func makeForeign(_ name: String, applicationID: Int, mode: String) throws {
        let queue = try DatabaseQueue(path: fixture.path(name))
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA application_id = \(applicationID);
                    PRAGMA journal_mode = \(mode);
                    CREATE TABLE t (a);
                    INSERT INTO t VALUES (1);
                    """)
        }
        try queue.close()
    }
}
