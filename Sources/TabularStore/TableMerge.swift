import Architectures

/// A table while an import works on it: what is stored, and what the import's files bring.
struct TableMerge {
    /// A value of a file that contradicts what is there.
    struct Contradiction {
        var code: Int
        var present: Double
        var imported: Double
        /// The file of this import that brought or confirmed the present value, or nil where only
        /// the store has it.
        var presentFile: Int?
        var importedFile: Int
    }

    let quantity: Quantity
    /// Where its numbers come from.
    let origin: Origin
    /// Its row in the store, or nil where it is new.
    let id: Int64?
    private(set) var values: [Double]
    /// The file of this import that each value comes from, or -1.
    private(set) var owner: [Int32]
    /// The first file of this import that has each value, or -1.
    private var witness: [Int32]
    private(set) var contradictions: [Contradiction] = []
    private(set) var contradictionCount = 0
    private(set) var contradictionsAmongFiles = 0
    private(set) var changed = false
    /// Whether everything that is stored goes, because it comes from elsewhere.
    let replacesAll: Bool
    /// The stored values that go, for counting.
    private let former: [Double]

    /// Begins with what is stored.
    /// - Parameter replacesAll: Whether all of that makes room for what is imported.
    init(
        quantity: Quantity, origin: Origin, count: Int, stored: (id: Int64, values: [Double])?,
        replacesAll: Bool = false
    ) {
        self.quantity = quantity
        self.origin = origin
        self.replacesAll = replacesAll
        id = stored?.id
        let none = [Double](repeating: .nan, count: count)
        values = replacesAll ? none : stored?.values ?? none
        former = replacesAll ? stored?.values ?? none : []
        changed = replacesAll
        owner = [Int32](repeating: -1, count: count)
        witness = owner
    }

    /// Merges a file's values in.
    ///
    /// Values that agree (``Quantity/agree(_:_:)``) are one value, and the one that came first
    /// stays. `overwrite` settles contradictions with the store, never those among files of one
    /// import, where the order would decide.
    mutating func merge(_ new: [Double], file: Int, overwrite: Bool) -> TableChange {
        var change = TableChange()
        for code in values.indices {
            let value = new[code]
            if value.isNaN { continue }
            let present = values[code]
            if present.isNaN {
                values[code] = value
                owner[code] = Int32(file)
                if former.isEmpty || former[code].isNaN {
                    change.added += 1
                } else {
                    change.replaced += 1
                }
            } else if quantity.agree(present, value) {
                change.confirmed += 1
            } else if overwrite && witness[code] < 0 {
                values[code] = value
                owner[code] = Int32(file)
                change.replaced += 1
            } else {
                note(code, present: present, imported: value, file: file)
                continue
            }
            if witness[code] < 0 { witness[code] = Int32(file) }
        }
        if !change.isEmpty { changed = true }
        return change
    }

    private mutating func note(_ code: Int, present: Double, imported: Double, file: Int) {
        contradictionCount += 1
        let other = witness[code] < 0 ? nil : Int(witness[code])
        if other != nil { contradictionsAmongFiles += 1 }
        guard contradictions.count < ImportConflict.exampleLimit else { return }
        contradictions.append(
            Contradiction(
                code: code, present: present, imported: imported, presentFile: other,
                importedFile: file))
    }

    /// The codes whose value comes from a file, a bit a code up to the last one that is set, or nil
    /// where there is none.
    func codes(from file: Int) -> [UInt8]? {
        guard let last = owner.lastIndex(of: Int32(file)) else { return nil }
        var bits = [UInt8](repeating: 0, count: last >> 3 + 1)
        for code in 0...last where owner[code] == Int32(file) {
            bits[code >> 3] |= 1 << UInt8(code & 7)
        }
        return bits
    }
}
