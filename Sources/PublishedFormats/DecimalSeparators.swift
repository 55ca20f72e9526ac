/// Reads the numbers of one file, of which either all fractions stand behind a point or, where a file
/// allows it, all behind a comma. A file with both has thousands' separators, or two writers.
struct DecimalSeparators {
    private let allowsComma: Bool
    private var seen: UInt8?

    /// - Parameter allowsComma: Whether a comma is not what separates fields.
    init(allowsComma: Bool) {
        self.allowsComma = allowsComma
    }

    private static let comma = UInt8(ascii: ",")
    private static let point = UInt8(ascii: ".")

    /// The number that the bytes spell, or nil; ``objection(to:)`` may say more.
    mutating func number(_ raw: UnsafeBufferPointer<UInt8>) -> Double? {
        let separator = raw.first { $0 == Self.comma || $0 == Self.point }
        guard let separator else { return DecimalNumber.parse(raw) }
        guard separator == seen ?? separator, separator == Self.point || allowsComma else {
            return nil
        }
        guard separator == Self.comma else {
            guard let value = DecimalNumber.parse(raw) else { return nil }
            seen = separator
            return value
        }
        let bytes = raw.map { $0 == Self.comma ? Self.point : $0 == Self.point ? Self.comma : $0 }
        guard let value = bytes.withUnsafeBufferPointer({ DecimalNumber.parse($0) }) else {
            return nil
        }
        seen = separator
        return value
    }

    /// Why bytes that spell a number elsewhere spell none here, or nil.
    func objection(to raw: UnsafeBufferPointer<UInt8>) -> (reason: String, remedy: String)? {
        guard raw.contains(Self.comma), raw.allSatisfy({ $0 < 0x3A }) || seen == Self.point else {
            guard raw.contains(Self.point), seen == Self.comma else { return nil }
            return (
                "expected a decimal comma as in the numbers before",
                "write all numbers alike, without separators of thousands"
            )
        }
        return (
            "expected a number with a decimal point",
            "write numbers with points and without separators of thousands; decimal commas are read "
                + "where semicolons separate the columns"
        )
    }

    /// The bytes of a whole number without a fraction of zeros, which spreadsheets append.
    func withoutZeroFraction(
        _ raw: UnsafeBufferPointer<UInt8>
    ) -> UnsafeBufferPointer<UInt8> {
        guard
            let separator = raw.firstIndex(where: {
                $0 == Self.point || allowsComma && $0 == Self.comma
            }), separator > 0, separator + 1 < raw.count,
            raw[(separator + 1)...].allSatisfy({ $0 == UInt8(ascii: "0") })
        else { return raw }
        return UnsafeBufferPointer(rebasing: raw[..<separator])
    }
}
