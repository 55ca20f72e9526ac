import Foundation

extension JSONEncoder {
    /// Writes the same bytes for the same values, on one line: for what is kept, sent or compared.
    package static var compact: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// Writes the same bytes for the same values, for people to read.
    package static var indented: JSONEncoder {
        let encoder = compact
        encoder.outputFormatting.insert(.prettyPrinted)
        return encoder
    }
}
