/// A table of a FlatBuffer in the making: fields by the number that the schema gives them.
struct FlatTable: Equatable, Sendable {
    /// A field's value.
    indirect enum Value: Equatable, Sendable {
        case byte(UInt8)
        case integer(Int32)
        case text(String)
        case integers([Int32])
        /// Bytes that begin at a multiple of 16 in the file.
        case bytes([UInt8])
        case table(FlatTable)
        case tables([FlatTable])

        /// Bytes that it takes within the table: itself, or the distance to where it stands.
        var size: Int {
            switch self {
            case .byte: 1
            default: 4
            }
        }
    }

    /// Fields that are there, by ascending number.
    private(set) var fields: [(number: Int, value: Value)] = []

    /// Takes fields by ascending number.
    init(_ fields: (Int, Value)...) {
        self.fields = fields.map { (number: $0.0, value: $0.1) }
        precondition(
            zip(fields, fields.dropFirst()).allSatisfy { $0.0 < $1.0 }, "fields by their numbers")
    }

    static func == (left: FlatTable, right: FlatTable) -> Bool {
        left.fields.elementsEqual(right.fields) { $0.number == $1.number && $0.value == $1.value }
    }
}
