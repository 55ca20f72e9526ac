import PlainText
import Reporting
import Testing

/// Text of others can't command a terminal or a spreadsheet through a report.
@Suite struct ForeignTextTests {
    @Test func onlyTheProgramsOwnStylesReachATerminal() {
        let style = TextStyle(width: 80, isColoured: true)
        let word = style.emphasised("error:", .failure)
        #expect(
            VisibleText.escaped(word, keeping: TextStyle.sequences) == "\u{1B}[1;31merror:\u{1B}[0m"
        )
        #expect(VisibleText.escaped(word) == #"\u001b[1;31merror:\u001b[0m"#)
        #expect(
            VisibleText.escaped("\u{1B}[8mhidden\u{1B}[0m", keeping: TextStyle.sequences)
                == "\\u001b[8mhidden\u{1B}[0m")
    }

    @Test func aCellStaysOnItsLine() {
        var table = TextTable([.init("name", .left), .init("ms")])
        table.append(["evil\nerror: all is lost\u{1B}[1A", "1"])
        #expect(
            table.lines() == [
                "name" + String(repeating: " ", count: 31) + "ms",
                #"evil\nerror: all is lost\u001b[1A   1"#,
            ])
    }

    @Test(arguments: [
        ("plain", "plain"), ("=SUM(1)+1", "'=SUM(1)+1"), ("+1", "'+1"), ("-1", "'-1"),
        ("@x", "'@x"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""), ("a=b", "a=b"),
        ("=A1,\"", "\"'=A1,\"\"\""),
    ])
    func noFieldIsAFormula(_ text: String, field: String) {
        #expect(CSVField.text(text) == field)
    }
}
