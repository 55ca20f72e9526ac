/// Reads decimal numbers from bytes, correctly rounded and independent of the locale.
enum DecimalNumber {
    /// Powers of ten that a double holds exactly.
    private static let exactPowers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
    /// Longer texts are not numbers that anybody writes.
    private static let maximumLength = 400

    /// The number that the bytes spell: sign, digits with an optional point, optional exponent.
    ///
    /// Mantissas to 2⁵³ and powers of ten to 10²² are exact in a double, so that one multiplication or
    /// division rounds correctly (Clinger, PLDI 1990, section 3); what is longer goes to the
    /// standard library.
    /// - Returns: nil where they spell no finite number; `nan` and `inf` are none.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let base = bytes.baseAddress, bytes.count <= maximumLength else { return nil }
        let count = bytes.count
        var i = 0
        var isNegative = false
        if count > 0, base[0] == UInt8(ascii: "-") || base[0] == UInt8(ascii: "+") {
            isNegative = base[0] == UInt8(ascii: "-")
            i = 1
        }
        var mantissa: UInt64 = 0
        var digits = 0
        var significant = 0
        var exponent = 0
        var hasPoint = false
        while i < count {
            let byte = base[i]
            if byte &- UInt8(ascii: "0") < 10 {
                digits &+= 1
                if mantissa != 0 || byte != UInt8(ascii: "0") { significant &+= 1 }
                if significant <= 19 {
                    mantissa = mantissa &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
                }
                if hasPoint { exponent &-= 1 }
            } else if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else {
                break
            }
            i &+= 1
        }
        guard digits > 0 else { return nil }
        if i < count {
            guard let written = writtenExponent(base, from: i, to: count) else { return nil }
            exponent += written
        }
        if significant <= 19, mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
            let scaled =
                exponent < 0
                ? Double(mantissa) / exactPowers[-exponent]
                : Double(mantissa) * exactPowers[exponent]
            return isNegative ? -scaled : scaled
        }
        guard let value = Double(String(decoding: bytes, as: UTF8.self)), value.isFinite else {
            return nil
        }
        return value
    }

    /// The integer that the bytes spell, or nil where they spell none below 2⁵³.
    static func parseIndex(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let base = bytes.baseAddress, bytes.count > 0, bytes.count <= 15 else { return nil }
        var value = 0
        for i in 0..<bytes.count {
            let digit = base[i] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int(digit)
        }
        return value
    }

    private static func writtenExponent(
        _ base: UnsafePointer<UInt8>, from start: Int, to count: Int
    ) -> Int? {
        guard base[start] | 0x20 == UInt8(ascii: "e") else { return nil }
        var i = start + 1
        var isNegative = false
        if i < count, base[i] == UInt8(ascii: "-") || base[i] == UInt8(ascii: "+") {
            isNegative = base[i] == UInt8(ascii: "-")
            i += 1
        }
        guard i < count, count - i <= 9 else { return nil }
        var value = 0
        while i < count {
            let digit = base[i] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
            i += 1
        }
        return isNegative ? -value : value
    }
}
