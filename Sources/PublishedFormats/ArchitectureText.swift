import Architectures
import Foundation

/// Reads published architecture strings straight from bytes: a table has one in every row.
struct ArchitectureText: Sendable {
    private struct Slot {
        /// What stands before the operator: `|`, `+|`, or nothing.
        let lead: [UInt8]
        /// What stands after it, such as `~0|`.
        let trail: [UInt8]
    }

    private let space: SearchSpace
    private let slots: [Slot]
    private let operators: [[UInt8]]

    /// Prepares for the strings of a space.
    init(space: SearchSpace) {
        self.space = space
        operators = space.operators.map { Array($0.name.utf8) }
        var previousTarget: Int?
        slots = space.edges.map { edge in
            let lead =
                previousTarget == edge.target ? "" : previousTarget == nil ? "|" : "+|"
            previousTarget = edge.target
            return Slot(lead: Array(lead.utf8), trail: Array("~\(edge.source)|".utf8))
        }
    }

    /// The architecture that the bytes spell.
    /// - Throws: ``SearchSpaceError`` with the character that is wrong.
    func architecture(_ bytes: UnsafeBufferPointer<UInt8>) throws -> Architecture {
        if let code = code(bytes) { return Architecture(code: code) }
        return try space.architecture(string: String(decoding: bytes, as: UTF8.self))
    }

    private func code(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let count = bytes.count
        var position = 0
        func skip(_ literal: [UInt8]) -> Bool {
            guard count - position >= literal.count,
                memcmp(base + position, literal, literal.count) == 0
            else { return false }
            position += literal.count
            return true
        }
        var code = 0
        for slot in slots {
            guard skip(slot.lead) else { return nil }
            var end = position
            while end < count, base[end] != UInt8(ascii: "~") { end &+= 1 }
            let length = end - position
            guard
                let index = operators.firstIndex(where: {
                    $0.count == length && memcmp(base + position, $0, length) == 0
                })
            else { return nil }
            position = end
            guard skip(slot.trail) else { return nil }
            code = code * operators.count + index
        }
        return position == count ? code : nil
    }
}
