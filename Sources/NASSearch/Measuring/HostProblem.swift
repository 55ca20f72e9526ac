/// Why something can't be measured on another machine as it was asked for.
public enum HostProblem: Sendable, Hashable {
    /// A host was given for the device that this machine is.
    case notThisMachine(host: String)
    /// The device is on another machine, and this call does not say that it may be connected to.
    case notGiven(device: String, host: String)
    /// A run that goes on measures on another machine, and this call does not say so.
    case notGivenForRun(host: String)
    /// The built-in engine runs here.
    case builtinRunner(host: String)
    /// A phone runs native benchmarks only.
    case needsBenchmark(host: String)
}

extension HostProblem: CustomStringConvertible {
    /// A sentence that names no option of any program.
    public var description: String {
        switch self {
        case .notThisMachine(let host): "\(host) is not this machine: give it a name of its own"
        case .notGiven(let device, let host):
            "\(device) is \(host), not this machine, and a store never says where to connect"
        case .notGivenForRun(let host):
            "this run verifies on \(host), and no run says where to connect"
        case .builtinRunner(let host):
            "\(host): the built-in engine is part of this program and runs here; name what runs there"
        case .needsBenchmark(let host):
            "\(host): a phone's shell has no Python; name a benchmark that lies there"
        }
    }
}
