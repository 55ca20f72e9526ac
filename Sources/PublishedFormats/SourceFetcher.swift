import Digests
import FileSystem
import Foundation

/// Downloads public collections of tables and checks what came.
package struct SourceFetcher: Sendable {
    /// Takes the place of the collections' own addresses: `<override>/<collection>/<path>`.
    private let baseOverride: URL?
    private let searchPath: String?
    private let showsProgress: Bool

    /// Prepares to download.
    /// - Parameters:
    ///   - showsProgress: Whether curl draws its progress on stderr: only where that is a terminal.
    ///   - environment: `PATH` to find `curl`, and `NAS_SEARCH_SOURCES`, an address that takes the
    ///     place of the public ones (a mirror).
    package init(
        showsProgress: Bool,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        baseOverride = environment["NAS_SEARCH_SOURCES"].flatMap { URL(string: $0) }
        searchPath = environment["PATH"]
        self.showsProgress = showsProgress
    }

    /// Downloads what is not here yet. An interrupted download is continued from its `.part` file.
    /// - Parameters:
    ///   - source: The collection.
    ///   - folder: Where its files are put, below a folder of the collection's name.
    ///   - progress: Told before each file how many are done, of how many, and its path.
    /// - Returns: The folder with all the files, ready to be imported.
    /// - Throws: ``SourceFetchError``.
    package func fetch(
        _ source: PublishedSource, into folder: URL,
        progress: (_ done: Int, _ total: Int, _ path: String) -> Void = { _, _, _ in }
    ) throws -> URL {
        guard let publicBase = source.base else {
            throw SourceFetchError(
                kind: .needsBrowser, source: source.name,
                reason: "its files can't be downloaded without a browser (\(source.page))",
                remedy: source.steps)
        }
        let base = baseOverride?.appendingPathComponent(source.name) ?? publicBase
        let target = folder.appendingPathComponent(source.name, isDirectory: true)
        guard let curl = CurlDownload.locate(searchPath: searchPath) else {
            throw failure(
                .noCurl, source, base, source.files[...],
                "the command 'curl' is not installed ('apt-get install curl' on Debian)")
        }
        let download = CurlDownload(curl: curl, showsProgress: showsProgress)
        for (done, file) in source.files.enumerated() {
            progress(done, source.files.count, file.path)
            let place = target.appendingPathComponent(file.path)
            do {
                try FileManager.default.createDirectory(
                    at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
                if try isHere(file, at: place) { continue }
                let part = place.appendingPathExtension("part")
                let address = source.address(of: file, below: base)
                let outcome = try download.run(address, to: part)
                try check(outcome, address, source, base, source.files[done...])
                try verify(file, part, address, source)
                try FileManager.default.moveItem(at: part, to: place)
            } catch let error as SourceFetchError {
                throw error
            } catch {
                throw SourceFetchError(
                    kind: .unwritable, source: source.name,
                    reason: "\(place.path): \(SystemError.reason(of: error))",
                    remedy: ["make room or choose another folder, then repeat the command"])
            }
        }
        return target
    }

    /// Whether an earlier download left the whole file; one that is not what was pinned, or no table,
    /// is removed.
    private func isHere(_ file: PublishedSource.File, at place: URL) throws -> Bool {
        guard FileManager.default.fileExists(atPath: place.path) else { return false }
        let isRight =
            if let pinned = file.sha256 { try SHA256.hexadecimal(contentsOf: place) == pinned } else
            {
                try Self.objection(to: place) == nil
            }
        if !isRight { try FileManager.default.removeItem(at: place) }
        return isRight
    }

    /// What a file is instead of a table, or nil. Networks that ask for a login answer every request
    /// with a web page, and say that all is well.
    private static func objection(to file: URL) throws -> ContentProblem? {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        let bytes = [UInt8](try handle.read(upToCount: FileSignature.maximumFileSize) ?? Data())
        return FileSignature.objection(to: bytes)
    }

    private func check(
        _ outcome: CurlDownload.Outcome, _ address: URL, _ source: PublishedSource, _ base: URL,
        _ missing: ArraySlice<PublishedSource.File>
    ) throws {
        let words = outcome.message.isEmpty ? "curl ended with \(outcome.status)" : outcome.message
        switch outcome.status {
        case 0: return
        case 5, 6, 7, 35, 60:
            throw failure(.noNetwork, source, base, missing, "\(address.absoluteString): \(words)")
        case 22:
            throw failure(
                .refusedByServer, source, base, missing,
                "\(address.absoluteString): the server answered \(outcome.httpStatus)")
        default:
            throw SourceFetchError(
                kind: .brokenOff, source: source.name,
                reason: "\(address.absoluteString): the download broke off (\(words))",
                remedy: ["repeat the command: it continues where it stopped"])
        }
    }

    private func verify(
        _ file: PublishedSource.File, _ part: URL, _ address: URL, _ source: PublishedSource
    ) throws {
        let objection = try Self.objection(to: part)
        guard let pinned = file.sha256 else {
            guard let objection else { return }
            try FileManager.default.removeItem(at: part)
            throw SourceFetchError(
                kind: .wrongFormat, source: source.name,
                reason:
                    "\(address.absoluteString): expected a table, found \(objection.reason); the "
                    + "download was removed",
                remedy: [
                    "open the address in a browser: a network that asks for a login answers with its "
                        + "own page; then repeat the command"
                ])
        }
        let found = try SHA256.hexadecimal(contentsOf: part)
        guard found != pinned else { return }
        try FileManager.default.removeItem(at: part)
        throw SourceFetchError(
            kind: .wrongChecksum, source: source.name,
            reason: "\(address.absoluteString): expected SHA-256 \(pinned), found \(found)"
                + (objection.map { ", \($0.reason)" } ?? "") + "; the download was removed",
            remedy: [
                "repeat the command; if it fails again, the file was changed since it was checked:",
                "download it yourself, look at it, and use 'nas-search data import FILE'",
            ])
    }

    /// An error that lists what has to be copied by hand.
    private func failure(
        _ kind: SourceFetchError.Kind, _ source: PublishedSource, _ base: URL,
        _ missing: ArraySlice<PublishedSource.File>, _ reason: String
    ) -> SourceFetchError {
        let addresses = missing.map { source.address(of: $0, below: base).absoluteString }
        return SourceFetchError(
            kind: kind, source: source.name, reason: reason,
            remedy: ["copy these files into a folder by other means:"] + addresses
                + ["then: nas-search data import FOLDER"])
    }
}

extension SHA256 {
    /// The digest of a file, read piece by piece.
    static func hexadecimal(contentsOf file: URL) throws -> String {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        var hash = SHA256()
        while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
            hash.update([UInt8](piece))
        }
        return hash.finish()
    }
}
