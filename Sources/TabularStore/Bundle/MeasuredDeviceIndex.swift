import Architectures
import Foundation
import SearchSpaces

/// The devices that this project measured and ships, without their latencies: a file of the bundle,
/// so that listing devices does not read every one.
package struct MeasuredDeviceIndex: Sendable, Hashable, Codable {
    /// The version of the file format that this program reads.
    package static let supportedFormat = 1
    /// The resource folder of measured devices.
    private static let folder = "Measured"
    /// The file's name in that folder.
    package static let fileName = "devices.json"
    /// Where it lies.
    package static let file = BundledFile("\(folder)/\(fileName)")

    /// Version of the file format.
    package var format: Int
    /// The devices, by name.
    package var devices: [MeasuredDeviceSummary]

    /// Gathers devices.
    package init(_ devices: [MeasuredDeviceSummary]) {
        format = Self.supportedFormat
        self.devices = devices.sorted { $0.device.name < $1.device.name }
    }

    /// Reads the bundled file.
    /// - Throws: `BundledFileError` where it is missing or damaged.
    package static func bundled() throws -> MeasuredDeviceIndex {
        try MeasuredDeviceIndex(json: file.contents(), path: file.path)
    }

    /// Reads a file.
    /// - Parameters:
    ///   - json: Its contents.
    ///   - path: How messages name it.
    /// - Throws: `BundledFileError`.
    package init(json: Data, path: String) throws {
        self = try Self.decoded(json, path: path, format: Self.supportedFormat)
        guard devices.allSatisfy({ $0.measuredAt.count == 2 }) else {
            throw BundledFileError(path: path, reason: "damaged: a device without its dates")
        }
    }

    /// The file's bytes: keys sorted, the same for the same devices.
    package func json() throws -> Data { try Self.json(self) }

    /// What is known of a device, or nil.
    package subscript(name: String) -> MeasuredDeviceSummary? {
        devices.first { $0.device.name == name }
    }

    /// The file of a device in the folder.
    package static func fileName(of device: String) -> String { "\(device).json" }

    /// The bundled file of a device.
    package static func file(of device: String) -> BundledFile {
        BundledFile("\(folder)/\(fileName(of: device))")
    }

    /// A device with its latencies, from the bundle.
    /// - Throws: `BundledFileError` where its file is missing or damaged.
    package static func device(
        named name: String, in space: SearchSpace
    ) throws -> MeasuredDevice {
        let file = file(of: name)
        return try MeasuredDevice(json: file.contents(), path: file.path, space: space)
    }
}
