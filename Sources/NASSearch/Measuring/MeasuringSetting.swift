/// What can be asked for of how networks run; but for the host, part of the device.
public enum MeasuringSetting: String, Sendable, Hashable, CaseIterable {
    case runner, kernels, threads, statistic, graph, batch, dataset
    case host
    case hostPython = "host-python"
}
