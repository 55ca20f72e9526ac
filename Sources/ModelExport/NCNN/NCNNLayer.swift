import Networks

/// A line of ncnn's text: a layer, the blobs that it reads and makes, and its numbered settings
/// (https://github.com/Tencent/ncnn/wiki/operation-param-weight-table).
struct NCNNLayer: Equatable {
    let type: String
    let name: String
    let inputs: [String]
    let outputs: [String]
    var settings: [(number: Int, value: String)] = []

    /// The line, without its end.
    var line: String {
        let words =
            [type, name, String(inputs.count), String(outputs.count)] + inputs + outputs
            + settings.map { "\($0.number)=\($0.value)" }
        return words.joined(separator: " ")
    }

    static func == (left: NCNNLayer, right: NCNNLayer) -> Bool { left.line == right.line }
}

extension NCNNLayer {
    /// An operation of a network.
    init(_ operation: FusedOperation, name: String, inputs: [String], output: String) {
        self.init(
            type: Self.type(of: operation.kind), name: name, inputs: inputs, outputs: [output],
            settings: Self.settings(of: operation))
    }

    private static func type(of kind: FusedOperation.Kind) -> String {
        switch kind {
        case .convolution: "Convolution"
        case .normalization: "Scale"
        case .relu: "ReLU"
        case .identity: "Noop"
        case .averagePooling, .globalAveragePooling: "Pooling"
        case .zero, .addition: "BinaryOp"
        case .linear: "InnerProduct"
        }
    }

    private static func settings(of operation: FusedOperation) -> [(number: Int, value: String)] {
        let numbers: [(Int, Int)]
        switch operation.kind {
        case .convolution(let stride, let weight, _):
            // Outputs, kernel, stride, padding, bias, weights; 9 is what follows, 1 a ReLU.
            numbers = [
                (0, weight.shape[0]), (1, weight.shape[3]), (3, stride), (4, weight.shape[3] / 2),
                (5, 1), (6, weight.values.count), (9, operation.hasReLU ? 1 : 0),
            ]
        case .normalization(let scale, _): numbers = [(0, scale.count), (1, 1)]
        case .relu, .identity: numbers = []
        case .averagePooling(let kernel, let stride, let padding):
            // 0 is the mean, 5 that nothing is added at the ends, 6 whether padding is counted.
            numbers = [(0, 1), (1, kernel), (2, stride), (3, padding), (5, 1), (6, 0)]
        case .globalAveragePooling: numbers = [(0, 1), (4, 1)]
        case .addition: numbers = [(0, 0)]
        case .zero:
            // 0 is the product, 1 that the second factor is the number under 2.
            return [(0, "2"), (1, "1"), (2, "0.0")]
        case .linear(let weight, _):
            numbers = [(0, weight.shape[0]), (1, 1), (2, weight.values.count)]
        }
        return numbers.map { (number: $0.0, value: String($0.1)) }
    }
}
