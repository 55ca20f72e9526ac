import Testing

@testable import PublishedFormats

@Suite struct PickleTests {
    private func root(_ bytes: [UInt8]) throws -> (PickleDocument, PickleValue) {
        let document = try PickleDocument(bytes)
        return (document, document.root)
    }

    private func shown(_ document: PickleDocument, _ value: PickleValue) -> String {
        switch value {
        case .none: return "None"
        case .boolean(let truth): return "\(truth)"
        case .integer(let integer): return "\(integer)"
        case .float(let float): return "\(float)"
        case .text(let span):
            return String(
                decoding: document.bytes[span.start..<span.start + span.count], as: UTF8.self)
        case .bytes(let span):
            return "\(Array(document.bytes[span.start..<span.start + span.count]))"
        case .tuple, .list:
            return "("
                + (document.sequence(value) ?? []).map { shown(document, $0) }
                .joined(separator: " ") + ")"
        case .dictionary:
            return "{"
                + (document.pairs(value) ?? []).map { shown(document, $0) }
                .joined(separator: " ") + "}"
        case .array(let number):
            let array = document.arrays[Int(number)]
            guard case .bytes(let span) = array.elements, let type = array.dataType else {
                return "?"
            }
            let numeric = document.dataTypes[Int(type)]
            let numbers = stride(from: 0, to: span.count, by: numeric.size).map {
                numeric.number(in: document.bytes, at: span.start + $0)
            }
            return "\(array.shape)\(numbers)"
        default: return value.kindName
        }
    }

    /// Expected values: what was given to CPython's pickler (see ``Fixtures``).
    @Test func whatNumpyWrites() throws {
        let (two, list) = try root(Fixtures.numpyProtocol2)
        #expect(
            shown(two, list)
                == "(1.5 0.25 -3 200 [2, 3][1.0, 2.0, 3.0, 4.0, 5.0, 6.0] [3][0.0, 1.0, 2.0] true)"
        )
        let (five, array) = try root(Fixtures.numpyProtocol5)
        #expect(shown(five, array) == "[2][1.5, 2.5]")
    }

    @Test func protocolZero() throws {
        let (document, list) = try root(Fixtures.mixedProtocol0)
        #expect(
            shown(document, list)
                == "(1.5 0.25 -3 200 true None é\n\\ -5 2.5 [255, 0] (1 (2)) {a (1)} 1099511627776)"
        )
    }

    /// Hand-assembled after the descriptions in CPython's `pickletools`.
    @Test(arguments: [
        ("K\u{2A}.", "42"), ("I01\n.", "true"), ("L-12L\n.", "-12"), ("F-1.5e2\n.", "-150.0"),
        ("S'a\\x41\\n\\''\n.", "aA\n'"), ("Vx\\u00e9\n.", "xé"), ("U\u{3}abc.", "abc"),
        ("(K\u{1}K\u{2}l.", "(1 2)"), ("(K\u{1}K\u{2}d.", "{1 2}"), ("(K\u{1}K\u{2}t.", "(1 2)"),
        ("]K\u{1}a.", "(1)"), ("](K\u{1}K\u{2}e.", "(1 2)"), ("}K\u{1}K\u{2}s.", "{1 2}"),
        ("K\u{1}2\u{00}0.", "damaged"), ("K\u{1}20.", "1"), ("((K\u{1}K\u{2}10K\u{3}.", "3"),
        ("]p0\n0g0\n.", "()"), ("]q\u{5}0h\u{5}.", "damaged"), ("(0K\u{7}.", "7"),
    ])
    func operations(pickle: String, expected: String) throws {
        let bytes = Array(pickle.utf8)
        guard expected != "damaged" else {
            #expect(throws: ContentProblem.self) { try PickleDocument(bytes) }
            return
        }
        let (document, value) = try root(bytes)
        #expect(shown(document, value) == expected)
    }

    @Test func longIntegers() throws {
        // LONG1 of 0, 1, 2 and 8 bytes: two's complement, the least significant byte first.
        #expect(try root([0x8A, 0, 0x2E]).1 == .integer(0))
        #expect(try root([0x8A, 1, 0xFF, 0x2E]).1 == .integer(-1))
        #expect(try root([0x8A, 2, 0x00, 0x80, 0x2E]).1 == .integer(-32_768))
        #expect(
            try root([0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x2E]).1 == .integer(Int.min))
        #expect(throws: ContentProblem.self) {
            try PickleDocument([0x8A, 9] + [UInt8](repeating: 1, count: 9) + [0x2E])
        }
    }

    @Test func lookUps() throws {
        // {"a": 1, "a": 2, 7: "x"}: the last of equal keys wins, as in Python.
        let document = try PickleDocument(
            Array("}(U\u{1}aK\u{1}U\u{1}aK\u{2}K\u{7}U\u{1}xu.".utf8))
        #expect(document.lookUp("a", in: document.root) == .integer(2))
        #expect(document.lookUp("b", in: document.root) == nil)
        #expect(document.lookUp("a", in: nil) == nil)
        #expect(document.shortString(document.pairs(document.root)?.last) == "x")
    }

    @Test func orderedDictionaryOfPairs() throws {
        let (document, value) = try root(
            Array("ccollections\nOrderedDict\n((lp0\n(I1\nI2\nlp1\na(I3\nI4\nlp2\natR.".utf8))
        #expect(shown(document, value) == "{1 2 3 4}")
    }
}
