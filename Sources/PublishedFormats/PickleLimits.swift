/// How far a pickle is followed before it is refused.
///
/// Every operation takes at least one byte and makes at most one value, and texts and arrays stay
/// where they lie in the input, so that memory grows with the length of the input at worst.
struct PickleLimits {
    /// Length of the input in bytes.
    var bytes = 1 << 30
    /// How deep containers may lie in each other.
    var depth = 100
    /// Number of values that the pickle may remember for later.
    var memo = 1 << 23
    /// Number of operations.
    var operations = 1 << 27
}
