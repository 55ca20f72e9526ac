import Foundation
import Networks
import Testing

@testable import ModelExport

@Suite struct SafetensorsTests {
    private func file(_ header: String, _ values: [UInt8] = []) -> Data {
        let bytes = Array(header.utf8)
        return withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Data($0) } + bytes + values
    }

    private func tensors(_ data: Data) throws -> [String: NetworkWeights.Tensor] {
        try SafetensorsReader.tensors(in: data, path: "w.safetensors")
    }

    @Test func aFileByHand() throws {
        let header = """
            {"b":{"dtype":"F32","shape":[2,1],"data_offsets":[2,10]},\
            "__metadata__":{"format":"pt"},\
            "a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},\
            "n":{"dtype":"I64","shape":[],"data_offsets":[10,18]},\
            "c":{"dtype":"BF16","shape":[1],"data_offsets":[18,20]},\
            "d":{"dtype":"F64","shape":[],"data_offsets":[20,28]}}
            """
        let values: [UInt8] =
            [0x00, 0xC0] + [0, 0, 0x80, 0x3F, 0, 0, 0x20, 0x41] + [7, 0, 0, 0, 0, 0, 0, 0]
            + [0x40, 0x40] + [0, 0, 0, 0, 0, 0, 0xE0, 0x3F]
        let tensors = try tensors(file(header, values))
        #expect(tensors["a"] == .init(shape: [1], values: [-2]))
        #expect(tensors["b"] == .init(shape: [2, 1], values: [1, 10]))
        #expect(tensors["c"] == .init(shape: [1], values: [3]))
        #expect(tensors["d"] == .init(shape: [], values: [0.5]))
        // Counters of batches are no weights.
        #expect(tensors["n"] == nil)
    }

    @Test func whatIsWrittenIsReadable() throws {
        let data = try SafetensorsWriter.data(
            of: [
                ("z", .init(shape: [2], values: [1, 2])),
                ("a", .init(shape: [1, 1], values: [-0.5])),
            ], metadata: ["command": "a \"quoted\" / one"])
        let length = Int(data[0])
        #expect(length % 8 == 0 && data[1..<8].allSatisfy { $0 == 0 })
        let header = try #require(
            JSONSerialization.jsonObject(with: data[8..<(8 + length)]) as? [String: Any])
        #expect(
            (header["__metadata__"] as? [String: String]) == ["command": "a \"quoted\" / one"])
        #expect((header["a"] as? [String: Any])?["data_offsets"] as? [Int] == [8, 12])
        #expect(
            [UInt8](data[(8 + length)...])
                == [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40, 0, 0, 0, 0xBF])
        #expect(try tensors(data)["z"]?.values == [1, 2])
    }

    @Test(arguments: [
        ("", "shorter"),
        ("1234567", "shorter"),
        ("\u{1}\0\0\0\0\0\0\0", "cut off"),
        ("\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}\u{7F}", "16 MiB"),
        ("\u{1}\0\0\0\0\0\0\0{", "JSON"),
        ("\u{2}\0\0\0\0\0\0\0[]", "JSON"),
    ])
    func filesThatAreNone(text: String, reason: String) {
        expectRefusal(of: Data(text.utf8), because: reason)
    }

    @Test(arguments: [
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, "shape of a"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}"#, "after the file"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "gap"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}"#, "gap"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, "gap"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, "gap"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "4 bytes at the end"),
        (#"{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}"#, "impossible"),
        (
            #"{"a":{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]}}"#,
            "impossible"
        ),
        (#"{"a":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,8]}}"#, "shape of"),
        (#"{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}"#, "dimensions"),
        (#"{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}"#, "type"),
        (#"{"a":{"dtype":"F32","shape":[1e99],"data_offsets":[0,8]}}"#, "JSON"),
        (#"{"a":{"dtype":"F32","shape":"x","data_offsets":[0,8]}}"#, "JSON"),
        (#"{"\u001b[2J":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "control"),
        (
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
                + #""b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "overlap"
        ),
    ])
    func hostileHeaders(header: String, reason: String) {
        expectRefusal(of: file(header, [UInt8](repeating: 0, count: 8)), because: reason)
    }

    @Test func deepHeadersAreRefused() {
        expectRefusal(of: file(String(repeating: "[", count: 1_000_000)), because: "JSON")
        let nested = #"{"a":"# + String(repeating: #"{"a":"#, count: 100_000)
        expectRefusal(of: file(nested), because: "JSON")
    }

    @Test func onlyFilesAreRead() {
        for path in ["/dev/zero", "/nowhere/at/all", "/"] {
            #expect(throws: SafetensorsError.self) {
                try SafetensorsReader.contents(of: URL(fileURLWithPath: path))
            }
        }
    }

    private func expectRefusal(of data: Data, because reason: String) {
        let error = #expect(throws: SafetensorsError.self) { try tensors(data) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
        #expect(error?.description.contains("w.safetensors") == true)
    }
}
