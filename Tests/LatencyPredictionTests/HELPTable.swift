import Architectures
import Foundation
import TestSupport

/// Columns of the published `latency_help.csv`, read by the simplest means.
enum HELPTable {
    private static let lines: [Substring] = {
        guard let folder = PublishedData.folder,
            let text = try? String(
                contentsOf: folder.appendingPathComponent("nasbench201/latency_help.csv"),
                encoding: .utf8)
        else { return [] }
        return text.split(separator: "\n")
    }()

    struct Missing: Error {
        let device: String
    }

    /// A device's table.
    static func table(_ device: String, space: SearchSpace) throws -> ObjectiveTable {
        guard let column = lines.first?.split(separator: ",").firstIndex(of: Substring(device))
        else { throw Missing(device: device) }
        var values = [Double](repeating: .nan, count: space.count)
        for line in lines.dropFirst() {
            let fields = line.split(
                separator: ",", maxSplits: column + 1, omittingEmptySubsequences: false)
            guard let index = Int(fields[0]),
                let architecture = space.architecture(publishedIndex: index)
            else { continue }
            values[architecture.code] = Double(fields[column]) ?? .nan
        }
        return ObjectiveTable(quantity: .latency(device: device), values: values)
    }
}
