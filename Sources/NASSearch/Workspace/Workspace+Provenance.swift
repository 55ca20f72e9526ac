import Architectures
import Foundation
import Measuring
import TabularStore

extension Workspace {
    /// How a result comes to be: the program's command, this machine, the files behind tables.
    /// - Parameters:
    ///   - seed: Nil where nothing is random.
    ///   - command: What makes the result again; nil for the program's command.
    ///   - quantities: The tables that were read; those that the store lacks are bundled models.
    package func provenance(
        seed: UInt64?, command: String? = nil, quantities: [Quantity]
    ) throws -> Provenance {
        let wanted = Set(quantities)
        let files = try store.imports().compactMap { record -> Provenance.DataFile? in
            let used = record.tables.map(\.quantity).filter(wanted.contains)
            guard !used.isEmpty else { return nil }
            return Provenance.DataFile(
                path: record.path, sha256: record.sha256, bytes: record.bytes,
                tables: used.map { "\($0.kindName) of \($0.subject)" })
        }
        let stored = Set(try store.tables().map(\.quantity))
        let shipped = try wanted.subtracting(stored).compactMap {
            quantity -> (quantity: Quantity, file: Provenance.DataFile)? in
            guard case .latency(let device) = quantity,
                try bundledDevice(named: device) != nil
            else { return nil }
            let file = MeasuredDeviceIndex.file(of: device)
            let listing = try file.listing()
            return (
                quantity,
                Provenance.DataFile(
                    path: "\(file.path), bundled with nas-search \(program.version)",
                    sha256: listing?.sha256, bytes: listing?.bytes,
                    tables: ["\(quantity.kindName) of \(device)"])
            )
        }.sorted { $0.file.path < $1.file.path }
        let bundled = wanted.subtracting(stored).subtracting(shipped.map(\.quantity)).filter {
            // Nobody misses the energies of a device that has none.
            if case .energy = $0 { false } else { true }
        }.map { "\($0.kindName) of \($0.subject)" }.sorted()
        let models =
            bundled.isEmpty
            ? []
            : [
                Provenance.DataFile(
                    path: "models bundled with nas-search \(program.version)", sha256: nil,
                    bytes: nil, tables: bundled)
            ]
        return Provenance(
            command: command ?? program.command,
            seed: seed,
            version: program.version, machine: Self.machine,
            made: Date().formatted(.iso8601), data: files + shipped.map(\.file) + models)
    }

    /// The processor, its cores and the system.
    private static var machine: String {
        "\(MachineFacts.current().processorSummary), "
            + ProcessInfo.processInfo.operatingSystemVersionString
    }
}
