import Foundation
import Testing

/// A table of a FlatBuffer, read as the format's description has it: the table begins with the
/// distance back to its layout, which holds its own length, the table's, and an offset a field.
struct DecodedTable {
    let bytes: [UInt8]
    let start: Int

    /// The root table of a file.
    init(file: Data) throws {
        bytes = [UInt8](file)
        try #require(bytes.count > 8)
        start = Int(Self.number(bytes, at: 0))
        try #require(start + 4 <= bytes.count)
    }

    private init(bytes: [UInt8], start: Int) {
        self.bytes = bytes
        self.start = start
    }

    private static func number(_ bytes: [UInt8], at position: Int) -> UInt32 {
        bytes[position..<(position + 4)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private func short(at position: Int) -> Int {
        Int(bytes[position]) | Int(bytes[position + 1]) << 8
    }

    /// Where a field stands, or nil where the table has none of that number.
    func position(_ field: Int) -> Int? {
        let layout = start - Int(Int32(bitPattern: Self.number(bytes, at: start)))
        guard 4 + 2 * field < short(at: layout) else { return nil }
        let offset = short(at: layout + 4 + 2 * field)
        return offset == 0 ? nil : start + offset
    }

    func byte(_ field: Int) -> UInt8? { position(field).map { bytes[$0] } }

    func integer(_ field: Int) -> Int32? {
        position(field).map { Int32(bitPattern: Self.number(bytes, at: $0)) }
    }

    /// Where what a field refers to stands.
    private func target(_ field: Int) -> Int? {
        position(field).map { $0 + Int(Self.number(bytes, at: $0)) }
    }

    func table(_ field: Int) -> DecodedTable? {
        target(field).map { DecodedTable(bytes: bytes, start: $0) }
    }

    func tables(_ field: Int) -> [DecodedTable] {
        guard let vector = target(field) else { return [] }
        return (0..<Int(Self.number(bytes, at: vector))).map { index in
            let reference = vector + 4 + 4 * index
            return DecodedTable(
                bytes: bytes, start: reference + Int(Self.number(bytes, at: reference)))
        }
    }

    func integers(_ field: Int) -> [Int32] {
        guard let vector = target(field) else { return [] }
        return (0..<Int(Self.number(bytes, at: vector))).map {
            Int32(bitPattern: Self.number(bytes, at: vector + 4 + 4 * $0))
        }
    }

    /// The bytes of a vector and where they stand in the file.
    func contents(_ field: Int) -> (position: Int, bytes: [UInt8])? {
        target(field).map {
            let count = Int(Self.number(bytes, at: $0))
            return ($0 + 4, Array(bytes[($0 + 4)..<($0 + 4 + count)]))
        }
    }

    func text(_ field: Int) -> String? {
        contents(field).map { String(decoding: $0.bytes, as: UTF8.self) }
    }
}
