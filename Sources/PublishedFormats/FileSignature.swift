/// How formats begin.
enum FileSignature {
    /// A pickle of the number that torch wrote before its files became zip archives.
    static let legacyTorch: [UInt8] = [
        0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
    ]

    /// Whether bytes begin as pickles of protocol 2 and later do.
    static func isPickle(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 2 && bytes[0] == 0x80 && (2...5).contains(bytes[1])
    }

    private static let earlyPickleStarts = Array("(]}c".utf8)

    /// Whether bytes begin and end as pickles of protocols 0 and 1 may; so may other files.
    static func mayBeEarlyPickle(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        return earlyPickleStarts.contains(first) && last == UInt8(ascii: ".")
    }

    /// Bytes that are looked at before a whole file is read.
    static let prefixLength = 1 << 16
    /// The largest file that is read; the largest published one has 3 MB.
    static let maximumFileSize = 1 << 28

    /// Endings of names that tables have, so that a damaged file is one of them and no other sort.
    static let tableEndings = [".pt", ".pth", ".pickle", ".pkl", ".pd", ".pbz2", ".p"]

    static let zip = Array("PK\u{3}\u{4}".utf8)
    static let bzip2 = Array("BZh".utf8)

    /// What a whole file is instead of a table, or nil where it is one of the forms that are read.
    static func objection(to bytes: [UInt8]) -> ContentProblem? {
        let prefix = Array(bytes.prefix(prefixLength))
        if isPromising(prefix) {
            let isEarly = bytes.first.map(earlyPickleStarts.contains) ?? false
            let isCSV = TextEncoding.utf8(prefix).withUnsafeBufferPointer { CSVTable.isTable($0) }
            guard isEarly, !isCSV, !MeasurementResultsReader.isPromising(prefix) else { return nil }
            if mayBeEarlyPickle(bytes), (try? PickleDocument(bytes)) != nil { return nil }
        }
        return ForeignFormat.problem(prefix) ?? .foreign("no table", remedy: "look at what it says")
    }

    /// Whether a file that begins so can be a table, so that the rest is worth reading.
    static func isPromising(_ prefix: [UInt8]) -> Bool {
        guard let first = prefix.first else { return false }
        if prefix.starts(with: zip) || prefix.starts(with: bzip2) || isPickle(prefix) {
            return true
        }
        if earlyPickleStarts.contains(first) { return true }
        if MeasurementResultsReader.isPromising(prefix) { return true }
        return TextEncoding.utf8(prefix).withUnsafeBufferPointer { CSVTable.isTable($0) }
    }
}
