import ArgumentParser
import NASSearch
import TabularStore

/// Runs by number.
struct RunNumbers: ParsableArguments {
    @Argument(help: "Numbers of runs, or ranges such as 3-9.")
    var numbers: [String]

    /// The runs, each of which there is.
    /// - Throws: ``Refusal``.
    func checked(on workspace: Workspace) throws -> [Int64] {
        let known = Set(try workspace.store.runs().map(\.id))
        var chosen: Set<Int64> = []
        for text in numbers {
            let ends = text.split(separator: "-", omittingEmptySubsequences: false).map {
                Int64($0)
            }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2,
                first <= last
            else { throw Refusal("'\(text)': expected a run's number, or a range such as 3-9") }
            let found = known.filter { (first...last).contains($0) }
            guard !found.isEmpty else {
                _ = try workspace.run(first)
                throw Refusal("no run is in \(text)")
            }
            chosen.formUnion(found)
        }
        return chosen.sorted()
    }

    /// As they are named: '3, 5, 7'.
    static func words(_ numbers: [Int64]) -> String {
        "run\(numbers.count == 1 ? "" : "s") " + numbers.map(String.init).joined(separator: ", ")
    }
}

struct RunsRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Takes runs out of the store, with their evaluations.")

    @OptionGroup var runs: RunNumbers

    @Flag(help: "Don't ask.")
    var force = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace(.readWrite)
        let numbers = try runs.checked(on: workspace)
        try workspace.removeRuns(numbers, isForced: force, global)
    }
}

struct RunsKeepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keep", abstract: "Takes all other runs out of the store.")

    @OptionGroup var runs: RunNumbers

    @Flag(help: "Don't ask.")
    var force = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace(.readWrite)
        let kept = Set(try runs.checked(on: workspace))
        let others = try workspace.store.runs().map(\.id).filter { !kept.contains($0) }
        guard !others.isEmpty else {
            return global.note("there are no other runs; nothing was removed")
        }
        try workspace.removeRuns(others, isForced: force, global)
    }
}

extension Workspace {
    fileprivate func removeRuns(
        _ numbers: [Int64], isForced: Bool, _ global: GlobalOptions
    ) throws {
        try RemovalOutput(
            global: global, workspace: self,
            confirmation: Confirmation(global: global, isForced: isForced)
        ).remove([RunNumbers.words(numbers)]) {
            try store.removeRuns(numbers, isTrial: $0)
        }
    }
}
