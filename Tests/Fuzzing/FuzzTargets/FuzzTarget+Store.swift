import Architectures
import Foundation
import TabularStore

extension FuzzTarget {
    static let store = FuzzTarget("store") {
        try withScratchFile { path in
            try fill(Store.open(path, space: try tinySpace.get()))
            return [[UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))]
        }
    } run: { bytes in
        try withScratchFile { path in
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            let store = try Store.open(path, space: try tinySpace.get(), access: .readOnly)
            defer { try? store.close() }
            readEverything(in: store)
        }
    }

    /// A file's path in a folder of its own, which goes afterwards.
    private static func withScratchFile<Result>(
        _ body: (String) throws -> Result
    ) throws -> Result {
        let memory = "/dev/shm"
        let parent =
            FileManager.default.isWritableFile(atPath: memory)
            ? URL(fileURLWithPath: memory) : FileManager.default.temporaryDirectory
        let folder = parent.appendingPathComponent("nas-search-fuzz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder.appendingPathComponent("store.sqlite").path)
    }

    /// Puts something of every kind into a store, and closes it.
    private static func fill(_ store: Store) throws {
        let count = store.space.count
        var few = [Double](repeating: .nan, count: count)
        few[5] = 1.5
        _ = try store.importBatch([
            ImportedFile(
                path: "a.csv", sha256: "00", bytes: 1, format: "CSV", rows: 1,
                tables: [
                    ObjectiveTable(quantity: .latency(device: "few"), values: few),
                    ObjectiveTable(
                        quantity: .latency(device: "all"),
                        values: (0..<count).map { Double($0 + 1) }),
                ], devices: [Device(name: "all", title: "A device", aliases: ["every"])])
        ])
        let session = try store.beginMeasuring(
            on: Device(name: "own"),
            MeasuringSettings(
                identity: ["processor": "x"], machineJSON: "{}", protocolJSON: "{}", software: "1"))
        try store.save(
            NetworkMeasurement(
                architecture: Architecture(code: 3), milliseconds: 2, samples: [2, 2.5],
                measuredAt: 1), session: session)
        try store.saveArtefact(
            Artefact(
                kind: "kind", name: "name", device: "own", version: 1, inputs: "", createdAt: 1,
                content: [1, 2]))
        let run = try store.createRun(
            RunSettings(
                device: "all", dataset: "toy", seed: 0, settingsJSON: "{}", inputs: "",
                software: "1"))
        try store.appendEvaluations(
            [StoredEvaluation(architecture: Architecture(code: 1), objectives: [1, 2])], to: run,
            at: 0)
        try store.close()
    }

    /// Asks for everything that a store is asked for; each answer may be an error.
    private static func readEverything(in store: Store) {
        _ = try? store.verify()
        _ = try? store.imports()
        for device in (try? store.devices()) ?? [] {
            _ = try? store.device(named: device.device.name)
            _ = try? store.measuringSessions(of: device.device.name)
            _ = try? store.measurements(of: device.device.name)
            _ = try? store.measuredLatencies(of: device.device.name)
        }
        for info in (try? store.tables()) ?? [] { _ = try? store.table(info.quantity) }
        _ = try? store.artefacts(kind: "kind")
        for run in (try? store.runs()) ?? [] { _ = try? store.evaluations(of: run.id) }
    }
}
