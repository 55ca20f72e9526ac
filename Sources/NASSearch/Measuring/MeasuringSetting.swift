/// What can be asked for of how networks run on this machine; part of the device.
public enum MeasuringSetting: String, Sendable, Hashable, CaseIterable {
    case runner, kernels, threads, statistic, graph, batch, dataset
}
