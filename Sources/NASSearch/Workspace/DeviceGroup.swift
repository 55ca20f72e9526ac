import Architectures
import LatencyPrediction
import TabularStore

/// Names for several devices, where a list of devices is asked for.
package enum DeviceGroup {
    /// The devices that this project measured and that ship with the program: the names that stand
    /// for them, the second one of earlier versions.
    ///
    /// All are settings of the project's own machines. Who asks for the group wants them as devices
    /// of their own, so that in it equal hardware keeps nothing out of a pool; near duplicates are
    /// kept out as ever.
    package static let bundled: Set<String> = ["bundled", "own"]

    /// Whether a list has the group.
    package static func hasBundled(_ list: String?) -> Bool {
        list?.split(separator: ",").contains { bundled.contains(String($0)) } ?? false
    }
}

extension Workspace {
    /// The devices of a list, a group's members in its place.
    /// - Throws: ``RequestError`` where a device is unknown, or the group is empty.
    package func deviceNames(_ list: String) throws -> [String] {
        try list.split(separator: ",").map(String.init).flatMap { name in
            DeviceGroup.bundled.contains(name) ? try bundledDeviceNames() : [try resolve(name).name]
        }
    }

    /// Every bundled device, by name; one that the store has too counts with its table there.
    /// - Throws: ``RequestError`` where there is none.
    package func bundledDeviceNames() throws -> [String] {
        let names = try shippedDevices().map(\.device.name)
        guard !names.isEmpty else {
            throw RequestError.noBundledDevices
        }
        return names
    }

    /// A device to learn from; nil where it has no table.
    /// - Parameter ofItsOwn: Whether devices of equal hardware may learn from it.
    package func poolDevice(_ name: String, ofItsOwn: Bool) throws -> PoolDevice? {
        guard let table = try latencyTable(of: name) else { return nil }
        let hardware = try ofItsOwn ? name : resolve(name).device.hardware ?? name
        return PoolDevice(
            device: name, hardware: hardware, table: table,
            descriptor: try StoredDescriptor.stored(for: name, on: self)?.forPrediction())
    }
}
