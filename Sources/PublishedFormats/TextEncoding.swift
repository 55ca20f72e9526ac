/// Text that spreadsheets write as UTF-16, brought to UTF-8.
enum TextEncoding {
    /// The same text as UTF-8: bytes of UTF-16, with or without a byte order mark, are converted,
    /// others are returned as they are.
    ///
    /// Without a mark, text of ASCII characters is told by its zero bytes.
    static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 4 else { return bytes }
        let isBigEndian: Bool
        switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
        case (0xFF, 0xFE, _, _): isBigEndian = false
        case (0xFE, 0xFF, _, _): isBigEndian = true
        case (1..<0x80, 0, 1..<0x80, 0): isBigEndian = false
        case (0, 1..<0x80, 0, 1..<0x80): isBigEndian = true
        default: return bytes
        }
        let hasMark = bytes[0] | bytes[1] == 0xFF
        let units = stride(from: hasMark ? 2 : 0, to: bytes.count - 1, by: 2).map { place in
            let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
