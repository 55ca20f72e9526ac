/// How many images an exported model takes at once.
package enum BatchSize: Sendable, Hashable {
    /// Exactly so many.
    case fixed(Int)
    /// As many as it is given.
    case dynamic

    /// Reads `8` or `dynamic`.
    package init?(_ text: String) {
        if text == "dynamic" {
            self = .dynamic
        } else if let count = Int(text), (1...65_536).contains(count) {
            self = .fixed(count)
        } else {
            return nil
        }
    }

    /// As it is typed.
    package var text: String {
        switch self {
        case .fixed(let count): String(count)
        case .dynamic: "dynamic"
        }
    }
}
