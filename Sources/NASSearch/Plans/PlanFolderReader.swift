import Architectures
import Digests
import Foundation
import PlainText
import PublishedFormats
import TabularStore

/// Reads what came back in the folder of a plan: results of the script, the table that was filled in
/// by hand, and what native benchmarks printed. Nothing in it is ever run.
package struct PlanFolderReader {
    /// The folder.
    package let path: String
    /// The first line of the plan, which says which device it is.
    private let firstLine: String
    private let sha256: String
    /// The device that the plan is for.
    package let device: String

    private struct Header: Decodable {
        let plan: Int
        let device: String
    }

    /// The largest plan that is read.
    private static let largestPlan = 1 << 26

    /// Recognises the folder of a plan; nil for whatever else.
    package init?(_ path: String) {
        let place = URL(fileURLWithPath: path, isDirectory: true)
            .appendingPathComponent(PlanFolder.Name.plan)
        guard FileKind(at: place.path) == .regular,
            let handle = try? FileHandle(forReadingFrom: place)
        else { return nil }
        defer { try? handle.close() }
        guard let bytes = try? handle.read(upToCount: Self.largestPlan + 1),
            bytes.count <= Self.largestPlan, let line = bytes.split(separator: 10).first,
            let header = try? JSONDecoder().decode(Header.self, from: Data(line)),
            header.plan == 1
        else { return nil }
        self.path = path
        firstLine = String(decoding: line, as: UTF8.self)
        sha256 = SHA256.hexadecimal(Array(bytes))
        device = header.device
    }

    /// Reads the folder of a plan, or one that holds nothing but such, and keeps the plans' settings.
    ///
    /// Of several folders, those in which nothing was measured are passed over with a note.
    /// - Returns: Nil for whatever else lies there.
    /// - Throws: `PublishedFormatError` for what is damaged, ``RequestError`` where nothing came back.
    package static func read(
        _ path: String, with reader: PublishedReader, in workspace: Workspace
    ) throws -> PublishedBatch? {
        if let plan = Self(path) { return try plan.take(with: reader, in: workspace) }
        let plans = folders(in: path)
        guard !plans.isEmpty else { return nil }
        workspace.note(
            "\(path) holds the folders of \(NumberFormat.count(plans.count, of: "plan"))")
        var batch = PublishedBatch(files: [], passedOver: [])
        for plan in plans {
            do {
                let found = try plan.take(with: reader, in: workspace)
                batch.files += found.files
                batch.results += found.results
                batch.passedOver += found.passedOver
            } catch let error as RequestError {
                guard case .planFolder(_, .isUnmeasured) = error else { throw error }
                workspace.note("\(error)")
            }
        }
        guard !batch.files.isEmpty || !batch.results.isEmpty else {
            throw RequestError.planFolder(path, .isUnmeasured)
        }
        return batch
    }

    /// The folders of plans that are all that lies in a folder, by name; none where anything else does.
    private static func folders(in path: String) -> [PlanFolderReader] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let place = URL(fileURLWithPath: path, isDirectory: true)
        var folders: [PlanFolderReader] = []
        for name in names.sorted() where !name.hasPrefix(".") {
            guard let folder = Self(place.appendingPathComponent(name).path) else { return [] }
            folders.append(folder)
        }
        return folders
    }

    private func take(
        with reader: PublishedReader, in workspace: Workspace
    ) throws -> PublishedBatch {
        let contents = try read(with: reader, space: workspace.space)
        for note in contents.notes { workspace.note(note) }
        try keepPlan(in: workspace)
        return contents.batch
    }

    /// What the folder came back with.
    package struct Contents {
        /// The results and tables.
        package var batch: PublishedBatch
        /// What the reader has to know.
        package var notes: [String] = []
    }

    /// Reads the results, and the table and texts as far as they say more.
    /// - Throws: `PublishedFormatError` for what is damaged, ``RequestError`` where nothing came back.
    package func read(with reader: PublishedReader, space: SearchSpace) throws -> Contents {
        var contents = Contents(batch: PublishedBatch(files: [], passedOver: []))
        let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        for name in names where name.hasSuffix(".jsonl") && name != PlanFolder.Name.plan {
            let found = try reader.read(file(name))
            contents.batch.results += found.results
            contents.batch.passedOver += found.passedOver
        }
        let measured = Set(contents.batch.results.flatMap { $0.networks.map(\.architecture) })
        var known = measured
        var left = 0
        for native in try nativeTables(space) {
            left += add(native, leaving: &known, to: &contents)
        }
        for name in names where name.hasSuffix(".csv") {
            let options = ReadOptions(deviceName: nil, unit: nil)
            for table in try reader.read(file(name), options: options).files {
                left += add(table, leaving: &known, to: &contents)
            }
        }
        if left > 0 {
            contents.notes.append(
                "\(path): \(left) latencies left out of tables and texts, since the script or a "
                    + "native benchmark measured those networks")
        }
        if contents.batch.results.isEmpty && contents.batch.files.isEmpty {
            throw RequestError.planFolder(path, .isUnmeasured)
        }
        return contents
    }

    /// Keeps the plan's settings, which results name by the plan's digest alone.
    package func keepPlan(in workspace: Workspace) throws {
        try MeasuringPlan.keep(
            firstLine: firstLine, sha256: sha256, device: device, in: workspace.store)
    }

    private func file(_ name: String) -> URL {
        URL(fileURLWithPath: path, isDirectory: true).appendingPathComponent(name)
    }

    /// Takes what a table says of networks that nothing better is known of.
    /// - Returns: How many latencies were left out.
    private func add(
        _ file: PublishedFile, leaving known: inout Set<Architecture>, to contents: inout Contents
    ) -> Int {
        var tables: [ObjectiveTable] = []
        var left = 0
        for table in file.tables {
            var values = table.values
            for architecture in table.covered where known.contains(architecture) {
                values[architecture.code] = .nan
                left += 1
            }
            let rest = ObjectiveTable(quantity: table.quantity, values: values)
            if !rest.covered.isEmpty { tables.append(rest) }
        }
        guard !tables.isEmpty else { return left }
        known.formUnion(tables.flatMap(\.covered))
        contents.batch.files.append(
            PublishedFile(
                path: file.path, sha256: file.sha256, bytes: file.bytes, format: file.format,
                rows: file.rows, tables: tables,
                // Where the networks lie is no news.
                notes: file.notes.filter { !$0.contains("'\(PlanFolder.fileColumn)'") },
                units: file.units, collection: file.collection))
        return left
    }

    /// A table of each text of native benchmarks; of what a text has several times, the median.
    private func nativeTables(_ space: SearchSpace) throws -> [PublishedFile] {
        let folder = file(PlanFolder.Name.native)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return try names.filter { !$0.hasPrefix(".") }.sorted().compactMap { name in
            try nativeTable(folder.appendingPathComponent(name), space)
        }
    }

    private func nativeTable(_ place: URL, _ space: SearchSpace) throws -> PublishedFile? {
        guard FileKind(at: place.path) == .regular else { return nil }
        let handle = try FileHandle(forReadingFrom: place)
        defer { try? handle.close() }
        let data = try handle.read(upToCount: NativeBenchmarkText.largestText) ?? Data()
        let latencies = NativeBenchmarkText(space: space).latencies(
            in: String(decoding: data, as: UTF8.self), fileName: place.lastPathComponent)
        guard !latencies.isEmpty else { return nil }
        var values = [Double](repeating: .nan, count: space.count)
        for (architecture, group) in Dictionary(grouping: latencies, by: \.architecture) {
            let sorted = group.map(\.milliseconds).sorted()
            values[architecture.code] = sorted[sorted.count / 2]
        }
        let table = ObjectiveTable(quantity: .latency(device: device), values: values)
        return PublishedFile(
            path: place.path, sha256: SHA256.hexadecimal(Array(data)), bytes: data.count,
            format: .nativeBenchmark, rows: table.covered.count, tables: [table], notes: [],
            units: [device: .milliseconds])
    }
}
