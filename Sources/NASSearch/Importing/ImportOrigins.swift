import Architectures
import LatencyPrediction
import PublishedFormats
import TabularStore

/// Decides where the numbers of imported tables come from: by what the files hold, never by a name
/// alone.
///
/// A name of the catalogue is that of a published device. What is imported under it has to be what was
/// published: recognised by its format, by the headings of the publication, or by its latencies, which
/// follow the device's bundled model. Everything else is refused under that name.
package struct ImportOrigins {
    package let workspace: Workspace
    /// Nil for a space that has none, and no published devices either.
    package let models: BundledLatencyModels?
    package let features: CellFeatures
    /// What the user says, which counts.
    package let stated: Origin?

    package init(workspace: Workspace, stated: Origin?) throws {
        self.workspace = workspace
        self.stated = stated
        models = try workspace.bundledModels()
        features = CellFeatures(space: workspace.space)
    }

    /// Evidence that is as good as certain: chance explains the latencies a thousand times worse.
    private static let enough = 6.9
    /// The share of the space from which on accuracies are a publication's.
    private static let wholeShare = 0.95

    /// Where the numbers of a file's tables come from.
    /// - Parameters:
    ///   - file: What was read.
    ///   - tables: Its tables, under the names that the store will have.
    /// - Throws: ``RequestError`` where the user's own numbers have a published device's name.
    package func origins(
        of file: PublishedFile, tables: [ObjectiveTable]
    ) throws -> [Quantity: Origin] {
        var origins: [Quantity: Origin] = [:]
        let names = Set(tables.compactMap(\.quantity.device)).sorted()
        let published = names.filter { workspace.catalogue.description(of: $0) != nil }
        if stated != .published { try checkArePublished(published, file, tables) }
        for table in tables {
            switch table.quantity {
            case .latency(let device), .energy(let device):
                let isOwn = stated != .published && !published.contains(device)
                origins[table.quantity] = isOwn ? .measured : .published
            case .accuracy:
                origins[table.quantity] = stated ?? origin(ofAccuracies: table, file)
            case .parameters, .flops: origins[table.quantity] = stated ?? .published
            }
        }
        return origins
    }

    private func origin(ofAccuracies table: ObjectiveTable, _ file: PublishedFile) -> Origin {
        // Nobody published anything of another space.
        guard workspace.space.isNASBench201 else { return .measured }
        guard file.format == .csv, file.collection != .miniNASBench else { return .published }
        let count = Double(table.covered.count)
        return count >= Self.wholeShare * Double(workspace.space.count) ? .published : .measured
    }

    /// - Throws: ``RequestError`` unless the tables of published devices are what was published.
    private func checkArePublished(
        _ devices: [String], _ file: PublishedFile, _ tables: [ObjectiveTable]
    ) throws {
        guard !devices.isEmpty else { return }
        if stated == .measured { throw refusal(devices[0], file, .statedMeasured) }
        var evidence = file.format.isAnybodys && file.collection == nil ? 0 : Self.enough
        let isOfCollection = evidence > 0
        for device in devices {
            guard let models,
                let table = tables.first(where: { $0.quantity == .latency(device: device) }),
                try !confirms(table)
            else { continue }
            switch models.likeness(of: table, to: device, features: features) {
            case .agrees(let more): evidence += more
            case .differs(let factor) where !(isOfCollection && (0.5...2).contains(factor)):
                throw refusal(
                    device, file, .latencies(count: table.covered.count, factor: factor))
            case .differs, .unknown: break
            }
        }
        if evidence >= Self.enough { return }
        if try devices.allSatisfy({ try isConfirmed($0, tables) }) { return }
        throw refusal(devices[0], file, .tooLittle)
    }

    /// Whether the store's published table of the device has these numbers already.
    private func confirms(_ table: ObjectiveTable) throws -> Bool {
        guard let device = table.quantity.device,
            try workspace.store.tables().contains(where: {
                $0.quantity == table.quantity && $0.origin == .published
            }), let stored = try workspace.store.table(.latency(device: device))
        else { return false }
        let common = table.covered.filter { stored[$0] != nil }
        return 2 * common.count >= table.covered.count
            && common.allSatisfy { cell in
                abs(table.values[cell.code] - stored.values[cell.code])
                    <= 1e-5 * stored.values[cell.code]
            }
    }

    private func isConfirmed(_ device: String, _ tables: [ObjectiveTable]) throws -> Bool {
        let table = tables.first { $0.quantity == .latency(device: device) }
        return try table.map(confirms) ?? false
    }

    private func refusal(
        _ device: String, _ file: PublishedFile, _ difference: RequestError.Difference
    ) -> RequestError {
        .notAsPublished(device: device, file: file.path, difference)
    }
}
