import CSystemShims

/// A moment on the monotonic clock after which nothing is waited for.
struct Deadline {
    private let nanoseconds: UInt64

    /// So many seconds from now.
    init(seconds: Double) {
        nanoseconds = shim_monotonic_nanoseconds() + UInt64(max(0, seconds) * 1e9)
    }

    /// What is left, rounded up; 0 once it has passed.
    var remainingMilliseconds: Int32 {
        let now = shim_monotonic_nanoseconds()
        guard now < nanoseconds else { return 0 }
        return Int32(clamping: (nanoseconds - now) / 1_000_000 + 1)
    }
}
