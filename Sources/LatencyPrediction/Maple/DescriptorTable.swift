/// Descriptors of several devices on one scale: standardised over the devices, what is missing set to
/// their mean.
struct DescriptorTable: Sendable, Hashable {
    /// `[devices × width]`, row-major.
    let values: [Float]
    /// Numbers a device.
    let width: Int
    /// How many numbers of each device were missing and imputed.
    let imputed: [Int]

    /// Beyond this many standard deviations a device is as unlike as can be.
    private static let largest = 3.0
    private static let smallestDeviation = 0.05

    /// Standardises.
    /// - Parameters:
    ///   - rows: Numbers of equal count, NaN where missing; an empty one for a device without any.
    ///   - scale: What every standardised number is multiplied by.
    ///   - reference: The devices whose mean and deviation count, as positions in `rows`.
    init(rows: [[Double]], reference: [Int], scale: Double = 1) {
        let width = rows.map(\.count).max() ?? 0
        var values = [Float](repeating: 0, count: rows.count * width)
        var imputed = [Int](repeating: 0, count: rows.count)
        for column in 0..<width {
            let known = reference.compactMap { index in
                rows[index].count == width && rows[index][column].isFinite
                    ? rows[index][column] : nil
            }
            let mean = known.reduce(0, +) / Double(max(1, known.count))
            let variance =
                known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, known.count))
            let deviation = variance.squareRoot() + Self.smallestDeviation
            for (index, row) in rows.enumerated() {
                guard row.count == width, row[column].isFinite, !known.isEmpty else {
                    imputed[index] += 1
                    continue
                }
                let scaled = (row[column] - mean) / deviation
                values[index * width + column] = Float(
                    scale * min(max(scaled, -Self.largest), Self.largest))
            }
        }
        self.values = values
        self.width = width
        self.imputed = imputed
    }
}
