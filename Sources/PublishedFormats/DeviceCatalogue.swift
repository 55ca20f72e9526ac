import Foundation
import SearchSpaces

/// What is known of the devices for which tables are published.
package struct DeviceCatalogue: Sendable {
    /// The devices in the order of the file.
    package let devices: [CatalogueDevice]
    /// Width and height in pixels of the images on which the published tables were measured.
    package let inputSize: Int
    private let positions: [String: (device: Int, alias: CatalogueDevice.Alias?)]

    /// A device that a name stands for.
    package struct Match: Sendable, Hashable {
        /// The device.
        package let device: CatalogueDevice
        /// The alias that led to it, or nil where the name is its own.
        package let alias: CatalogueDevice.Alias?
    }

    /// A catalogue of nothing, for spaces of which nobody published any tables.
    package static let empty = DeviceCatalogue(devices: [], inputSize: 0, positions: [:])

    private init(
        devices: [CatalogueDevice], inputSize: Int,
        positions: [String: (device: Int, alias: CatalogueDevice.Alias?)]
    ) {
        self.devices = devices
        self.inputSize = inputSize
        self.positions = positions
    }

    private struct File: Decodable {
        let format: Int
        let inputSize: Int
        let devices: [CatalogueDevice]
    }

    /// The catalogue that ships with the program.
    /// - Throws: `BundledFileError` where it is missing or damaged.
    package static func bundled() throws -> DeviceCatalogue {
        let file = BundledFile("Definitions/devices.json")
        return try DeviceCatalogue(json: file.contents(), source: file.path)
    }

    /// Reads a catalogue.
    /// - Parameters:
    ///   - json: The contents of the file.
    ///   - source: How messages name it.
    /// - Throws: `BundledFileError` where it is damaged or a name occurs twice.
    package init(json: Data, source: String) throws {
        let file: File
        do {
            file = try JSONDecoder().decode(File.self, from: json)
        } catch {
            throw BundledFileError(path: source, reason: "\(error)")
        }
        guard file.format == 1 else {
            throw BundledFileError(
                path: source, reason: "format \(file.format), but this program reads format 1")
        }
        var positions: [String: (Int, CatalogueDevice.Alias?)] = [:]
        for (position, device) in file.devices.enumerated() {
            let names = [(device.name, nil)] + device.aliases.map { ($0.name, Optional($0)) }
            for (name, alias) in names
            where positions.updateValue((position, alias), forKey: name) != nil {
                throw BundledFileError(path: source, reason: "the name '\(name)' occurs twice")
            }
        }
        devices = file.devices
        inputSize = file.inputSize
        self.positions = positions
    }

    /// The device with that name or alias, or nil.
    package func device(named name: String) -> Match? {
        positions[name].map { Match(device: devices[$0.device], alias: $0.alias) }
    }

    /// Every name and alias, sorted.
    package var names: [String] { positions.keys.sorted() }
}
