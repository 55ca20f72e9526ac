/// A line of ``MeasurementResults`` as it is written, before anything of it is checked.
struct ResultLine {
    var index: Int?
    var architecture: String?
    var operatorName: String?
    var channels: Int?
    var size: Int?
    var milliseconds: [Double]?
    var referenceMilliseconds: [Double]?
    var order: [Int]?
    var every: [Double]?
    var error: String?
    var isReference = false

    /// Reads a line; members that are not known are passed over, `null` is as good as absent.
    /// - Throws: ``ContentProblem`` with the reason.
    init(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        var cursor = JSONCursor(bytes)
        var member = ""
        do {
            try cursor.object { cursor, name in
                member = name
                if cursor.skipNull() { return }
                try read(name, &cursor)
            }
            member = ""
            try cursor.end()
        } catch JSONCursor.Problem.wrongType where !member.isEmpty {
            throw ContentProblem.damaged(nil, "'\(member)' has the wrong type")
        } catch is JSONCursor.Problem {
            throw ContentProblem.damaged(nil, "no JSON object")
        }
    }

    private mutating func read(_ name: String, _ cursor: inout JSONCursor) throws {
        switch name {
        case "index": index = try cursor.integer()
        case "architecture": architecture = try cursor.string()
        case "operator": operatorName = try cursor.string()
        case "channels": channels = try cursor.integer()
        case "size": size = try cursor.integer()
        case "milliseconds": milliseconds = try Self.times(&cursor)
        case "reference_milliseconds": referenceMilliseconds = try Self.times(&cursor)
        case "order":
            var slots: [Int] = []
            try cursor.array { slots.append(try $0.integer()) }
            order = slots
        case "every": every = try Self.times(&cursor)
        case "error": error = try cursor.string()
        case "reference": isReference = try cursor.boolean()
        default: try cursor.skipValue()
        }
    }

    private static func times(_ cursor: inout JSONCursor) throws -> [Double] {
        var times: [Double] = []
        try cursor.array { times.append(try $0.number()) }
        return times
    }
}
