/// What a file is that is no table: said by its first bytes, with what is read instead.
enum ForeignFormat {
    private struct Signature {
        let bytes: [UInt8]
        var offset = 0
        let name: String
        let remedy: String
        var hint: PublishedFormatError.Hint?
    }

    private static let asCSV = "save the table as CSV"
    private static let unpack = "unpack it and import what is in it"

    private static let signatures: [Signature] = [
        .init(
            bytes: [0xD0, 0xCF, 0x11, 0xE0], name: "an Excel workbook of before 2007 (xls)",
            remedy: asCSV),
        .init(
            bytes: [0x93] + Array("NUMPY".utf8), name: "a numpy array (npy)",
            remedy: "write a CSV with a column 'index' and one a device"),
        .init(bytes: [0x89] + Array("HDF".utf8), name: "an HDF5 file", remedy: asCSV),
        .init(bytes: Array("PAR1".utf8), name: "a Parquet file", remedy: asCSV),
        .init(bytes: Array("ARROW1".utf8), name: "an Arrow or Feather file", remedy: asCSV),
        .init(
            bytes: Array("SQLite format 3".utf8), name: "an SQLite file",
            remedy: "a store of this program is opened, and is not imported", hint: .isStore),
        .init(bytes: [0x1F, 0x8B], name: "a gzip file", remedy: unpack),
        .init(bytes: [0xFD] + Array("7zXZ".utf8), name: "an xz file", remedy: unpack),
        .init(bytes: [0x28, 0xB5, 0x2F, 0xFD], name: "a zstd file", remedy: unpack),
        .init(bytes: Array("7z".utf8) + [0xBC, 0xAF], name: "a 7z archive", remedy: unpack),
        .init(bytes: Array("Rar!".utf8), name: "a rar archive", remedy: unpack),
        .init(bytes: Array("ustar".utf8), offset: 257, name: "a tar archive", remedy: unpack),
        .init(bytes: Array("%PDF".utf8), name: "a PDF document", remedy: asCSV),
        .init(bytes: [0x89] + Array("PNG".utf8), name: "a PNG image", remedy: asCSV),
        .init(bytes: [0x7F] + Array("ELF".utf8), name: "a program", remedy: asCSV),
        .init(
            bytes: Array("TFL3".utf8), offset: 4, name: "a LiteRT model",
            remedy: "measure it and import a CSV of the times"),
    ]

    /// What begins so, or nil where it is nothing that has a name.
    static func problem(_ prefix: [UInt8]) -> ContentProblem? {
        for signature in signatures
        where prefix.dropFirst(signature.offset).starts(with: signature.bytes) {
            return .foreign(signature.name, remedy: signature.remedy, hint: signature.hint)
        }
        let text = prefix.drop { [0xEF, 0xBB, 0xBF, 0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if text.first == UInt8(ascii: "<") { return markup(text) }
        if text.first == UInt8(ascii: "{") || text.first == UInt8(ascii: "[") { return json(text) }
        return nil
    }

    /// What a zip archive with these members is, or nil.
    static func problem(zipMembers: [String]) -> ContentProblem? {
        if zipMembers.contains(where: { $0.hasPrefix("xl/") }) {
            return .foreign("an Excel workbook (xlsx)", remedy: "save the sheet as 'CSV UTF-8'")
        }
        if zipMembers.contains("content.xml") {
            return .foreign("an OpenDocument spreadsheet or text", remedy: asCSV)
        }
        if zipMembers.contains(where: { $0.hasPrefix("word/") || $0.hasPrefix("ppt/") }) {
            return .foreign("an Office document", remedy: asCSV)
        }
        if !zipMembers.isEmpty, zipMembers.allSatisfy({ $0.hasSuffix(".npy") }) {
            return .foreign(
                "an archive of numpy arrays (npz)",
                remedy: "write a CSV with a column 'index' and one a device")
        }
        return nil
    }

    private static func markup(_ text: ArraySlice<UInt8>) -> ContentProblem {
        let begin = String(decoding: text.prefix(512), as: UTF8.self).lowercased()
        return begin.contains("<html") || begin.contains("<!doctype html")
            ? .foreign(
                "a web page (HTML)", remedy: "download the table itself, not the page that shows it"
            )
            : .foreign("an XML document", remedy: asCSV)
    }

    private static func json(_ text: ArraySlice<UInt8>) -> ContentProblem? {
        let line = String(decoding: text.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        if line.contains("\"plan\":") {
            return .foreign(
                "a plan of what to measure, without its results",
                remedy: "work it off on the device and import the file of results that this writes")
        }
        let next = text.dropFirst().first { !" \t\r\n".utf8.contains($0) }
        let isPickle = text.last == UInt8(ascii: ".")
        guard !isPickle, next.map({ "\"]}{[-0123456789tfn".utf8.contains($0) }) ?? false else {
            return nil
        }
        return .foreign(
            "JSON that is no file of results",
            remedy: "results begin with a line {\"results\": 1, …}; save other tables as CSV")
    }
}
