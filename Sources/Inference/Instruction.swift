import Networks

/// A step of a compiled network: an operator with the tensors that it reads and writes, by number.
struct Instruction {
    /// What a step computes.
    enum Operation: Hashable {
        /// The image's planes into planes with a border of zeros.
        case importing
        /// The 3×3 convolution of the image's planes.
        case stem
        /// Of an odd kernel; beyond 3×3 by a matrix product of OpenBLAS, whatever the kernels are.
        case convolution(kernel: Int, stride: Int)
        /// 3×3, stride 1, the padding not counted.
        case poolThree
        /// 2×2, stride 2.
        case poolTwo
        case fill
        /// The source plus the addend, or a copy.
        case addition
        /// Normalisation, ReLU, mean over the image, linear layer.
        case head
    }

    var operation: Operation
    var source: Int
    var destination: Int
    /// Added to the result; the destination itself where a sum is accumulated in place.
    var addend: Int?
    /// Whether negative numbers of the source count as zero.
    var rectifies = false
    /// Whether negative numbers of the result become zero.
    var rectifiesResult = false
    var input: TensorShape
    var output: TensorShape
    /// For convolutions `[output][input][kernel][kernel]`, with normalisation multiplied in; for
    /// the head scale, shift `[channels]` and the matrix `[classes][channels]`.
    var weights: [Float] = []
    /// `[output]`
    var bias: [Float] = []
}

/// A network or operator as steps over numbered tensors. Tensor 0 is the image given from outside;
/// the last step writes the result.
struct Program {
    /// In order.
    var instructions: [Instruction] = []
    /// By tensor number.
    var shapes: [TensorShape] = []
    /// Tensors that are zeros without any step.
    var zeros: Set<Int> = []

    /// Adds a tensor and returns its number.
    mutating func makeTensor(_ shape: TensorShape) -> Int {
        shapes.append(shape)
        return shapes.count - 1
    }

    /// Moves ReLU from the convolutions that read a tensor to the step that completes it, where all
    /// its readers want it: it is then computed once, and the kernel that loads has less to do.
    mutating func rectifyResults() {
        for tensor in shapes.indices where !zeros.contains(tensor) {
            let readers = instructions.indices.filter { index in
                let step = instructions[index]
                return step.source == tensor
                    || step.addend == tensor && step.destination != tensor
            }
            let writer = instructions.lastIndex { $0.destination == tensor }
            guard let writer, !readers.isEmpty,
                readers.allSatisfy({
                    instructions[$0].rectifies && instructions[$0].addend != tensor
                })
            else { continue }
            switch instructions[writer].operation {
            case .importing, .head: continue
            case .fill: break
            default: instructions[writer].rectifiesResult = true
            }
            for reader in readers { instructions[reader].rectifies = false }
        }
    }
}
