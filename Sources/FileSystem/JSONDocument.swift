import Foundation

/// How every JSON document of the tool is written: keys sorted, two spaces, one newline at the end,
/// so that equal results are equal bytes.
package enum JSONDocument {
    /// Encodes a document.
    /// - Throws: `EncodingError` where a number is not finite: a missing value must be absent.
    package static func text(_ document: some Encodable) throws -> String {
        return String(decoding: try JSONEncoder.indented.encode(document), as: UTF8.self) + "\n"
    }
}
