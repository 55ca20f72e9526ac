import FileSystem
import Foundation
import NASSearch
import PlainText
import TabularStore

/// Takes something out of the store after asking, and says what went.
struct RemovalOutput {
    let global: GlobalOptions
    let workspace: Workspace
    let confirmation: Confirmation

    private struct Document: Encodable {
        let removed: StoreRemoval
        let freedBytes: Int

        private enum CodingKeys: String, CodingKey {
            case removed
            case freedBytes = "freed_bytes"
        }
    }

    /// Removes what `body` does.
    /// - Parameters:
    ///   - what: How it is called, such as `device my-phone`.
    ///   - body: Removes, or only says what would go.
    /// - Throws: ``Refusal`` where it is not wanted; `StoreError`.
    func remove(
        _ what: [String], _ body: (_ isTrial: Bool) throws -> StoreRemoval
    ) throws {
        let expected = try body(true)
        let words = expected.words
        try confirmation.ask(what + (words.isEmpty ? [] : [words]))
        let removal = try body(false)
        let freed = try workspace.store.shrink()
        if global.json {
            return Console.print(
                try JSONDocument.text(Document(removed: removal, freedBytes: freed)),
                terminator: "")
        }
        Console.show(
            what.map { "removed   \(VisibleText.line($0))" }
                + (removal.isEmpty ? [] : ["          \(removal.words)"])
                + ["store     \(Self.size(freed)) smaller"])
    }

    private static func size(_ bytes: Int) -> String {
        bytes < 1_000_000
            ? "\(NumberFormat.count(bytes / 1_000)) kB"
            : "\(NumberFormat.fixed(Double(bytes) / 1e6, 1)) MB"
    }
}

extension StoreRemoval {
    /// In words: '1 table with 12 values, 10 timed networks'; empty where nothing goes.
    fileprivate var words: String {
        [
            tables > 0
                ? NumberFormat.count(tables, of: "table") + " with "
                    + NumberFormat.count(values, of: "value") : nil,
            measurements > 0 ? NumberFormat.count(measurements, of: "timed network") : nil,
            artefacts > 0
                ? "\(NumberFormat.count(artefacts)) kept of predictors, descriptors and plans"
                : nil,
            evaluations > 0 ? NumberFormat.count(evaluations, of: "evaluation") : nil,
        ].compactMap(\.self).joined(separator: ", ")
    }
}
