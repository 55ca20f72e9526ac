import Architectures
import Foundation
import Search

/// What the search benchmarks share: the problem that a device and a data set pose, and quantiles.
enum SearchBenchmark {
    /// Accuracy to be maximised and latency to be minimised.
    static func problem(
        device: String, accuracy: AccuracyKey, isLatencyKnown: Bool, tables: PublishedTables,
        space: SearchSpace
    ) throws -> SearchProblem {
        func values(_ quantity: Quantity) throws -> [Double] {
            guard let entry = tables.tables.first(where: { $0.table.quantity == quantity }) else {
                throw MissingTable(quantity: "\(quantity)")
            }
            return entry.table.values
        }
        return try SearchProblem(
            space: space,
            objectives: [
                ObjectiveColumn(
                    name: "accuracy", goal: .maximise, values: try values(.accuracy(accuracy))),
                ObjectiveColumn(
                    name: "latency", goal: .minimise, values: try values(.latency(device: device)),
                    isKnown: isLatencyKnown),
            ])
    }

    /// A quantity that no file of the folder holds.
    struct MissingTable: Error, CustomStringConvertible {
        let quantity: String

        var description: String { "no table of \(quantity) in the folder" }
    }

    /// A quantile with linear interpolation, as numpy's default.
    static func quantile(_ values: [Double], _ fraction: Double) -> Double {
        let sorted = values.sorted()
        let position = fraction * Double(sorted.count - 1)
        let low = Int(position)
        let high = min(low + 1, sorted.count - 1)
        return sorted[low] + (position - Double(low)) * (sorted[high] - sorted[low])
    }

    /// Runs the peer's script.
    /// - Returns: What it wrote to standard output.
    static func runPeer(python: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["Benchmarks/peers/pymoo_nsga2.py"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw PeerFailure(status: process.terminationStatus)
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The peer's script did not end well; what it said is on standard error.
    struct PeerFailure: Error, CustomStringConvertible {
        let status: Int32

        var description: String { "Benchmarks/peers/pymoo_nsga2.py ended with status \(status)" }
    }

    /// The machine in a line, for summaries.
    static var machine: String {
        let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = information.split(separator: "\n").first { $0.hasPrefix("model name") }
            .flatMap { $0.split(separator: ":").last }
            .map { $0.trimmingCharacters(in: .whitespaces) }
        return "\(model ?? "unknown processor"), "
            + "\(ProcessInfo.processInfo.activeProcessorCount) processors"
    }
}
