import Architectures
import Foundation
import TestSupport
import Testing

@testable import TabularStore

/// This test program, started again to do ``StoreProcessBody/work()`` and nothing else.
enum StoreProcess {
    static let pathVariable = "STORE_TEST_PATH"
    static let nameVariable = "STORE_TEST_NAME"
    static let countVariable = "STORE_TEST_COUNT"

    static var path: String? { ProcessInfo.processInfo.environment[pathVariable] }
    static var canStart: Bool { FileManager.default.fileExists(atPath: "/proc/self/exe") }

    static func evaluation(_ ordinal: Int) -> StoredEvaluation {
        StoredEvaluation(
            architecture: Architecture(code: ordinal % 27), objectives: [Double(ordinal), 0.5])
    }

    static func start(_ path: String, name: String, count: Int) throws -> Process {
        let process = Process()
        process.executableURL = URL(
            fileURLWithPath: try FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/exe"))
        process.arguments = ["--testing-library", "swift-testing", "--filter", "StoreProcessBody"]
        process.environment = ProcessInfo.processInfo.environment.merging([
            pathVariable: path, nameVariable: name, countVariable: String(count),
        ]) { $1 }
        process.standardOutput = Pipe()
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}

/// What such a process does: a run of its own, evaluation by evaluation, and a table.
@Suite(.enabled(if: StoreProcess.path != nil, "runs in processes that other tests start"))
struct StoreProcessBody {
    @Test func work() throws {
        let environment = ProcessInfo.processInfo.environment
        let path = try #require(StoreProcess.path)
        let name = try #require(environment[StoreProcess.nameVariable])
        let count = try #require(environment[StoreProcess.countVariable].flatMap { Int($0) })
        let space = try TinySpace.make()
        let store = try Store.open(path, space: space)
        let run = try store.createRun(
            RunSettings(
                device: name, dataset: "toy", seed: 0, settingsJSON: "{}", inputs: "", software: "")
        )
        for ordinal in 0..<count {
            try store.appendEvaluations([StoreProcess.evaluation(ordinal)], to: run, at: ordinal)
            try FileHandle.standardOutput.write(contentsOf: Data("stored \(ordinal + 1)\n".utf8))
        }
        let table = ObjectiveTable(
            quantity: .latency(device: name),
            values: (0..<space.count).map { $0 == 0 ? 1 : .nan })
        _ = try store.importBatch([
            ImportedFile(
                path: name, sha256: name, bytes: 1, format: "csv", rows: 1, tables: [table])
        ])
        try store.setStatus(.done, of: run)
        try store.close()
    }
}
