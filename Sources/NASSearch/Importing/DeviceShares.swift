import Architectures
import Foundation
import Measuring
import PublishedFormats
import TabularStore

/// Measured devices of other stores, and of files that `data export` wrote.
package struct DeviceShares {
    /// A device with the file that it is from.
    package struct Source {
        package let path: String
        package var share: DeviceShare
    }

    /// What joining one did.
    package struct Outcome: Encodable {
        package let path: String
        package let device: String
        /// Networks that had no measurement.
        package let added: Int
        /// Networks that had one.
        package let combined: Int
        /// Networks of which everything was there.
        package let known: Int
    }

    private let workspace: Workspace

    /// Prepares to join into a workspace's store.
    package init(_ workspace: Workspace) {
        self.workspace = workspace
    }

    private static let storeMark = Data("SQLite format 3\0".utf8)
    private static let readAtOnce = 4096
    /// The largest export that is read: a whole table of many runs is a tenth of it.
    private static let largestExport = 1 << 30

    private static func prefix(of path: String) -> Data? {
        // What a pipe gives can be read once only, and opening it waits for a writer.
        guard FileKind(at: path) == .regular, let handle = FileHandle(forReadingAtPath: path)
        else { return nil }
        defer { try? handle.close() }
        return try? handle.read(upToCount: readAtOnce)
    }

    /// Whether a file holds measured devices of another store.
    package static func isShare(_ path: String) -> Bool {
        guard let prefix = prefix(of: path) else { return false }
        return prefix.starts(with: storeMark) || DeviceExport.isPromising(prefix)
    }

    /// Reads a file.
    /// - Throws: ``RequestError``, `StoreError` where it is another program's.
    package func read(_ path: String) throws -> [Source] {
        if Self.prefix(of: path)?.starts(with: Self.storeMark) != true {
            let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
            guard size ?? 0 <= Self.largestExport else {
                throw RequestError.unreadableExport(
                    file: path, reason: "larger than any that is read")
            }
            let data: Data
            do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
                throw RequestError.unreadableExport(
                    file: path, reason: "it can't be read; check that you may")
            }
            return [
                Source(
                    path: path, share: try DeviceExport.read(data, path: path, in: workspace.space))
            ]
        }
        let store = try Store.open(path, space: workspace.space, access: .readOnly)
        guard store.path != workspace.store.path else {
            throw RequestError.unreadableExport(
                file: path, reason: "it is the store that would be imported into")
        }
        let sources = try store.measuredDevices().compactMap { device in
            try store.share(of: device).map { Source(path: path, share: $0) }
        }
        guard !sources.isEmpty else {
            throw RequestError.unreadableExport(
                file: path, reason: "a store without measured devices")
        }
        return sources
    }

    /// Joins all or none.
    /// - Throws: ``RequestError``, `StoreError`.
    package func join(_ sources: [Source], as names: ImportNames) throws -> [Outcome] {
        let devices = Set(sources.map(\.share.device.name))
        try names.check(devices: devices)
        if let name = names.name, devices.count > 1 {
            throw RequestError.severalDevices(
                name: name, file: sources[0].path, count: devices.count)
        }
        return try workspace.store.atomically {
            try sources.map { source in
                try join(source, as: names.name ?? names.renamed[source.share.device.name])
            }
        }
    }

    private func join(_ source: Source, as name: String?) throws -> Outcome {
        var share = source.share
        let device = name ?? share.device.name
        guard DeviceName.isUsable(device) else {
            throw RequestError.unusableName(device, file: source.path)
        }
        guard workspace.catalogue.device(named: device) == nil else {
            throw RequestError.nameTaken(device, by: .published, for: .file(source.path))
        }
        share.device.name = device
        share.descriptor?.device = device
        do {
            let summary = try workspace.store.join(share, by: Self.rules)
            return Outcome(
                path: source.path, device: device, added: summary.added,
                combined: summary.combined, known: summary.known)
        } catch let error as StoreError {
            if case .otherMachine(_, let differences) = error {
                throw RequestError.otherMachineInFile(
                    source.path, device: device, differences: differences)
            }
            throw error
        }
    }

    /// All trials count together, and all of them tell what the references take at full speed.
    private static let rules = JoinRules(
        ratio: { trials in
            let runs = trials.compactMap {
                PairedRuns(network: $0.network, references: $0.references)
            }
            guard !runs.isEmpty else { return nil }
            let ratio = PairedRatio(runs)
            return (ratio.logRatio, ratio.relativeError)
        },
        scale: { trials, last in
            let found = ReferenceScale(
                levels: trials.map {
                    PairedRuns.referenceLevels(of: $0.runs, turns: $0.turns)
                })
            guard let found else { return nil }
            if let last, !found.supersedes(last.reference) { return nil }
            return LatencyScale(
                version: (last?.version ?? 0) + 1, milliseconds: found.milliseconds,
                relativeError: found.relativeError, blocks: found.blocks,
                setAt: Date().timeIntervalSince1970)
        })
}
