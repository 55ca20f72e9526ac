import Architectures
import LatencyPrediction
import TabularStore

/// Names for several devices, where a list of devices is asked for.
enum DeviceGroup {
    /// The devices that this project measured and that ship with the program.
    ///
    /// All are settings of the project's own machines. Who asks for the group wants them as devices
    /// of their own, so that in it equal hardware keeps nothing out of a pool; near duplicates are
    /// kept out as ever.
    static let own = "own"

    /// Whether a list has the group.
    static func hasOwn(_ list: String?) -> Bool {
        list?.split(separator: ",").contains { $0 == own } ?? false
    }
}

extension Workbench {
    /// The devices of a list, a group's members in its place.
    /// - Throws: ``Refusal`` where a device is unknown, or the group is empty.
    func deviceNames(_ list: String) throws -> [String] {
        try list.split(separator: ",").map(String.init).flatMap { name in
            name == DeviceGroup.own ? try ownDeviceNames() : [try resolve(name).name]
        }
    }

    /// Every bundled device, by name; one that the store has too counts with its table there.
    /// - Throws: ``Refusal`` where there is none.
    func ownDeviceNames() throws -> [String] {
        let names = try MeasuredDeviceIndex.bundled().devices.map(\.device.name)
        guard !names.isEmpty else {
            throw Refusal("\(DeviceGroup.own): no measured devices ship with this program")
        }
        return names
    }

    /// A device to learn from; nil where it has no table.
    /// - Parameter ofItsOwn: Whether devices of equal hardware may learn from it.
    func poolDevice(_ name: String, ofItsOwn: Bool) throws -> PoolDevice? {
        guard let table = try latencyTable(of: name) else { return nil }
        let hardware = try ofItsOwn ? name : resolve(name).device.hardware ?? name
        return PoolDevice(
            device: name, hardware: hardware, table: table,
            descriptor: try StoredDescriptor.stored(for: name, on: self)?.forPrediction())
    }
}
