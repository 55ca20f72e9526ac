/// One cache of a processor.
package struct CacheGeometry: Sendable, Hashable, Codable {
    /// 1 is the closest.
    package var level: Int
    /// `Data`, `Instruction` or `Unified`.
    package var kind: String
    /// Capacity in bytes.
    package var bytes: Int
    /// Lines a set.
    package var ways: Int
    /// Bytes a line.
    package var lineBytes: Int

    /// Describes a cache.
    package init(level: Int, kind: String, bytes: Int, ways: Int, lineBytes: Int) {
        self.level = level
        self.kind = kind
        self.bytes = bytes
        self.ways = ways
        self.lineBytes = lineBytes
    }

    /// The caches of the first processor, ordered by level and kind; a cache of which a number is
    /// not told is left out.
    static func all(in system: SystemFiles) -> [CacheGeometry] {
        (0..<16).compactMap { index in
            let folder = "sys/devices/system/cpu/cpu0/cache/index\(index)"
            func number(_ name: String) -> Int? {
                system.line("\(folder)/\(name)").flatMap(Int.init)
            }
            guard let level = number("level"), let kind = system.line("\(folder)/type"),
                let bytes = system.line("\(folder)/size").flatMap(size(_:)),
                let ways = number("ways_of_associativity"), ways > 0,
                let line = number("coherency_line_size")
            else { return nil }
            return CacheGeometry(
                level: level, kind: kind, bytes: bytes, ways: ways, lineBytes: line)
        }.sorted { ($0.level, $0.kind) < ($1.level, $1.kind) }
    }

    /// `32K`, `1M` or a plain number.
    private static func size(_ text: String) -> Int? {
        if text.hasSuffix("K") { return Int(text.dropLast()).map { $0 << 10 } }
        if text.hasSuffix("M") { return Int(text.dropLast()).map { $0 << 20 } }
        return Int(text)
    }
}
