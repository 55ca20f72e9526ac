import Digests
import Testing

@Suite struct ContentHashTests {
    /// Expected: the same steps in CPython's integers.
    @Test func isTheStatedFunction() {
        var hash = ContentHash()
        hash.combine("ab")
        hash.combine([2.5, -.nan])
        #expect(hash.text == "3f788e9d93f8a5de")
        #expect(hash.value == 0x3F788E9D93F8A5DE)
    }

    @Test func isWrittenInSixteenDigits() {
        #expect(ContentHash().text == "cbf29ce484222325")
    }
}
