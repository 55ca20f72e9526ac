import FileSystem
import Foundation
import Networks

/// Writes tensors as a safetensors file, 32-bit floats in the given order.
enum SafetensorsWriter {
    /// The file's bytes; the header is filled up with spaces so that the values are aligned.
    static func data(
        of tensors: [(name: String, tensor: NetworkWeights.Tensor)], metadata: [String: String]
    ) throws -> Data {
        var entries: [String: SafetensorsHeader.Entry] = [:]
        var values: [UInt8] = []
        for (name, tensor) in tensors {
            let start = values.count
            values += tensor.values.littleEndianBytes
            entries[name] = SafetensorsHeader.Entry(
                type: "F32", shape: tensor.shape, offsets: [start, values.count])
        }
        let encoder = JSONEncoder.compact
        var header = try encoder.encode(SafetensorsHeader(entries: entries, metadata: metadata))
        while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
        var data = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) }
        data.append(header)
        data.append(contentsOf: values)
        return data
    }
}
