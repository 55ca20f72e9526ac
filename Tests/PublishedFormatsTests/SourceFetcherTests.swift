import Digests
import Foundation
import Testing

@testable import PublishedFormats

@Suite(
    .enabled(
        if: CurlDownload.locate(searchPath: ProcessInfo.processInfo.environment["PATH"]) != nil,
        "the command curl is not installed"))
struct SourceFetcherTests {
    let scratch: ScratchFolder
    /// What is recognised as a table.
    let table = Array("index,a\n0,1\n".utf8)
    let contents = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

    init() throws { scratch = try ScratchFolder() }

    private func source(_ files: [(path: String, sha256: String?)]) -> PublishedSource {
        PublishedSource(
            name: "toy", title: "Toy", page: "https://example.org", licence: "MIT", brings: "x",
            base: URL(string: "https://example.org/data/"),
            files: files.map { .init(path: $0.path, sha256: $0.sha256) })
    }

    private func fetcher(_ server: HTTPServer) -> SourceFetcher {
        var environment = ProcessInfo.processInfo.environment
        environment["NAS_SEARCH_SOURCES"] = server.base.absoluteString
        return SourceFetcher(showsProgress: false, environment: environment)
    }

    private func error(_ server: HTTPServer, _ source: PublishedSource) throws -> SourceFetchError {
        do {
            _ = try fetcher(server).fetch(source, into: scratch.url)
        } catch {
            return try #require(error as? SourceFetchError)
        }
        Issue.record("fetched without an error")
        throw CancellationError()
    }

    private func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: scratch.url.appendingPathComponent("toy/" + name)))
    }

    private func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(
            atPath: scratch.url.appendingPathComponent("toy/" + name).path)
    }

    @Test func downloads() throws {
        let server = try HTTPServer([
            "/toy/sub/a.pt": .serve(contents), "/toy/b.csv": .serve(table),
        ])
        let wanted = source([("sub/a.pt", SHA256.hexadecimal(contents)), ("b.csv", nil)])
        var told: [String] = []
        let folder = try fetcher(server).fetch(wanted, into: scratch.url) { done, total, path in
            told.append("\(done)/\(total) \(path)")
        }
        #expect(folder.lastPathComponent == "toy")
        #expect(told == ["0/2 sub/a.pt", "1/2 b.csv"])
        #expect(try bytes("sub/a.pt") == contents)
        #expect(try bytes("b.csv") == table)
        #expect(!exists("b.csv.part"))
    }

    @Test func whatIsHereIsNotFetchedAgain() throws {
        let server = try HTTPServer([:])
        try scratch.write(contents, to: "toy/a.pt")
        try scratch.write(table, to: "toy/b.csv")
        let wanted = source([("a.pt", SHA256.hexadecimal(contents)), ("b.csv", nil)])
        _ = try fetcher(server).fetch(wanted, into: scratch.url)
        #expect(try bytes("b.csv") == table)
    }

    @Test func aDamagedFileIsFetchedAgain() throws {
        let server = try HTTPServer(["/toy/a.pt": .serve(contents)])
        try scratch.write([9], to: "toy/a.pt")
        _ = try fetcher(server).fetch(
            source([("a.pt", SHA256.hexadecimal(contents))]), into: scratch.url)
        #expect(try bytes("a.pt") == contents)
    }

    @Test(arguments: [404, 500])
    func theServerRefuses(status: Int) throws {
        let server = try HTTPServer(["/toy/a.pt": .fail(status)])
        let found = try error(server, source([("a.pt", nil), ("b.pt", nil)]))
        #expect(found.kind == .refusedByServer)
        #expect(found.reason.contains("the server answered \(status)"))
        #expect(found.description.contains("\(server.base.absoluteString)toy/b.pt"))
        #expect(found.remedy.last == "then: nas-search data import FOLDER")
        #expect(!exists("a.pt"))
    }

    @Test func aRefusalKeepsWhatIsHere() throws {
        let server = try HTTPServer(["/toy/a.pt": .fail(503)])
        try scratch.write(contents.prefix(100), to: "toy/a.pt.part")
        #expect(try error(server, source([("a.pt", nil)])).kind == .refusedByServer)
        #expect(try bytes("a.pt.part") == Array(contents.prefix(100)))
    }

    @Test func wrongChecksum() throws {
        let server = try HTTPServer(["/toy/a.pt": .serve(contents)])
        let found = try error(server, source([("a.pt", SHA256.hexadecimal([1]))]))
        #expect(found.kind == .wrongChecksum)
        #expect(found.reason.contains(SHA256.hexadecimal(contents)))
        #expect(!exists("a.pt"))
        #expect(!exists("a.pt.part"))
    }

    /// A network that asks for a login answers every request with its own page, and with status 200.
    @Test(arguments: [
        "<!DOCTYPE html><html><body>Log in, please</body></html>", "captive portal: log in.",
        "  \r\n<html>", "{\"login\": true}", "Log in",
    ])
    func whatIsNoTableIsNotKept(answer: String) throws {
        let server = try HTTPServer(["/toy/a.pt": .serve(Array(answer.utf8))])
        let found = try error(server, source([("a.pt", nil)]))
        #expect(found.kind == .wrongFormat)
        #expect(found.reason.contains("expected a table, found"))
        #expect(answer.contains("<html") == found.reason.contains("a web page (HTML)"))
        #expect(!exists("a.pt") && !exists("a.pt.part"))
        // Nor does it count where an earlier version kept it.
        try scratch.write(answer.utf8, to: "toy/a.pt")
        let mended = try HTTPServer(["/toy/a.pt": .serve(table)])
        _ = try fetcher(mended).fetch(source([("a.pt", nil)]), into: scratch.url)
        #expect(try bytes("a.pt") == table)
    }

    @Test func breaksOffAndContinues() throws {
        let server = try HTTPServer(["/toy/a.pt": .breakOff(contents, after: 1234)])
        let wanted = source([("a.pt", SHA256.hexadecimal(contents))])
        let found = try error(server, wanted)
        #expect(found.kind == .brokenOff)
        #expect(try bytes("a.pt.part") == Array(contents.prefix(1234)))
        _ = try fetcher(server).fetch(wanted, into: scratch.url)
        #expect(try bytes("a.pt") == contents)
    }

    @Test func startsAnewWhereTheServerCannotContinue() throws {
        let server = try HTTPServer(["/toy/a.pt": .serveWhole(contents)])
        try scratch.write([7, 7, 7], to: "toy/a.pt.part")
        _ = try fetcher(server).fetch(
            source([("a.pt", SHA256.hexadecimal(contents))]), into: scratch.url)
        #expect(try bytes("a.pt") == contents)
    }

    @Test func aWholePartIsFetchedAgain() throws {
        let server = try HTTPServer(["/toy/a.pt": .serve(contents)])
        try scratch.write(contents, to: "toy/a.pt.part")
        _ = try fetcher(server).fetch(
            source([("a.pt", SHA256.hexadecimal(contents))]), into: scratch.url)
        #expect(try bytes("a.pt") == contents)
    }

    @Test func noServer() throws {
        let address: URL
        do {
            address = try HTTPServer([:]).base
        }
        var environment = ProcessInfo.processInfo.environment
        environment["NAS_SEARCH_SOURCES"] = address.absoluteString
        let fetcher = SourceFetcher(showsProgress: false, environment: environment)
        let found = #expect(throws: SourceFetchError.self) {
            try fetcher.fetch(source([("a.pt", nil)]), into: scratch.url)
        }
        #expect(found?.kind == .noNetwork)
        #expect(found?.description.contains("nas-search data import FOLDER") == true)
    }

    @Test func noCurl() throws {
        let fetcher = SourceFetcher(
            showsProgress: false, environment: ["PATH": scratch.url.path])
        let found = #expect(throws: SourceFetchError.self) {
            try fetcher.fetch(source([("a.pt", nil)]), into: scratch.url)
        }
        #expect(found?.kind == .noCurl)
        #expect(found?.remedy.contains("https://example.org/data/a.pt") == true)
    }

    @Test func aFolderThatCannotBeMade() throws {
        let server = try HTTPServer(["/toy/a.pt": .serve(contents)])
        try scratch.write([1], to: "toy")
        #expect(try error(server, source([("a.pt", nil)])).kind == .unwritable)
    }
}
