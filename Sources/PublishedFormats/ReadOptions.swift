/// What the user says about files that don't say it themselves.
package struct ReadOptions: Sendable {
    /// The device of a file that names none; without it, the file's own base name.
    package var deviceName: String?
    /// The unit of latency columns that name none; milliseconds where it is nil.
    package var unit: LatencyUnit?
    /// Whether the file holds predictions, so that columns of their standard deviations are read, too.
    var takesPredictions = false
    /// Called after each group of files with the number that is read and the number in all. It may
    /// be called from the reading thread only.
    package var progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?

    /// Gathers what is known of the files.
    package init(
        deviceName: String? = nil, unit: LatencyUnit? = nil,
        progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
    ) {
        self.deviceName = deviceName
        self.unit = unit
        self.progress = progress
    }
}
