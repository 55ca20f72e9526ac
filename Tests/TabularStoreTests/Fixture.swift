import Architectures
import Foundation
import TestSupport

@testable import TabularStore

/// A folder of its own for a test, removed with the value; and a space of 27 cells.
final class Fixture: Sendable {
    let folder: URL
    let space: SearchSpace

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("store-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        space = try TinySpace.make()
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String = "store.sqlite") -> String {
        folder.appendingPathComponent(name).path
    }

    func open(
        _ name: String = "store.sqlite", access: Store.Access = .readWrite,
        schema: Schema = .current
    ) throws -> Store {
        try Store.open(path(name), space: space, access: access, schema: schema)
    }

    /// The error of a refused opening, or nil where it was not refused.
    func refusal(
        _ name: String = "store.sqlite", access: Store.Access, schema: Schema = .current
    ) throws -> StoreError? {
        do {
            try open(name, access: access, schema: schema).close()
            return nil
        } catch let error as StoreError {
            return error
        }
    }

    /// Every file below the folder with its bytes.
    func contents() throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            var isFolder: ObjCBool = false
            let path = folder.appendingPathComponent(name).path
            _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            contents[name] =
                isFolder.boolValue ? Data() : FileManager.default.contents(atPath: path)
        }
        return contents
    }

    /// Values at codes of the tiny space, everything else missing.
    func values(_ present: [Int: Double]) -> [Double] {
        (0..<27).map { present[$0] ?? .nan }
    }

    func latency(_ device: String, _ present: [Int: Double]) -> ObjectiveTable {
        ObjectiveTable(quantity: .latency(device: device), values: values(present))
    }

    func file(
        _ name: String, _ tables: [ObjectiveTable], origin: Origin = .published,
        devices: [Device] = []
    ) -> ImportedFile {
        ImportedFile(
            path: name, sha256: "sha of \(name)", bytes: 7, format: "csv", rows: 27,
            tables: tables, origin: origin, devices: devices)
    }
}

/// Two cells of NAS-Bench-201 that are the same graph: `skip` on 0→1 and 3×3 on 1→3, and the same
/// through node 2.
struct TwinCells {
    let space: SearchSpace
    let one: Architecture
    let other: Architecture

    init() throws {
        space = try SearchSpace.nasBench201()
        one = try space.architecture(
            described: "|skip_connect~0|+|none~0|none~1|+|none~0|nor_conv_3x3~1|none~2|")
        other = try space.architecture(
            described: "|none~0|+|skip_connect~0|none~1|+|none~0|none~1|nor_conv_3x3~2|")
    }
}

extension StoreError {
    /// The case alone.
    var kind: String {
        switch self {
        case .unreachable: "unreachable"
        case .foreign: "foreign"
        case .newer: "newer"
        case .damaged: "damaged"
        case .readOnly: "readOnly"
        case .full: "full"
        case .busy: "busy"
        case .inputOutput: "inputOutput"
        case .unexpected: "unexpected"
        case .otherSpace: "otherSpace"
        case .conflict: "conflict"
        case .invalidValue: "invalidValue"
        case .originMismatch: "originMismatch"
        case .keepsRuns: "keepsRuns"
        case .otherMachine: "otherMachine"
        case .unknownRun: "unknownRun"
        case .runMovedOn: "runMovedOn"
        }
    }
}

/// The error that `body` throws.
func storeError(_ body: () throws -> Void) throws -> StoreError? {
    do {
        try body()
        return nil
    } catch let error as StoreError {
        return error
    }
}
