/// What a page draws beside its JSON document, and the one static figure of it.
///
/// Encoded, it is what the page's script draws from.
package protocol Figure: Sendable, Encodable {
    /// Which of the page's layouts draws it.
    static var kind: String { get }
    /// The figure for a paper.
    func plot() -> StaticPlot
}
