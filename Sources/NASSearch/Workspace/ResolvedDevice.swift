import Architectures
import PlainText

/// A device that a name was resolved to.
public struct ResolvedDevice: Sendable {
    package let device: Device
    /// The name that was given, where it is an alias.
    package let requestedName: String?
    /// What the alias means, where that needs saying.
    package let note: String?
    /// Where it ships with the program: where and when it was measured.
    package var remark: String?
    /// What to know where its latencies are of another input than the searched networks have.
    package var inputNote: String?
    /// Finds the device out on this machine, where it is one that can be measured.
    package var local: (@Sendable () throws -> LocalDevice)?

    /// The device's own name.
    public var name: String { device.name }
}

extension ResolvedDevice {
    /// What the output says about the device.
    package var lines: [String] {
        var lines = ["device    " + VisibleText.line(name + (device.title.map { ": \($0)" } ?? ""))]
        if let requestedName {
            lines.append("          \(requestedName): \(note ?? "another name of it")")
        }
        if let remark { lines.append("          \(remark)") }
        if let inputNote { lines.append("          \(inputNote)") }
        return lines
    }
}
