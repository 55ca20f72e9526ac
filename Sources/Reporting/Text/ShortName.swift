/// Names of files and commands where there is little room: both ends, which tell them apart.
package enum ShortName {
    private static let longest = 32
    private static let head = 18

    /// The name, or its ends.
    package static func of(_ name: String) -> String {
        guard name.count > longest else { return name }
        return "\(name.prefix(head))…\(name.suffix(longest - head - 1))"
    }
}
