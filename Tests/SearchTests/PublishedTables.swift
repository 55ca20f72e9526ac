import Architectures
import Foundation
import Search
import TestSupport

/// Columns of the published CSVs, as a problem: accuracy to be maximised, latency minimised.
enum PublishedTables {
    static func problem(
        device: String, file: String = "latency_help.csv", accuracy: String = "cifar100_valid_200",
        isLatencyKnown: Bool = false
    ) throws -> SearchProblem {
        let space = try SearchSpace.nasBench201()
        return try SearchProblem(
            space: space,
            objectives: [
                ObjectiveColumn(
                    name: "accuracy", goal: .maximise,
                    values: try column(accuracy, of: "accuracy.csv", in: space)),
                ObjectiveColumn(
                    name: "latency", goal: .minimise,
                    values: try column(device, of: file, in: space), isKnown: isLatencyKnown),
            ])
    }

    /// `values[code]` of a column, NaN where it is blank.
    static func column(
        _ name: String, of file: String, in space: SearchSpace
    ) throws -> [Double] {
        guard let folder = PublishedData.folder else { throw CocoaError(.fileNoSuchFile) }
        let text = try String(
            contentsOf: folder.appendingPathComponent("nasbench201/\(file)"), encoding: .utf8)
        var values = [Double](repeating: .nan, count: space.count)
        var position: Int?
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            guard let position else {
                position = fields.firstIndex { $0.elementsEqual(name.utf8) }
                guard position != nil else { throw CocoaError(.fileReadCorruptFile) }
                continue
            }
            guard
                let index = Int(String(Substring(fields[0]))),
                let cell = space.architecture(publishedIndex: index)
            else { throw CocoaError(.fileReadCorruptFile) }
            values[cell.code] = Double(String(Substring(fields[position]))) ?? .nan
        }
        return values
    }
}
