import Architectures
import ArgumentParser
import FileSystem
import NASSearch
import PlainText
import TabularStore

struct DevicesRenameCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename",
        abstract: "Gives a device another name.",
        discussion: """
            The old name stays an alias, so that runs and commands that name it go on:

              nas-search devices rename my-phone pixel-9
            """)

    @Argument(help: "The device.")
    var device: String

    @Argument(help: "Its new name.")
    var name: String

    @OptionGroup var global: GlobalOptions

    private struct Document: Encodable {
        let device: String
        let alias: String
    }

    func run() throws {
        let workspace = try global.workspace(.readWrite)
        let old = try workspace.changeableDevice(named: device).device.name
        guard DeviceName.isUsable(name) else {
            throw Refusal(
                "'\(name.prefix(40))' is no name for a device: expected \(DeviceName.rule)")
        }
        let known = try workspace.devices()
        if let other = known.first(where: {
            $0.name == name || $0.aliases.contains(name) && $0.name != old
        }) {
            throw Refusal("\(name) is the name of a device already: \(other.name)")
        }
        let isMeasuredHere = try workspace.isMeasuredHere(old)
        try workspace.store.renameDevice(old, to: name)
        if global.json {
            return Console.print(
                try JSONDocument.text(Document(device: name, alias: old)), terminator: "")
        }
        Console.show(["renamed   \(old) is \(name); \(old) stays an alias of it"])
        if isMeasuredHere {
            global.note(
                "--device \(LocalDevice.requestName) goes by this machine's own name: to go on with "
                    + "what was measured, say --device \(name)")
        }
    }
}

struct DevicesRemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Takes a device out of the store, with everything that is known of it.",
        discussion: """
            Its tables, measurements, predictors and descriptor go; runs on it stay. What ships with \
            the program stays as well.

              nas-search devices remove my-phone
            """)

    @Argument(help: "The device.")
    var device: String

    @Flag(help: "Don't ask.")
    var force = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let workspace = try global.workspace(.readWrite)
        let stored = try workspace.storedDevice(named: device)
        let name = stored.device.name
        let runs = try workspace.store.runs().filter { $0.settings.device == name }
        try RemovalOutput(
            global: global, workspace: workspace,
            confirmation: Confirmation(global: global, isForced: force)
        ).remove(["device \(name) (\(stored.origin.rawValue))"]) {
            try workspace.store.removeDevice(named: name, isTrial: $0)
        }
        if !runs.isEmpty {
            global.note(
                "\(NumberFormat.count(runs.count, of: "run")) on it stay: `runs remove "
                    + "\(runs.map { String($0.id) }.joined(separator: " "))` takes them, too")
        }
    }
}

extension Workspace {
    /// A device that the store holds.
    /// - Throws: ``Refusal``.
    func storedDevice(named name: String) throws -> StoredDevice {
        if let stored = try store.device(named: name) { return stored }
        let known = try store.devices().map(\.device.name)
        if try devices().contains(where: { $0.name == name || $0.aliases.contains(name) }) {
            throw Refusal("\(name) ships with the program, and the store holds nothing of it")
        }
        throw Refusal(
            "the store holds no device '\(name)'" + NearestName.question(for: name, among: known))
    }

    /// A device whose name is the user's own.
    /// - Throws: ``Refusal``.
    func changeableDevice(named name: String) throws -> StoredDevice {
        let stored = try storedDevice(named: name)
        guard stored.origin != .published else {
            throw Refusal(
                "\(stored.device.name) is a published device, known by its name; `devices remove` "
                    + "takes it out")
        }
        return stored
    }
}
