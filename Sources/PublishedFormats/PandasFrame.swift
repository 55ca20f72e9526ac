/// A pandas frame as it lies in a pickle: its columns by name, numbers or texts.
///
/// The layouts are those of pandas 0.14 (blocks in a dictionary `0.14.1`), 1.3 (blocks made by
/// `_unpickle_block`) and 3.0 (texts in Arrow's buffers).
struct PandasFrame {
    /// A column.
    struct Column {
        /// The column's heading.
        let name: String
        fileprivate let values: Values
    }

    /// Where the values of a column lie.
    fileprivate enum Values {
        /// A row of a block.
        case block(PickledArray, row: Int)
        /// Texts of their own, one a row.
        case texts([PickleSpan])
    }

    /// The columns, in the order of the file.
    let columns: [Column]
    /// How many rows there are.
    let rows: Int
    private let document: PickleDocument

    /// Takes a frame apart: frame → block manager → axes, and blocks with their places.
    /// - Throws: ``ContentProblem``.
    init(_ document: PickleDocument) throws {
        self.document = document
        guard let frame = document.object(document.root, .pandasFrame),
            let managed = document.lookUp("_mgr", in: frame.state)
                ?? document.lookUp("_data", in: frame.state),
            let manager = document.object(managed, .pandasBlockManager),
            let (axes, blocks) = Self.parts(of: manager, document),
            let heading = axes.first, let names = Self.labels(heading, document)
        else {
            throw ContentProblem.unrecognised("a pandas object that is no plain frame; " + advice)
        }
        var columns: [Column] = []
        for block in blocks {
            guard let values = block.values, let placed = block.places,
                let places = Self.places(placed, document, count: names.count)
            else {
                throw ContentProblem.unrecognised(
                    "a pandas frame with a column of a type that is not read; " + advice)
            }
            for (row, values) in try Self.split(values, count: places.count, document).enumerated()
            {
                columns.append(Column(name: names[places[row]], values: values))
            }
        }
        let lengths = columns.map { Self.count($0.values) }
        guard let rows = lengths.first, lengths.allSatisfy({ $0 == rows }) else {
            throw ContentProblem.damaged(nil, "the columns of the frame differ in length")
        }
        self.columns = columns
        self.rows = rows
    }

    /// The column of that name, or nil.
    func column(_ name: String) -> Column? {
        columns.first { $0.name == name }
    }

    /// The number in a row, or nil where the column holds none.
    func number(_ column: Column, at row: Int) -> Double? {
        guard case .block(let array, let place) = column.values,
            case .bytes(let span) = array.elements, let type = array.dataType
        else { return nil }
        let numeric = document.dataTypes[Int(type)]
        return numeric.number(
            in: document.bytes, at: span.start + Self.offset(array, place, row) * numeric.size)
    }

    /// The text in a row, or nil where the column holds none.
    func text(_ column: Column, at row: Int) -> PickleValue? {
        switch column.values {
        case .texts(let spans): return .text(spans[row])
        case .block(let array, let place):
            guard case .list(let list) = array.elements else { return nil }
            return document.containers[Int(list)][Self.offset(array, place, row)]
        }
    }

    // MARK: Blocks

    /// The values and the places of a block, so far as they are of a known kind.
    private typealias Block = (values: PickleValue?, places: PickleValue?)

    private static func parts(
        of manager: PickledObject, _ document: PickleDocument
    ) -> (axes: ArraySlice<PickleValue>, blocks: [Block])? {
        let arguments = Array(document.elements(manager.arguments))
        if arguments.count == 2, let blocks = document.sequence(arguments[0]),
            let axes = document.sequence(arguments[1])
        {
            return (
                axes,
                blocks.map { block in
                    let made = document.object(block, .pandasBlock)
                        .map { Array(document.elements($0.arguments)) }
                    return made?.count == 3 ? (made?[0], made?[1]) : (nil, nil)
                }
            )
        }
        guard let newest = document.sequence(manager.state)?.last,
            let layout = document.lookUp("0.14.1", in: newest),
            let axes = document.sequence(document.lookUp("axes", in: layout)),
            let blocks = document.sequence(document.lookUp("blocks", in: layout))
        else { return nil }
        return (
            axes,
            blocks.map {
                (document.lookUp("values", in: $0), document.lookUp("mgr_locs", in: $0))
            }
        )
    }

    /// The rows of a block: its columns.
    private static func split(
        _ values: PickleValue, count: Int, _ document: PickleDocument
    ) throws -> [Values] {
        if let texts = document.arrowTexts(values), count == 1 { return [.texts(texts)] }
        guard case .array(let number) = values else {
            throw ContentProblem.unrecognised(
                "a pandas frame with a column of a type that is not read; " + advice)
        }
        let array = document.arrays[Int(number)]
        guard array.shape.count == 2, array.shape[0] == count, document.isConsistent(array) else {
            throw ContentProblem.damaged(nil, "a block of the frame does not fill its columns")
        }
        return (0..<count).map { .block(array, row: $0) }
    }

    private static func count(_ values: Values) -> Int {
        switch values {
        case .block(let array, _): array.shape[1]
        case .texts(let spans): spans.count
        }
    }

    /// Where an element lies among an array's elements.
    private static func offset(_ array: PickledArray, _ place: Int, _ row: Int) -> Int {
        array.isColumnMajor ? row * array.shape[0] + place : place * array.shape[1] + row
    }

    /// The labels of an axis that was made by `_new_Index(Index, {"data": array, …})`.
    private static func labels(_ axis: PickleValue, _ document: PickleDocument) -> [String]? {
        guard let object = document.object(axis, .pandasNewIndex),
            let details = document.elements(object.arguments).last,
            let data = document.lookUp("data", in: details)
        else { return nil }
        if let texts = document.arrowTexts(data) {
            return texts.map { document.shortString(.text($0)) ?? "" }
        }
        guard case .array(let number) = data,
            case .list(let list) = document.arrays[Int(number)].elements
        else { return nil }
        return document.containers[Int(list)].map { document.shortString($0) ?? "" }
    }

    /// The columns at which a block's rows stand: `slice(start, stop, step)` or an array.
    private static func places(
        _ value: PickleValue, _ document: PickleDocument, count: Int
    ) -> [Int]? {
        let found: [Int]
        switch value {
        case .object(let number):
            let object = document.objects[Int(number)]
            let parts = document.elements(object.arguments).map { document.integer($0) }
            guard object.constructor == .slice, parts.count == 3, let start = parts[0],
                let stop = parts[1], let step = parts[2], step > 0, start >= 0, stop <= count
            else { return nil }
            found = Array(stride(from: start, to: stop, by: step))
        case .array(let number):
            let array = document.arrays[Int(number)]
            guard array.shape.count == 1, array.shape[0] <= count, document.isConsistent(array),
                case .bytes(let span) = array.elements, let type = array.dataType
            else { return nil }
            let numeric = document.dataTypes[Int(type)]
            found = (0..<array.shape[0]).map {
                Int(exactly: numeric.number(in: document.bytes, at: span.start + $0 * numeric.size))
                    ?? -1
            }
        default: return nil
        }
        return found.allSatisfy((0..<count).contains) ? found : nil
    }
}

private let advice =
    "`frame.to_csv('table.csv', index=False)` in Python writes a table that is read"

extension PickleDocument {
    /// An object that a constructor would make, or nil where the value is another one.
    func object(_ value: PickleValue?, _ constructor: PickleConstructor) -> PickledObject? {
        guard case .object(let number) = value else { return nil }
        let object = objects[Int(number)]
        return object.constructor == constructor ? object : nil
    }

    /// The texts of an Arrow array of `string` or `large_string` without missing ones, as pandas
    /// wraps it: `_restore_array((type, length, nulls, offset, [None, ends, bytes], …))`, or several
    /// of these as chunks.
    ///
    /// Arrow's columnar format, "Variable-size Binary Layout": length + 1 little-endian offsets of 4
    /// or 8 bytes into the bytes of all texts.
    fileprivate func arrowTexts(_ value: PickleValue) -> [PickleSpan]? {
        guard let wrapper = object(value, .pandasArrowStrings),
            let array = lookUp("_pa_array", in: wrapper.state)
        else { return nil }
        if let chunked = object(array, .arrowChunks) {
            guard let chunks = sequence(elements(chunked.arguments).first) else { return nil }
            let texts = chunks.compactMap(arrowChunk)
            return texts.count == chunks.count ? Array(texts.joined()) : nil
        }
        return arrowChunk(array)
    }

    private func arrowChunk(_ value: PickleValue) -> [PickleSpan]? {
        guard let array = object(value, .arrowArray),
            let parts = sequence(elements(array.arguments).first).map(Array.init),
            parts.count >= 5, let type = object(parts[0], .arrowType),
            let name = shortString(elements(type.arguments).first),
            let width = ["string": 4, "large_string": 8][name],
            let length = integer(parts[1]), integer(parts[2]) == 0,
            let first = integer(parts[3]), let buffers = sequence(parts[4]).map(Array.init),
            buffers.count == 3, buffers[0] == .none, let ends = buffer(buffers[1]),
            let text = buffer(buffers[2]), length >= 0, first >= 0,
            length < ends.count / width, first < ends.count / width - length
        else { return nil }
        let offset = { (place: Int) in
            (0..<width).reversed().reduce(UInt64(0)) {
                $0 << 8 | UInt64(bytes[ends.start + place * width + $1])
            }
        }
        var spans: [PickleSpan] = []
        for place in first..<(first + length) {
            let (start, end) = (offset(place), offset(place + 1))
            guard start <= end, end <= UInt64(text.count) else { return nil }
            spans.append(PickleSpan(start: text.start + Int(start), count: Int(end - start)))
        }
        return spans
    }

    private func buffer(_ value: PickleValue) -> PickleSpan? {
        guard let made = object(value, .arrowBuffer),
            case .bytes(let span)? = elements(made.arguments).first
        else { return nil }
        return span
    }
}
