/// HELP's hyperparameters; the defaults are the published ones (Lee et al., NeurIPS 2021, and the
/// options of their repository).
package struct HELPSettings: Sendable, Hashable, Codable {
    /// Graph convolutions.
    package var layers = 4
    /// Width of a layer; the head's layers are twice as wide.
    package var width = 100
    /// Architectures of a device in the inner steps.
    package var support = 10
    /// Architectures of a device in the outer loss.
    package var query = 200
    /// Devices an episode.
    package var devices = 8
    /// Episodes of meta-training.
    package var episodes = 2_000
    /// Adam's rate.
    package var learningRate: Float = 1e-4
    /// Where Meta-SGD's rates start.
    package var innerRate: Float = 1e-3
    /// Steps from the meta-weights.
    package var innerSteps = 2
    /// Weight of a device's Kullback-Leibler divergence in the loss.
    package var divergenceWeight: Float = 0.1
    /// How much the modulator's factors change the head.
    package var modulation: Float = 0.01
    /// Draws of the modulator that are averaged in a prediction.
    package var draws = 10
    /// Architectures of a device to train on, the first by published index.
    package var trainingArchitectures = 900
    /// Share of the training architectures, by latency, that is left out at either end.
    package var trimmedShare = 0.1

    /// The published ones.
    package init() {}
}
