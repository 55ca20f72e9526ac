import Testing

@testable import PublishedFormats

@Suite struct ResultLineTests {
    private func line(_ text: String) throws -> ResultLine {
        try Array(text.utf8).withUnsafeBufferPointer { try ResultLine($0) }
    }

    private func reason(_ text: String) -> String? {
        do {
            _ = try line(text)
            return nil
        } catch {
            return (error as? ContentProblem)?.reason
        }
    }

    @Test func everyMember() throws {
        let network = try line(
            #" { "index" : 7, "architecture":"|a~0|", "milliseconds" : [ 1, 2.5e-1 ,3E2],"#
                + #""reference":true,"later":{"a":[1,{"b":null}],"c":"}"}}"# + "\r")
        #expect(network.index == 7)
        #expect(network.architecture == "|a~0|")
        #expect(network.milliseconds == [1, 0.25, 300])
        #expect(network.isReference)
        let cell = try line(#"{"operator":"conv","channels":16,"size":32,"error":null}"#)
        #expect(cell.operatorName == "conv" && cell.channels == 16 && cell.size == 32)
        #expect(cell.error == nil && cell.milliseconds == nil && !cell.isReference)
        #expect(try line("{}").index == nil)
        #expect(try line(#"{"milliseconds":[]}"#).milliseconds == [])
    }

    @Test func textsAreUnescaped() throws {
        let text = try line(#"{"error":"a\"\\\/\b\f\n\r\té\uD83D\uDE00é","index":1}"#)
        #expect(text.error == "a\"\\/\u{8}\u{C}\n\r\té😀é")
        #expect(text.index == 1)
        #expect(try line(#"{"\u0069ndex":3}"#).index == 3)
    }

    @Test(arguments: [
        (#"{"index":"7"}"#, "index"), (#"{"index":7.5}"#, "index"), (#"{"index":1e300}"#, "index"),
        (#"{"milliseconds":7}"#, "milliseconds"), (#"{"milliseconds":[1,"2"]}"#, "milliseconds"),
        (#"{"error":["x"]}"#, "error"), (#"{"reference":1}"#, "reference"),
        (#"{"architecture":{}}"#, "architecture"), (#"{"size":true}"#, "size"),
    ])
    func wrongTypesAreNamed(text: String, member: String) {
        #expect(reason(text) == "'\(member)' has the wrong type")
    }

    @Test(arguments: [
        "", " ", "hello", "[1]", "1", #"{"index":7"#, #"{"index":7}}"#, #"{"index":7} x"#,
        #"{"index" 7}"#, #"{"index":}"#, #"{"index":7,}"#, #"{index:7}"#, #"{"milliseconds":[1,]}"#,
        #"{"milliseconds":[1"#, #"{"milliseconds":[NaN]}"#, #"{"milliseconds":[-]}"#,
        #"{"error":"a"#, #"{"error":"a\"#, #"{"error":"a\x"}"#, #"{"error":"\u12"}"#,
        #"{"error":"\uD83D"}"#, #"{"error":"\uD83D\u0041"}"#, #"{"error":"\uDE00\uD83D"}"#,
        "{\"error\":\"a\u{1}b\"}", #"{"reference":tru}"#, #"{"x":nul}"#, #"{"x":[1 2]}"#,
    ])
    func whatIsNoObjectIsRefused(text: String) {
        #expect(reason(text) == "no JSON object")
    }

    @Test func whatNobodyAsksForMayNotLieTooDeep() throws {
        func nested(_ depth: Int) -> String {
            #"{"index":4,"x":"# + String(repeating: "[", count: depth)
                + String(repeating: "]", count: depth) + "}"
        }
        #expect(try line(nested(100)).index == 4)
        #expect(reason(nested(101)) == "no JSON object")
        #expect(reason(nested(1_000_000)) == "no JSON object")
    }
}
