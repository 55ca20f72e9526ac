import FileSystem
import Foundation
import Networks

/// Reads tensors from a safetensors file: eight bytes with the header's length, a JSON header, the
/// values (https://huggingface.co/docs/safetensors).
///
/// Nothing in the file is trusted: lengths, offsets and shapes are checked before anything is
/// allocated by them, and every byte belongs to exactly one tensor, as the format asks.
package struct SafetensorsReader {
    private static let largestFile = 1 << 30
    private static let largestHeader = 16 << 20
    private static let mostTensors = 65_536
    private static let mostDimensions = 8

    private let path: String
    private let data: Data

    /// Reads a file as it is.
    /// - Throws: ``SafetensorsError`` where it is no file, or too large for weights.
    package static func contents(of file: URL) throws -> Data {
        do {
            // Asked of what a link leads to: a pipe or a device would never end.
            let values = try file.resolvingSymlinksInPath().resourceValues(
                forKeys: [.isRegularFileKey, .fileSizeKey])
            guard values.isRegularFile == true else {
                throw SafetensorsError.unreadable(file.path, reason: "not a file")
            }
            guard let size = values.fileSize, size <= largestFile else {
                throw SafetensorsError.unreadable(file.path, reason: "larger than 1 GiB")
            }
            return try Data(contentsOf: file)
        } catch let error as SafetensorsError {
            throw error
        } catch {
            throw SafetensorsError.unreadable(file.path, reason: SystemError.reason(of: error))
        }
    }

    /// Reads the floating-point tensors in a file's bytes; integer ones, such as counters of
    /// batches, are left out.
    /// - Parameter path: For messages.
    /// - Throws: ``SafetensorsError``.
    package static func tensors(
        in data: Data, path: String
    ) throws -> [String: NetworkWeights.Tensor] {
        try SafetensorsReader(path: path, data: data).tensors()
    }

    private func tensors() throws -> [String: NetworkWeights.Tensor] {
        let (header, start) = try header()
        let available = data.count - start
        var tensors: [String: NetworkWeights.Tensor] = [:]
        var end = 0
        let entries = header.entries.sorted {
            ($0.value.offsets.first ?? 0, $0.value.offsets.last ?? 0, $0.key)
                < ($1.value.offsets.first ?? 0, $1.value.offsets.last ?? 0, $1.key)
        }
        for (name, entry) in entries {
            guard name.utf8.count <= 512, name.unicodeScalars.allSatisfy({ $0.value >= 0x20 })
            else { throw malformed("a tensor's name is too long or has control characters") }
            guard entry.offsets.count == 2, entry.offsets[0] == end, entry.offsets[1] >= end,
                entry.offsets[1] <= available
            else {
                throw malformed(
                    "the bytes of \(name) overlap others', leave a gap, or end after the file")
            }
            end = entry.offsets[1]
            let type = ElementType(rawValue: entry.type)
            let count = try elementCount(of: entry, named: name)
            let size = try type?.size ?? integerSize(entry.type, named: name)
            let (bytes, overflows) = count.multipliedReportingOverflow(by: size)
            guard !overflows, bytes == end - entry.offsets[0] else {
                throw malformed("the shape of \(name) does not fit its bytes")
            }
            guard let type else { continue }
            let first = data.startIndex + start + entry.offsets[0]
            tensors[name] = NetworkWeights.Tensor(
                shape: entry.shape, values: type.values(data[first..<(first + bytes)]))
        }
        guard end == available else {
            throw malformed("\(available - end) bytes at the end belong to no tensor")
        }
        return tensors
    }

    private func header() throws -> (header: SafetensorsHeader, end: Int) {
        guard data.count >= 8 else { throw malformed("shorter than 8 bytes") }
        let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(Self.largestHeader) else {
            throw malformed("a header of \(length) bytes; at most 16 MiB are read")
        }
        guard Int(length) <= data.count - 8 else {
            throw malformed("cut off: a header of \(length) bytes in a file of \(data.count)")
        }
        let header: SafetensorsHeader
        do {
            header = try JSONDecoder().decode(
                SafetensorsHeader.self, from: data.dropFirst(8).prefix(Int(length)))
        } catch {
            throw malformed("its header is not the JSON that it should be")
        }
        guard header.entries.count <= Self.mostTensors else {
            throw malformed(
                "\(header.entries.count) tensors; at most \(Self.mostTensors) are read")
        }
        return (header, 8 + Int(length))
    }

    private func elementCount(of entry: SafetensorsHeader.Entry, named name: String) throws -> Int {
        guard entry.shape.count <= Self.mostDimensions else {
            throw malformed("\(name) has \(entry.shape.count) dimensions")
        }
        return try entry.shape.reduce(1) { count, extent in
            let (product, overflows) = count.multipliedReportingOverflow(by: extent)
            guard extent >= 0, !overflows else {
                throw malformed("\(name) has an impossible shape")
            }
            return product
        }
    }

    private func integerSize(_ type: String, named name: String) throws -> Int {
        switch type {
        case "BOOL", "U8", "I8": return 1
        case "U16", "I16": return 2
        case "U32", "I32": return 4
        case "U64", "I64": return 8
        default:
            throw malformed("\(name) is of a type that is not read; F16, BF16, F32 and F64 are")
        }
    }

    private func malformed(_ reason: String) -> SafetensorsError {
        .malformed(path, reason: reason)
    }
}

/// The floating-point types, which all become 32-bit floats.
private enum ElementType: String {
    case half = "F16"
    case brain = "BF16"
    case single = "F32"
    case double = "F64"

    /// Bytes of an element.
    var size: Int {
        switch self {
        case .half, .brain: 2
        case .single: 4
        case .double: 8
        }
    }

    /// The elements in little-endian bytes, a whole number of them.
    func values(_ data: Data) -> [Float] {
        data.withUnsafeBytes { bytes in
            func element<Bits: FixedWidthInteger>(_ index: Int, _: Bits.Type) -> Bits {
                Bits(
                    littleEndian: bytes.loadUnaligned(
                        fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self))
            }
            return (0..<(bytes.count / size)).map { index in
                switch self {
                case .half: Float(Float16(bitPattern: element(index, UInt16.self)))
                case .brain: Float(bitPattern: UInt32(element(index, UInt16.self)) << 16)
                case .single: Float(bitPattern: element(index, UInt32.self))
                case .double: Float(Double(bitPattern: element(index, UInt64.self)))
                }
            }
        }
    }
}
