/// How far descriptors of devices are from one another, two by two (MAPLE, figure 2).
package struct DescriptorDistance: Sendable, Hashable {
    /// The devices' names.
    package let names: [String]
    /// Root mean square difference over the entries that both have, `[devices × devices]`,
    /// row-major; nil where they share none or can't be compared. Latencies in ms and counts of one
    /// run stand side by side in it, as they are.
    package let raw: [Double?]
    /// The same after every entry was standardised over the devices that have it, in standard
    /// deviations over these; entries that are equal on all of them don't count.
    package let standardised: [Double?]
    /// Entries that two devices share, `[devices × devices]`.
    package let shared: [Int]
    /// Why two devices can't be compared, `[devices × devices]`; nil where they can.
    package let obstacles: [String?]

    /// Compares descriptors.
    /// - Parameters:
    ///   - devices: Names, and every number of the descriptor by its name, such as
    ///   ``DeviceDescriptor/entries``.
    ///   - obstacle: Why the devices at two positions can't be compared; nil where they can.
    package init(
        _ devices: [(name: String, entries: [String: Double])],
        obstacle: (Int, Int) -> String? = { _, _ in nil }
    ) {
        names = devices.map(\.name)
        // One order of summation, so that equal input gives equal bytes.
        let keys = Set(devices.flatMap(\.entries.keys)).sorted()
        let rows = devices.map { device in
            keys.map { key in device.entries[key].flatMap { $0.isFinite ? $0 : nil } }
        }
        let scaled = Self.standardise(rows, columns: keys.count)
        let obstacles = devices.indices.flatMap { left in
            devices.indices.map { left == $0 ? nil : obstacle(left, $0) }
        }
        self.obstacles = obstacles
        raw = zip(obstacles, Self.pairs(rows) { Self.distance($0, $1) }).map {
            $0 == nil ? $1 : nil
        }
        standardised = zip(obstacles, Self.pairs(scaled) { Self.distance($0, $1) })
            .map { $0 == nil ? $1 : nil }
        shared = Self.pairs(rows) { zip($0, $1).count { $0 != nil && $1 != nil } }
    }

    private static func pairs<T>(
        _ rows: [[Double?]], _ body: ([Double?], [Double?]) -> T
    ) -> [T] {
        rows.flatMap { left in rows.map { body(left, $0) } }
    }

    private static func distance(_ left: [Double?], _ right: [Double?]) -> Double? {
        var sum = 0.0
        var count = 0
        for case (let left?, let right?) in zip(left, right) {
            sum += (left - right) * (left - right)
            count += 1
        }
        return count > 0 ? (sum / Double(count)).squareRoot() : nil
    }

    /// Zero mean and unit (population) standard deviation a column.
    private static func standardise(_ rows: [[Double?]], columns: Int) -> [[Double?]] {
        var result = rows
        for column in 0..<columns {
            let known = rows.compactMap { $0[column] }
            let mean = known.reduce(0, +) / Double(known.count)
            let deviation =
                (known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(known.count))
                .squareRoot()
            for row in rows.indices {
                result[row][column] =
                    deviation > 0 ? rows[row][column].map { ($0 - mean) / deviation } : nil
            }
        }
        return result
    }
}
