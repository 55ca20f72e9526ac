import Architectures
import Foundation
import NASSearch
import PlainText
import Reporting

/// Which networks are to be measured, in which order.
struct ArchitectureSelection {
    let workspace: Workspace
    /// What `--architectures` says.
    let group: String?
    /// The ones that were named.
    let named: [String]
    /// Whether networks that are the same labelled graph are measured one by one.
    let every: Bool
    let seed: UInt64
    let shard: Shard?

    /// One part of several.
    struct Shard: Equatable {
        /// From 0.
        let position: Int
        let count: Int

        /// Reads `2/5`.
        /// - Throws: ``Refusal``.
        init(_ text: String) throws {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false).map {
                Int($0)
            }
            guard parts.count == 2, let part = parts[0], let count = parts[1],
                (1...1 << 24).contains(count), (1...count).contains(part)
            else { throw Refusal("--shard \(text): expected I/N, such as 1/4") }
            position = part - 1
            self.count = count
        }
    }

    /// The networks, each once. A group is in a random order that the seed decides, so that no
    /// property of networks goes along with time, and parts of it are alike.
    /// - Throws: ``Refusal``.
    func architectures() throws -> [Architecture] {
        var list = try named.map(workspace.space.architecture(described:))
        if let group { list += try members(of: group) }
        guard !list.isEmpty else {
            throw Refusal(
                "no architectures: name some by index or string, or give --architectures all, a "
                    + "number of random ones, or a file")
        }
        var seen: Set<Architecture> = []
        list = list.filter { seen.insert(every ? $0 : workspace.space.canonical($0)).inserted }
        guard let shard else { return list }
        return list.enumerated().filter { $0.offset % shard.count == shard.position }.map(\.element)
    }

    private func members(of group: String) throws -> [Architecture] {
        let space = workspace.space
        let all =
            every
            ? space.architectures.map(\.self)
            : space.architectures.filter { space.canonical($0) == $0 }
        if group == "all" { return shuffled(all) }
        guard let (count, isMeant) = Self.count(group) else {
            return try Self.lines(of: group, in: space)
        }
        guard (1...all.count).contains(count) else {
            throw Refusal(
                "--architectures \(count) is how many random ones, 1 to \(all.count)"
                    + (every ? "" : ", the networks that differ as graphs (--every has more)")
                    + "; the one of index \(count) is named without --architectures")
        }
        if !isMeant, Self.looksLikeIndex(count) {
            throw Refusal(
                "--architectures \(count): the network of index \(count), or so many random ones? "
                    + "The one is named without --architectures; the others are --architectures "
                    + "\(Self.random)\(count)")
        }
        if !isMeant {
            workspace.note(
                "\(NumberFormat.count(count, of: "random network")); the one of index \(count) would "
                    + "be named without --architectures")
        }
        return Array(shuffled(all).prefix(count))
    }

    private static let random = "random:"

    /// Reads how many random ones; nil for anything else.
    private static func count(_ group: String) -> (Int, isMeant: Bool)? {
        guard group.hasPrefix(random) else { return Int(group).map { ($0, false) } }
        return Int(group.dropFirst(random.count)).map { ($0, true) }
    }

    /// From here on a number that is not round is rather an index: so many networks take hours, where
    /// one was meant.
    private static let firstSuspicious = 1_000
    private static let round = 50

    private static func looksLikeIndex(_ count: Int) -> Bool {
        count > firstSuspicious && !count.isMultiple(of: round)
    }

    /// The architectures of a file, an index or string a line.
    /// - Throws: ``Refusal``.
    static func lines(of path: String, in space: SearchSpace) throws -> [Architecture] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Refusal(
                "--architectures \(path): expected all, a number, or a file with an index or "
                    + "string a line")
        }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        return try lines.enumerated().compactMap { row, line in
            let word = line.trimmingCharacters(in: .whitespaces)
            if word.isEmpty || word.hasPrefix("#") { return nil }
            do {
                return try space.architecture(described: word)
            } catch {
                throw Refusal("\(path): line \(row + 1): \(error)")
            }
        }
    }

    private func shuffled(_ architectures: [Architecture]) -> [Architecture] {
        var generator = SeededGenerator(seed: seed)
        return architectures.shuffled(using: &generator)
    }
}
