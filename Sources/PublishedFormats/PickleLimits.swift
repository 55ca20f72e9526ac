/// How far a pickle is followed before it is refused.
///
/// Every operation takes at least one byte and makes at most one value, and texts and arrays stay
/// where they lie in the input, so that memory grows with the number of operations. The published
/// pickle with the most, a dictionary of 15,625 tuples, has 260,000 of them in 0.8 MB.
struct PickleLimits {
    /// Length of the input in bytes.
    var bytes = 1 << 26
    /// How deep containers may lie in each other.
    var depth = 100
    /// Number of values that the pickle may remember for later.
    var memo = 1 << 21
    /// Number of operations.
    var operations = 1 << 21
}
