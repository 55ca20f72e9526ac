/// Something in a report that its reader can act on.
package enum ReportRemark: Sendable, Hashable, CustomStringConvertible {
    /// Members of a front below this accuracy are not shown one by one.
    case hidesBelow(accuracy: String)
    /// The device's own table is known.
    case tableIsKnown

    /// The end of a sentence that names no option of any program.
    package var description: String {
        switch self {
        case .hidesBelow(let accuracy): "below \(accuracy) %"
        case .tableIsKnown: "the oracle needs no prediction"
        }
    }
}
