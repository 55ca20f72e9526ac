import CArchive

/// Unpacks archives and compressed files that are in memory, through libarchive.
enum ArchiveReader {
    /// The most that is unpacked; the largest published member has 1.5 MB.
    static let maximumBytes = 1 << 26
    /// What any file may unpack to: three times the largest published member.
    private static let freeBytes = 1 << 22
    /// How many times its own size a file may unpack to beyond that. The published file that
    /// shrinks most, a list of strings, has 39.
    private static let maximumRatio = 256

    /// The most that so many packed bytes may unpack to, so that a small file stays cheap whatever
    /// it says.
    static func limit(packed bytes: Int) -> Int {
        min(maximumBytes, freeBytes + maximumRatio * min(bytes, maximumBytes))
    }

    /// The most members that are looked at.
    static let maximumMembers = 10_000

    /// The only member of a bzip2 file.
    /// - Throws: ``ContentProblem``.
    static func bunzip2(_ bytes: [UInt8], limit: Int? = nil) throws -> [UInt8] {
        let limit = limit ?? self.limit(packed: bytes.count)
        return try open(bytes, kind: "bzip2 file") { reader in
            archive_read_support_filter_bzip2(reader) == ARCHIVE_OK
                && archive_read_support_format_raw(reader) == ARCHIVE_OK
        } body: { reader in
            var entry: OpaquePointer?
            guard archive_read_next_header(reader, &entry) == ARCHIVE_OK else {
                throw damaged(reader, kind: "bzip2 file")
            }
            return try data(reader, kind: "bzip2 file", limit: limit)
        }
    }

    /// The first member of a zip archive whose path ends in the given way.
    /// - Returns: nil where there is none.
    /// - Throws: ``ContentProblem``; its reason says what the archive is where the members tell.
    static func zipMember(
        _ bytes: [UInt8], suffix: String, limit: Int? = nil,
        maximumMembers: Int = maximumMembers
    ) throws -> [UInt8]? {
        let limit = limit ?? self.limit(packed: bytes.count)
        return try open(bytes, kind: "zip archive") { reader in
            // With its directory, which lies at the end: without it, the file is cut off.
            archive_read_support_format_zip_seekable(reader) == ARCHIVE_OK
        } body: { reader in
            var names: [String] = []
            for _ in 0..<maximumMembers {
                var entry: OpaquePointer?
                let status = archive_read_next_header(reader, &entry)
                if status == ARCHIVE_EOF {
                    if let problem = ForeignFormat.problem(zipMembers: names) { throw problem }
                    return nil
                }
                guard status == ARCHIVE_OK || status == ARCHIVE_WARN else {
                    throw damaged(reader, kind: "zip archive")
                }
                guard let path = archive_entry_pathname(entry) else { continue }
                let name = String(cString: path)
                if name == suffix || name.hasSuffix("/" + suffix) {
                    return try data(reader, kind: "zip archive", limit: limit)
                }
                names.append(name)
            }
            throw ContentProblem.refused(
                nil, "a zip archive of more than \(maximumMembers) members")
        }
    }

    private static func open<Result>(
        _ bytes: [UInt8], kind: String, prepare: (OpaquePointer) -> Bool,
        body: (OpaquePointer) throws -> Result
    ) throws -> Result {
        guard let reader = archive_read_new() else {
            throw ContentProblem.refused(nil, "no memory to unpack a \(kind)")
        }
        defer { archive_read_free(reader) }
        return try bytes.withUnsafeBytes { buffer in
            guard prepare(reader),
                archive_read_open_memory(reader, buffer.baseAddress, buffer.count) == ARCHIVE_OK
            else { throw damaged(reader, kind: kind) }
            return try body(reader)
        }
    }

    /// The rest of the current member.
    private static func data(_ reader: OpaquePointer, kind: String, limit: Int) throws -> [UInt8] {
        var unpacked: [UInt8] = []
        while true {
            var block: UnsafeRawPointer?
            var size = 0
            var offset: Int64 = 0
            let status = archive_read_data_block(reader, &block, &size, &offset)
            if status == ARCHIVE_EOF { return unpacked }
            guard status == ARCHIVE_OK, offset == Int64(unpacked.count) else {
                throw damaged(reader, kind: kind)
            }
            guard unpacked.count + size <= limit else {
                throw ContentProblem.refused(
                    nil,
                    "a \(kind) that unpacks to more than \(limit) bytes, which no published table "
                        + "of its size does")
            }
            unpacked.append(contentsOf: UnsafeRawBufferPointer(start: block, count: size))
        }
    }

    private static func damaged(_ reader: OpaquePointer, kind: String) -> ContentProblem {
        let reason = archive_error_string(reader).map { String(cString: $0) } ?? "it can't be read"
        return .damaged(nil, "damaged \(kind): \(reason)")
    }
}
