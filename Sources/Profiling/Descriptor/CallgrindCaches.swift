import Measuring

/// The two levels of caches that callgrind simulates: a machine's first and its last.
struct CallgrindCaches: Sendable, Hashable {
    let instructions: CacheGeometry
    let data: CacheGeometry
    let last: CacheGeometry

    /// Picks the caches; nil where one of the three is unknown.
    init?(_ caches: [CacheGeometry]) {
        func first(_ kind: String) -> CacheGeometry? {
            caches.first { $0.level == 1 && ($0.kind == kind || $0.kind == "Unified") }
        }
        guard let instructions = first("Instruction"), let data = first("Data"),
            let last = caches.filter({ $0.level > 1 && $0.kind != "Instruction" })
                .max(by: { $0.level < $1.level })
        else { return nil }
        self.instructions = Self.roundedDown(instructions)
        self.data = Self.roundedDown(data)
        self.last = Self.roundedDown(last)
    }

    /// Callgrind takes only powers of two as the number of sets: where a cache has another, the next
    /// lower one.
    private static func roundedDown(_ cache: CacheGeometry) -> CacheGeometry {
        var cache = cache
        let sets = max(1, cache.bytes / (cache.ways * cache.lineBytes))
        let power = 1 << (Int.bitWidth - 1 - sets.leadingZeroBitCount)
        cache.bytes = power * cache.ways * cache.lineBytes
        return cache
    }

    var arguments: [String] {
        [("I1", instructions), ("D1", data), ("LL", last)].map { name, cache in
            "--\(name)=\(cache.bytes),\(cache.ways),\(cache.lineBytes)"
        }
    }

    var summary: String {
        "\(data.bytes >> 10) KiB of first-level and \(last.bytes >> 10) KiB of last-level cache"
    }
}
