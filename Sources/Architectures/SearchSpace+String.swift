extension SearchSpace {
    /// The published string: `|op~0|+|op~0|op~1|+|op~0|op~1|op~2|`.
    public func string(of architecture: Architecture) -> String {
        definition.string(of: operatorIndices(of: architecture))
    }

    /// Reads a published string.
    /// - Throws: ``SearchSpaceError/invalidString(_:offset:expected:)`` with the first character
    ///   that is wrong and what could have stood there.
    public func architecture(string: String) throws -> Architecture {
        var rest = string.utf8[...]
        func fail(_ expected: String) -> SearchSpaceError {
            let offset = string.utf8.distance(from: string.startIndex, to: rest.startIndex)
            return .invalidString(string, offset: offset, expected: expected)
        }
        func expect(_ literal: String) throws {
            guard rest.starts(with: literal.utf8) else { throw fail("'\(literal)'") }
            rest = rest.dropFirst(literal.utf8.count)
        }
        var code = 0
        var previousTarget: Int?
        for edge in edges {
            if let previousTarget, previousTarget != edge.target { try expect("+") }
            if previousTarget != edge.target { try expect("|") }
            previousTarget = edge.target
            let name = rest.prefix { $0 != UInt8(ascii: "~") && $0 != UInt8(ascii: "|") }
            guard
                let index = operators.firstIndex(where: { $0.name.utf8.elementsEqual(name) })
            else {
                throw fail("an operator: " + operators.map(\.name).joined(separator: ", "))
            }
            rest = rest.dropFirst(name.count)
            try expect("~\(edge.source)|")
            code = code * operators.count + index
        }
        guard rest.isEmpty else { throw fail("the end") }
        return Architecture(code: code)
    }

    /// Reads what a person may call an architecture: its published index or its string.
    /// - Throws: ``SearchSpaceError``.
    public func architecture(described text: String) throws -> Architecture {
        guard let index = Int(text) else { return try architecture(string: text) }
        guard let architecture = architecture(publishedIndex: index) else {
            throw SearchSpaceError.invalidIndex(index, count: count)
        }
        return architecture
    }
}
