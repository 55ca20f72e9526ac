import COpenBLAS
import Networks

/// A network computed layer by layer as the layers say, without any of the engine's shortcuts:
/// tensors of one image are `[channel][row][column]`, sums are in double precision.
struct NaiveNetwork {
    let network: Network
    let weights: NetworkWeights

    /// The classes' scores of one image.
    func callAsFunction(_ image: [Float]) -> [Float] {
        var tensors: [[Float]] = [image]
        for layer in network.layers {
            tensors.append(output(of: layer, inputs: layer.inputs.map { tensors[$0] }))
        }
        return tensors[tensors.count - 1]
    }

    private func output(of layer: Layer, inputs: [[Float]]) -> [Float] {
        let shape = layer.inputShape
        let input = inputs[0]
        switch layer.operation {
        case .convolution(let kernel, let stride):
            return Naive.convolution(
                input, shape: shape, weights: weights["\(layer.name).weight"].values,
                bias: nil, output: layer.outputShape, kernel: kernel, stride: stride)
        case .batchNormalization:
            let pixels = shape.size * shape.size
            let factor = weights["\(layer.name).weight"].values
            let offset = weights["\(layer.name).bias"].values
            let mean = weights["\(layer.name).running_mean"].values
            let variance = weights["\(layer.name).running_var"].values
            return input.indices.map { index in
                let channel = index / pixels
                return (input[index] - mean[channel]) / (variance[channel] + 1e-5).squareRoot()
                    * factor[channel] + offset[channel]
            }
        case .relu: return input.map { max($0, 0) }
        case .averagePooling(let kernel, let stride, let padding):
            return Naive.averagePooling(
                input, shape: shape, output: layer.outputShape.size, kernel: kernel,
                stride: stride, padding: padding)
        case .zero: return [Float](repeating: 0, count: layer.outputShape.count)
        case .addition:
            return inputs.dropFirst().reduce(input) { sum, next in zip(sum, next).map(+) }
        case .globalAveragePooling:
            let pixels = shape.size * shape.size
            return (0..<shape.channels).map { channel in
                let values = input[(channel * pixels)..<((channel + 1) * pixels)]
                return Float(values.reduce(0.0) { $0 + Double($1) } / Double(pixels))
            }
        case .linear:
            let matrix = weights["\(layer.name).weight"].values
            let bias = weights["\(layer.name).bias"].values
            return bias.indices.map { row in
                var sum = Double(bias[row])
                for column in input.indices {
                    sum += Double(matrix[row * input.count + column]) * Double(input[column])
                }
                return Float(sum)
            }
        }
    }
}

/// Operators by their definitions, on `[channel][row][column]`.
enum Naive {
    /// Every tap of the kernel adds its input plane, shifted and scaled, to the output plane. Planes
    /// have a border of zeros, so that a shift of a whole plane is one call; padding keeps the size
    /// at stride 1, and a larger stride keeps some of those pixels.
    static func convolution(
        _ input: [Float], shape: TensorShape, weights: [Float], bias: [Float]?,
        output: TensorShape, kernel: Int, stride: Int
    ) -> [Float] {
        let size = shape.size
        let border = max(1, kernel / 2)
        let width = size + 2 * border
        let plane = width * width
        // Rows and pixels more at both ends, for the shifts.
        let margin = border * (width + 1)
        var padded = [Double](repeating: 0, count: shape.channels * plane + 2 * margin)
        for (index, value) in input.enumerated() {
            let (channel, pixel) = index.quotientAndRemainder(dividingBy: size * size)
            let (y, x) = pixel.quotientAndRemainder(dividingBy: size)
            padded[margin + channel * plane + (y + border) * width + x + border] = Double(value)
        }
        var result: [Float] = []
        result.reserveCapacity(output.count)
        for channel in 0..<output.channels {
            var sums = [Double](repeating: Double(bias?[channel] ?? 0), count: plane)
            for source in 0..<shape.channels {
                for tap in 0..<(kernel * kernel) {
                    let shift = (tap / kernel - kernel / 2) * width + tap % kernel - kernel / 2
                    let weight =
                        weights[(channel * shape.channels + source) * kernel * kernel + tap]
                    padded.withUnsafeBufferPointer {
                        let from = $0[(margin + source * plane + shift)...]
                        cblas_daxpy(
                            Int32(plane), Double(weight),
                            UnsafeBufferPointer(rebasing: from).baseAddress, 1, &sums, 1)
                    }
                }
            }
            for y in 0..<output.size {
                for x in 0..<output.size {
                    result.append(Float(sums[(y * stride + border) * width + x * stride + border]))
                }
            }
        }
        return result
    }

    /// Pixels outside the image count neither in the sum nor in the divisor.
    static func averagePooling(
        _ input: [Float], shape: TensorShape, output: Int, kernel: Int, stride: Int, padding: Int
    ) -> [Float] {
        var result: [Float] = []
        for channel in 0..<shape.channels {
            for y in 0..<output {
                for x in 0..<output {
                    var sum = 0.0
                    var count = 0.0
                    for row in (y * stride - padding)..<(y * stride - padding + kernel)
                    where (0..<shape.size).contains(row) {
                        for column in (x * stride - padding)..<(x * stride - padding + kernel)
                        where (0..<shape.size).contains(column) {
                            sum += Double(input[(channel * shape.size + row) * shape.size + column])
                            count += 1
                        }
                    }
                    result.append(Float(sum / count))
                }
            }
        }
        return result
    }
}
