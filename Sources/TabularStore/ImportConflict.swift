import Foundation

/// Values of an import that contradict what the store, or another file of the import, holds.
package struct ImportConflict: Sendable, Hashable, CustomStringConvertible {
    /// One contradiction.
    package struct Example: Sendable, Hashable {
        /// What the numbers are, for people.
        package let quantity: String
        /// The architecture's published index.
        package let index: Int
        /// The value that is there.
        package let stored: Double
        /// The file that brought it.
        package let storedFrom: String
        /// The value that was to be imported.
        package let imported: Double
        /// The file that has it.
        package let importedFrom: String
    }

    /// How many examples are kept.
    package static let exampleLimit = 5

    /// The first few contradictions.
    package let examples: [Example]
    /// All contradictions, the examples included.
    package let total: Int
    /// Contradictions between files of this one import, which replacing can't settle.
    package let amongFiles: Int

    /// A number with the six digits that tell values apart.
    private static func digits(_ value: Double) -> String { String(format: "%.6g", value) }

    /// What contradicts, a line an example, and what to do.
    package var description: String {
        text(remedy: "replace what is there, or give your device another name")
    }

    /// The same with what to do in other words.
    /// - Parameter remedy: Where the store's values could be replaced.
    package func text(remedy: String) -> String {
        let count = total == 1 ? "1 value contradicts" : "\(total) values contradict"
        let remedy =
            amongFiles == 0
            ? remedy
            : "the files of this import contradict each other: import one of them"
        let lines = examples.map {
            "  \($0.quantity), index \($0.index): \(Self.digits($0.stored)) from \($0.storedFrom), "
                + "\(Self.digits($0.imported)) in \($0.importedFrom)"
        }
        let more = total > examples.count ? ["  … and \(total - examples.count) more"] : []
        return (["nothing was imported: \(count) what is there; \(remedy)"] + lines + more)
            .joined(separator: "\n")
    }
}

/// A number that its quantity can't have, such as a negative latency.
package struct InvalidValue: Sendable, Hashable, CustomStringConvertible {
    /// The file that has it.
    package let file: String
    /// What the number is, for people.
    package let quantity: String
    /// The architecture's published index.
    package let index: Int
    /// The number.
    package let value: Double
    /// The numbers that would do.
    package let expected: String

    /// One line for the user.
    package var description: String {
        "\(file): \(quantity), index \(index): \(value) is not \(expected); nothing was imported: "
            + "correct the file, or leave the cell blank where nothing was measured"
    }
}
