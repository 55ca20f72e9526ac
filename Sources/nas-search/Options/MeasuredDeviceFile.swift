import Architectures
import Foundation
import NASSearch
import TabularStore

/// A file that takes what a store knows of a measured device to another store.
struct MeasuredDeviceFile {
    private let file: OutputFile

    /// Where it goes.
    var path: String { file.path }

    /// Checks the place. What was written there before of the same device is replaced: the command that
    /// goes on measuring is the same one.
    /// - Throws: ``Refusal``.
    init(_ path: String, option: String, of device: String, isForced: Bool) throws {
        let isEarlier = DeviceExport.device(in: path) == device
        file = try OutputFile(path, option: option, isForced: isForced || isEarlier)
    }

    /// Checks the place of a file that nothing is in.
    /// - Throws: ``Refusal``.
    init(_ path: String, option: String, isForced: Bool) throws {
        file = try OutputFile(path, option: option, isForced: isForced)
    }

    /// Writes what is known of a device.
    /// - Parameter architectures: Only of these, and what is the same graph; all where nil.
    /// - Returns: What was written; nil where the device has no measured runs.
    /// - Throws: ``OutputFailure``, `StoreError`.
    func write(
        _ device: String, of architectures: [Architecture]? = nil, in workspace: Workspace
    ) throws -> DeviceShare? {
        guard var share = try workspace.store.share(of: device) else { return nil }
        if let architectures {
            let space = workspace.space
            let asked = Set(architectures.map(space.canonical))
            share.networks.removeAll {
                !asked.contains(space.canonical($0.measurement.architecture))
            }
        }
        let draft = try file.begin()
        try DeviceExport.write(
            share, in: workspace.space, software: workspace.program.version
        ) { try file.add($0, to: draft) }
        try file.finish(draft)
        return share
    }
}

extension DeviceShare {
    /// How many networks have a latency that counts.
    var networkCount: Int { networks.count { $0.measurement.role == .current } }
}
