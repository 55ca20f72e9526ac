import ArgumentParser
import Measuring
import NASSearch

/// Where networks run.
struct PlaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The machine on which networks run, where it is not this one: USER@HOST as ssh takes "
                + "it, or adb:SERIAL of a phone. A store remembers it and never connects by itself.",
            valueName: "host"), transform: { try RemoteHost($0) })
    var host: RemoteHost?

    @Option(
        help: ArgumentHelp(
            "The Python of --host that has the runtime's package. Default: python3.",
            valueName: "path"))
    var hostPython: String?

    @Flag(help: "This machine is meant, also where the device's name is new.")
    var here = false

    /// The place that was asked for.
    /// - Throws: ``Refusal``.
    func place() throws -> MeasuringPlace {
        guard let host else {
            if let hostPython { throw Refusal("--host-python \(hostPython) needs --host") }
            return MeasuringPlace(isMeant: here)
        }
        if here {
            throw Refusal("--here is this machine, and --host \(host) another: leave one out")
        }
        let python = hostPython ?? MeasuringPlace.standardPython
        guard MeasuringPlace.isUsable(python: python) else {
            throw Refusal(
                "--host-python '\(python.prefix(40))': expected a path of letters, digits and "
                    + "_ . / ~ + -")
        }
        return MeasuringPlace(host: host, python: python)
    }
}
