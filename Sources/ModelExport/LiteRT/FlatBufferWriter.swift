/// Writes a tree of tables as a FlatBuffer (https://flatbuffers.dev/internals): from the root on, so
/// that everything is referred to before it stands.
///
/// Only what a LiteRT file needs: bytes, 32-bit integers, strings, vectors of them and of tables.
struct FlatBufferWriter {
    private(set) var bytes: [UInt8] = []
    /// Where a table's layout stands, by its bytes; equal ones are shared.
    private var layouts: [[UInt8]: Int] = [:]

    /// The bytes of a file.
    /// - Parameters:
    ///   - root: Its root table.
    ///   - identifier: The four letters that files of that schema bear.
    static func file(root: FlatTable, identifier: StaticString) -> [UInt8] {
        var writer = FlatBufferWriter()
        writer.append(0)
        identifier.withUTF8Buffer { writer.bytes.append(contentsOf: $0) }
        writer.refer(from: 0, to: writer.append(root))
        return writer.bytes
    }

    /// Appends a table and what it refers to.
    /// - Returns: Where it stands.
    private mutating func append(_ table: FlatTable) -> Int {
        // The distance to the layout comes first, then what takes four bytes, then single bytes.
        let placed = table.fields.sorted {
            ($1.value.size, $0.number) < ($0.value.size, $1.number)
        }
        var offsets = [UInt16](repeating: 0, count: (table.fields.last?.number ?? -1) + 1)
        var end = 4
        for field in placed {
            offsets[field.number] = UInt16(end)
            end += field.value.size
        }
        let layout = appendLayout(offsets, tableSize: end)
        align(to: 4)
        let start = bytes.count
        append(Int32(start - layout))
        for field in placed { appendInline(field.value) }
        for field in table.fields {
            if let target = appendReferred(field.value) {
                refer(from: start + Int(offsets[field.number]), to: target)
            }
        }
        return start
    }

    /// Appends the table's layout (its "vtable") unless there is one like it.
    private mutating func appendLayout(_ offsets: [UInt16], tableSize: Int) -> Int {
        let numbers = [UInt16(4 + 2 * offsets.count), UInt16(tableSize)] + offsets
        let layout = numbers.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
        if let position = layouts[layout] { return position }
        align(to: 2)
        layouts[layout] = bytes.count
        bytes.append(contentsOf: layout)
        return bytes.count - layout.count
    }

    private mutating func appendInline(_ value: FlatTable.Value) {
        switch value {
        case .byte(let byte): bytes.append(byte)
        case .integer(let number): append(number)
        default: append(0)
        }
    }

    /// Appends what stands outside of its table.
    /// - Returns: Where it stands, or nil where it is in the table.
    private mutating func appendReferred(_ value: FlatTable.Value) -> Int? {
        switch value {
        case .byte, .integer: return nil
        case .table(let table): return append(table)
        case .text(let text): return appendVector(Array(text.utf8) + [0], count: text.utf8.count)
        case .bytes(let contents): return appendVector(contents, count: contents.count, aligned: 16)
        case .integers(let numbers):
            return appendVector(numbers.littleEndianBytes, count: numbers.count)
        case .tables(let tables):
            let start = appendVector(
                [UInt8](repeating: 0, count: 4 * tables.count), count: tables.count)
            for (position, table) in tables.enumerated() {
                refer(from: start + 4 + 4 * position, to: append(table))
            }
            return start
        }
    }

    /// Appends a vector: the number of its elements, then these.
    /// - Parameter alignment: Of the first element.
    private mutating func appendVector(
        _ contents: [UInt8], count: Int, aligned alignment: Int = 4
    ) -> Int {
        while (bytes.count + 4) % alignment != 0 { bytes.append(0) }
        let start = bytes.count
        append(Int32(count))
        bytes.append(contentsOf: contents)
        return start
    }

    /// Fills in the distance from where a reference stands to what it means.
    private mutating func refer(from reference: Int, to target: Int) {
        let distance = [Int32(target - reference)].littleEndianBytes
        bytes.replaceSubrange(reference..<(reference + 4), with: distance)
    }

    private mutating func append(_ number: Int32) {
        bytes.append(contentsOf: [number].littleEndianBytes)
    }

    private mutating func align(to alignment: Int) {
        while bytes.count % alignment != 0 { bytes.append(0) }
    }
}
