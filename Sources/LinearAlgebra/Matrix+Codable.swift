extension Matrix: Codable where Scalar: Codable {
    private enum CodingKeys: String, CodingKey {
        case rows, columns, elements
    }

    /// Reads rows, columns and elements.
    /// - Throws: `DecodingError` where their numbers disagree.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let rows = try container.decode(Int.self, forKey: .rows)
        let columns = try container.decode(Int.self, forKey: .columns)
        let elements = try container.decode([Scalar].self, forKey: .elements)
        let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 0, columns >= 0, !overflows, elements.count == count else {
            throw DecodingError.dataCorruptedError(
                forKey: .elements, in: container,
                debugDescription: "\(elements.count) elements for \(rows) × \(columns)")
        }
        self.init(rows: rows, columns: columns, elements: elements)
    }

    /// Writes rows, columns and elements.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(rows, forKey: .rows)
        try container.encode(columns, forKey: .columns)
        try container.encode(elements, forKey: .elements)
    }
}
