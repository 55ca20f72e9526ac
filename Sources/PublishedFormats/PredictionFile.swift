import Architectures
import FileSystem
import Foundation

/// A CSV file of latencies that another program predicts: a column that names the architectures, and
/// for each device a latency and, where it is stated, its standard deviation.
package struct PredictionFile: Sendable {
    /// Where it lies.
    package let path: String
    private let bytes: [UInt8]

    /// What a file says of a device.
    package struct Predictions: Sendable {
        /// Indexed by `Architecture/code`; NaN where nothing stands there.
        package let estimates: LatencyEstimates
        /// The heading of the column of latencies.
        package let column: String
        /// Whether that heading names the device.
        package let namesDevice: Bool
    }

    /// Reads a file, not yet what it says.
    /// - Throws: ``PublishedFormatError`` for what is no file of text that begins like a table.
    package init(path: String) throws {
        self.path = path
        switch FileKind(at: path) {
        case .regular where !path.hasPrefix("/dev/") && !path.hasPrefix("/proc/"): break
        case nil: throw Self.unreadable(path, "there is no such file", "check the path")
        case .folder:
            throw Self.unreadable(path, "a folder, and no file", "name the CSV file in it")
        case .regular, .pipe, .link, .other:
            throw Self.unreadable(
                path,
                "no file, and what it gives comes once, while predictions are read again when "
                    + "a run is repeated", "write it into a file, and name that")
        }
        do {
            bytes = TextEncoding.utf8(try PublishedReader.bytes(of: path))
            guard bytes.withUnsafeBufferPointer({ CSVTable.isTable($0) }) else {
                throw TableRecogniser.noFormat
            }
        } catch let problem as ContentProblem {
            throw PublishedFormatError(
                kind: problem.kind, path: path, position: problem.position,
                reason: problem == TableRecogniser.noFormat ? "no CSV" : problem.reason,
                remedy: problem.kind == .unrecognised
                    ? "predictions are CSV whose first line has a column 'index' or 'arch' and one of "
                        + "latencies" : problem.remedy)
        } catch {
            throw Self.unreadable(path, SystemError.reason(of: error), "check that you may read it")
        }
    }

    /// What it says of a device.
    /// - Parameters:
    ///   - device: Its name.
    ///   - aliases: Other names of it.
    ///   - isOther: Whether a name is another device's.
    /// - Throws: ``PublishedFormatError`` with line and column, or where no column is the device's.
    package func predictions(
        for device: String, aliases: [String], in space: SearchSpace,
        isOther: (String) -> Bool
    ) throws -> Predictions {
        var options = ReadOptions()
        options.takesPredictions = true
        let table = CSVTable(
            space: space, text: ArchitectureText(space: space), options: options,
            device: Self.unnamed)
        let (heading, rows): (CSVHeading, CSVRows)
        do {
            (heading, rows) = try bytes.withUnsafeBufferPointer { try table.rows($0) }
        } catch let problem as ContentProblem {
            throw PublishedFormatError(problem, path: path)
        }
        let chosen = try column(of: device, aliases, in: heading, isOther)
        let quantity = heading.quantities[chosen]
        let latencies = rows.tables[chosen].values
        guard latencies.contains(where: { !$0.isNaN }) else {
            throw PublishedFormatError(
                kind: .damaged, path: path, reason: "the column of \(device) has no values",
                remedy: "fill in what is predicted")
        }
        let position = heading.positions[quantity]
        return Predictions(
            estimates: LatencyEstimates(
                milliseconds: latencies, standardDeviations: rows.deviations(of: chosen)),
            column: position.map { heading.names[$0] } ?? device,
            namesDevice: ([device] + aliases).contains { quantity == .latency(device: $0) })
    }

    /// The device of a column that names none.
    private static let unnamed = ""

    /// The position among the quantities of what is the device's latency.
    private func column(
        of device: String, _ aliases: [String], in heading: CSVHeading, _ isOther: (String) -> Bool
    ) throws -> Int {
        for name in [device] + aliases + [Self.unnamed] {
            if let own = heading.quantities.firstIndex(of: .latency(device: name)) { return own }
        }
        var names: [(position: Int, name: String)] = []
        for (position, quantity) in heading.quantities.enumerated() {
            if case .latency(let name) = quantity { names.append((position, name)) }
        }
        if let only = names.first, names.count == 1, !isOther(only.name) { return only.position }
        let there = names.map { "'\($0.name)'" }.joined(separator: ", ")
        throw PublishedFormatError(
            kind: .ambiguous, path: path,
            reason: names.isEmpty
                ? "no column is a latency"
                : "no column is of \(device): there \(names.count == 1 ? "is" : "are") \(there)",
            remedy: "head the column that counts '\(device)_latency_ms'")
    }

    private static func unreadable(
        _ path: String, _ reason: String, _ remedy: String
    ) -> PublishedFormatError {
        PublishedFormatError(kind: .unreadable, path: path, reason: reason, remedy: remedy)
    }
}
