import NASSearch
import PlainText
import Reporting

/// Shows what joining devices of other stores did.
struct ShareOutput: Encodable {
    let devices: [DeviceShares.Outcome]

    /// A table with a line a file, and the sum.
    func lines(_ style: TextStyle) -> [String] {
        var table = TextTable([
            .init("file", .left), .init("device", .left), .init("new"), .init("combined"),
            .init("known"),
        ])
        let nonZero = { (count: Int) in count == 0 ? "" : NumberFormat.count(count) }
        for outcome in devices {
            table.append([
                outcome.path, outcome.device, NumberFormat.count(outcome.added),
                nonZero(outcome.combined), nonZero(outcome.known),
            ])
        }
        let total = devices.reduce(0) { $0 + $1.added }
        let combined = devices.reduce(0) { $0 + $1.combined }
        let names = Set(devices.map(\.device)).sorted().joined(separator: ", ")
        return table.lines(style: style) + [
            total + combined == 0
                ? "nothing new: the store had all of it"
                : "\(NumberFormat.count(total, of: "new network")) measured on \(names)"
                    + (combined > 0 ? ", \(NumberFormat.count(combined)) combined" : "")
        ]
    }
}
