import Architectures
import ModelExport
import Networks

/// Checked options, but for the data set.
package struct ExportNetworkChoice {
    package let view: GraphView
    package let batch: BatchSize
    package let foldsBatchNormalization: Bool
    /// Where weights are given.
    package let file: WeightsSource?
    /// Where the weights' seed is given.
    package let seed: UInt64?
    /// What ONNX files state.
    package let operatorSet: Int

    /// Gathers it.
    package init(
        view: GraphView, batch: BatchSize, foldsBatchNormalization: Bool, file: WeightsSource?,
        seed: UInt64?, operatorSet: Int = ONNXModel.standardOperatorSet
    ) {
        self.operatorSet = operatorSet
        self.view = view
        self.batch = batch
        self.foldsBatchNormalization = foldsBatchNormalization
        self.file = file
        self.seed = seed
    }

    /// What the files are told.
    /// - Parameters:
    ///   - dataset: A data set of the space.
    ///   - seed: For weights where neither a file nor a seed was given.
    package func settings(for dataset: Dataset, seed defaultSeed: UInt64) -> NetworkSettings {
        var settings = NetworkSettings(
            dataset: dataset, view: view, batch: batch,
            foldsBatchNormalization: foldsBatchNormalization,
            weights: file ?? .seed(seed ?? defaultSeed))
        settings.operatorSet = operatorSet
        settings.producerVersion = Program.libraryVersion
        return settings
    }
}
