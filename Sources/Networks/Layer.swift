/// The shape of an image-like tensor for one image.
package struct TensorShape: Hashable, Sendable {
    /// Number of feature maps.
    package let channels: Int
    /// Width and height in pixels; 1 for a vector.
    package let size: Int

    /// Names a shape.
    package init(channels: Int, size: Int) {
        self.channels = channels
        self.size = size
    }

    /// Elements for one image.
    package var count: Int { channels * size * size }
}

/// One layer of a network, with the tensors that it reads.
package struct Layer: Hashable, Sendable {
    /// What a layer computes.
    package enum Operation: Hashable, Sendable {
        /// Convolution without bias; padding keeps the size at stride 1.
        case convolution(kernel: Int, stride: Int)
        /// Per-channel scale and shift.
        case batchNormalization
        case relu
        /// Average pooling, the padding not counted.
        case averagePooling(kernel: Int, stride: Int, padding: Int)
        /// Zeros of the output's shape.
        case zero
        /// The sum of all inputs.
        case addition
        case globalAveragePooling
        /// A matrix and a bias.
        case linear
    }

    /// Where in the network a layer stands.
    package enum Place: Hashable, Sendable {
        case stem
        /// The residual block before a stage.
        case reduction(stage: Int)
        /// An operator on an edge of a cell; cells are numbered from 0 through all stages.
        case edge(Int, cell: Int)
        /// The sum at a node of a cell.
        case node(Int, cell: Int)
        case head
    }

    /// What it computes.
    package let operation: Operation
    /// Where it stands.
    package let place: Place
    /// The tensors it reads: 0 is the image, `i + 1` the output of layer `i`.
    package let inputs: [Int]
    /// Shape of the first input.
    package let inputShape: TensorShape
    /// Shape of the output.
    package let outputShape: TensorShape
    /// Under which name its weights are kept: that of the module in the state dictionary of the
    /// benchmark's reference implementation; empty for a layer without weights.
    package let name: String

    /// The tensors that the layer's weights consist of, by full name, with their shapes.
    package var parameterShapes: [(name: String, shape: [Int])] {
        switch operation {
        case .convolution(let kernel, _):
            [("\(name).weight", [outputShape.channels, inputShape.channels, kernel, kernel])]
        case .batchNormalization:
            ["weight", "bias", "running_mean", "running_var"].map {
                ("\(name).\($0)", [outputShape.channels])
            }
        case .linear:
            [
                ("\(name).weight", [outputShape.channels, inputShape.channels]),
                ("\(name).bias", [outputShape.channels]),
            ]
        default: []
        }
    }

    /// Trainable numbers: weights, biases, and the scale and shift of batch normalisation.
    package var parameters: Int {
        switch operation {
        case .convolution(let kernel, _):
            kernel * kernel * inputShape.channels * outputShape.channels
        case .batchNormalization: 2 * outputShape.channels
        case .linear: (inputShape.channels + 1) * outputShape.channels
        default: 0
        }
    }

    /// Multiply-accumulates of convolutions and of the linear layer, its bias included: what the
    /// benchmark's authors count as FLOPs.
    package var multiplyAccumulates: Int {
        switch operation {
        case .convolution: parameters * outputShape.size * outputShape.size
        case .linear: parameters
        default: 0
        }
    }
}
