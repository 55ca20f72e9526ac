import Architectures
import Testing

/// A cell that has every operator, for CIFAR-10.
struct MixedCell {
    let space: SearchSpace
    let dataset: Dataset
    /// Edges 0 and 1 are convolutions, 2 and 5 zeros, 3 the input, 4 a pooling; live are 0, 3, 4.
    let cell: Architecture

    init() throws {
        space = try SearchSpace.nasBench201()
        dataset = try #require(space.dataset(named: "cifar10"))
        cell = try space.architecture(
            string:
                "|nor_conv_3x3~0|+|nor_conv_1x1~0|none~1|+|skip_connect~0|avg_pool_3x3~1|none~2|"
        )
    }
}
