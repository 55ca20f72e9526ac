import Architectures
import ArgumentParser
import Foundation
import NASSearch
import PlainText
import Reporting
import TabularStore

struct DataListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists tables and where they come from.")

    @OptionGroup var global: GlobalOptions

    private struct Entry: Encodable {
        let quantity: String
        let subject: String
        let values: Int
        let origin: Origin
        let files: [String]
    }

    private struct Document: Encodable {
        let store: String
        let tables: [Entry]
        let bundled: [String]
    }

    private func origin(of info: TableInfo, on workspace: Workspace) throws -> Origin {
        guard case .accuracy(let key) = info.quantity else { return info.origin }
        return try workspace.accuracyOrigin(of: key)
    }

    func run() throws {
        let workspace = try global.workspace()
        let entries = try workspace.store.tables().map { info in
            Entry(
                quantity: info.quantity.kindName, subject: info.quantity.subject,
                values: info.count, origin: try origin(of: info, on: workspace),
                files: info.importedFrom)
        }
        let document = Document(
            store: workspace.store.path, tables: entries,
            bundled: workspace.space.isNASBench201 ? try BundleListing.lines() : [])
        let isMade = workspace.store.exists
        try global.show(document) { Self.lines(of: document, isMade: isMade, style: $0) }
    }

    private static func lines(
        of document: Document, isMade: Bool, style: TextStyle
    ) -> [String] {
        let entries = document.tables
        var table = TextTable([
            .init("quantity", .left, isWhole: true), .init("of", .left),
            .init("values"), .init("origin", .left, isWhole: true),
            .init("from", .left, isExtra: true),
        ])
        for entry in entries {
            table.append([
                entry.quantity, entry.subject, NumberFormat.count(entry.values),
                entry.origin.rawValue,
                entry.files.map { URL(filePath: $0).lastPathComponent }.joined(separator: ", "),
            ])
        }
        return ["store \(document.store)" + (isMade ? "" : " (not made yet)")]
            + (entries.isEmpty ? [] : table.lines(indent: "  ", style: style)) + ["bundled"]
            + style.wrapped(document.bundled.map { "  \($0)" }, indent: 4)
    }
}

struct DataVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Checks the store's file and every table in it.")

    @Flag(
        help: "Set runs aside that contradict their device's table; the table and the runs stay.")
    var mend = false

    @OptionGroup var global: GlobalOptions

    private struct Document: Encodable {
        let problems: [String]
    }

    func run() throws {
        let workspace = try global.workspace(mend ? .readWrite : .readOnly)
        if mend {
            let count = try workspace.store.mend()
            if count > 0 {
                global.note(
                    "the runs of \(NumberFormat.count(count, of: "network")) are kept, but no longer "
                        + "count: their device's table has other latencies")
            }
        }
        let problems = try workspace.problems().map {
            $0.description
                + ($0.isMendable ? "; `nas-search data verify --mend` sets these runs aside" : "")
        }
        let count = try workspace.store.tables().count
        if problems.isEmpty || global.json {
            try global.show(Document(problems: problems)) { _ in
                ["\(workspace.store.path): sound, \(count) tables"]
            }
        }
        guard problems.isEmpty else {
            throw VerificationFailure(description: problems.joined(separator: "\n       "))
        }
    }
}

/// What a check of the store found.
private struct VerificationFailure: Error, CustomStringConvertible {
    let description: String
}
