import Testing

@testable import Reporting

/// Text of others can't command a terminal, a spreadsheet or a reader's eye.
@Suite struct VisibleTextTests {
    @Test(arguments: [
        ("plain, ä and 漢字", "plain, ä and 漢字"),
        ("two\n\tlines", "two\n\tlines"),
        ("\u{1B}]0;title\u{7}", #"\u001b]0;title\u0007"#),
        ("\u{1B}[2J", #"\u001b[2J"#),
        ("a\rb", #"a\u000db"#),
        ("\u{9B}31m", #"\u009b31m"#),
        ("\u{7F}", #"\u007f"#),
        ("abc\u{202E}fed", #"abc\u202efed"#),
        ("\u{2066}x\u{2069}", #"\u2066x\u2069"#),
        ("\u{2028}\u{2029}", #"\u2028\u2029"#),
        ("zero\u{200B}width\u{FEFF}", #"zero\u200bwidth\ufeff"#),
        ("\u{E0041}", #"\udb40\udc41"#),
    ])
    func controlsShow(_ text: String, shown: String) {
        #expect(VisibleText.escaped(text) == shown)
        #expect(VisibleText.isSafe(text) == (text == shown && !text.contains("\n")))
    }

    @Test func onlyTheProgramsOwnStylesReachATerminal() {
        let style = TextStyle(width: 80, isColoured: true)
        let word = style.emphasised("error:", .failure)
        #expect(VisibleText.escaped(word, keepingStyles: true) == "\u{1B}[1;31merror:\u{1B}[0m")
        #expect(VisibleText.escaped(word) == #"\u001b[1;31merror:\u001b[0m"#)
        #expect(
            VisibleText.escaped("\u{1B}[8mhidden\u{1B}[0m", keepingStyles: true)
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
