import PlainText
import Testing

/// Text of others can't command a terminal or a reader's eye.
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
}
