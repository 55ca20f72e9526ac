/// A numpy data type: how the elements of an array lie in its bytes.
struct NumericType: Hashable {
    /// What an element is.
    enum Kind: Hashable {
        case boolean
        case signed
        case unsigned
        case float
        /// A Python object: the elements are values of the pickle, not bytes.
        case object
    }

    /// What an element is.
    let kind: Kind
    /// Bytes of an element.
    let size: Int
    /// Whether the first byte is the most significant.
    var isBigEndian: Bool

    /// Reads numpy's short name, such as `f8`, `<i4`, `|b1` or `O8`.
    /// - Returns: nil for what is no plain number or object.
    init?(name: String) {
        var rest = name[...]
        isBigEndian = rest.first == ">"
        if let first = rest.first, "<>=|".contains(first) { rest = rest.dropFirst() }
        guard let letter = rest.first, let size = Int(rest.dropFirst()) else { return nil }
        self.size = size
        switch (letter, size) {
        case ("b", 1): kind = .boolean
        case ("i", 1), ("i", 2), ("i", 4), ("i", 8): kind = .signed
        case ("u", 1), ("u", 2), ("u", 4), ("u", 8): kind = .unsigned
        case ("f", 4), ("f", 8): kind = .float
        case ("O", 8), ("O", 4): kind = .object
        default: return nil
        }
    }

    /// The number in the bytes from `start` on; the caller has checked that they are there.
    func number(in bytes: [UInt8], at start: Int) -> Double {
        let bits = bits(in: bytes, at: start)
        switch kind {
        case .float:
            return size == 8
                ? Double(bitPattern: bits)
                : Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case .signed: return Double(signed(bits))
        case .boolean, .unsigned, .object: return Double(bits)
        }
    }

    /// The same as a value of a pickle: whole numbers stay whole where they fit.
    func value(in bytes: [UInt8], at start: Int) -> PickleValue {
        switch kind {
        case .signed: .integer(signed(bits(in: bytes, at: start)))
        case .boolean, .unsigned:
            Int(exactly: bits(in: bytes, at: start)).map { .integer($0) }
                ?? .float(number(in: bytes, at: start))
        case .float, .object: .float(number(in: bytes, at: start))
        }
    }

    private func bits(in bytes: [UInt8], at start: Int) -> UInt64 {
        var bits: UInt64 = 0
        for i in 0..<size {
            let byte = bytes[isBigEndian ? start + i : start + size - 1 - i]
            bits = bits << 8 | UInt64(byte)
        }
        return bits
    }

    private func signed(_ bits: UInt64) -> Int {
        let unused = UInt64(64 - size * 8)
        return Int(Int64(bitPattern: bits << unused) >> Int64(unused))
    }
}
