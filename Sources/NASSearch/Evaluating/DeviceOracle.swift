import Architectures

/// A device with its table.
package struct DeviceOracle {
    package let device: ResolvedDevice
    package let table: ObjectiveTable

    /// Gathers it.
    package init(
        device: ResolvedDevice, table: ObjectiveTable
    ) {
        self.device = device
        self.table = table
    }
}
