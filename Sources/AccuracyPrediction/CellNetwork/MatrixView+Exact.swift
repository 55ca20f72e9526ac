import NeuralNetworks

/// Products whose every element is summed in the order of the inner index, without fused or
/// regrouped operations: the same bits on every processor, which a BLAS does not promise. A fitted
/// file can therefore be made again anywhere.
extension MatrixView {
    /// `self = left · right + beta · self`, with beta 0 or 1.
    func assignExactProduct(_ left: MatrixView, _ right: MatrixView, adding: Bool = false) {
        precondition(
            left.rows == rows && left.columns == right.rows && right.columns == columns,
            "shapes must agree")
        assign(
            left.base, rowStride: left.stride, innerStride: 1, inner: left.columns, right, adding)
    }

    /// `self = leftᵀ · right + beta · self`, with beta 0 or 1.
    func assignExactProduct(
        transposing left: MatrixView, _ right: MatrixView, adding: Bool = false
    ) {
        precondition(
            left.columns == rows && left.rows == right.rows && right.columns == columns,
            "shapes must agree")
        assign(left.base, rowStride: 1, innerStride: left.stride, inner: left.rows, right, adding)
    }

    /// Four rows by eight columns at a time stay in registers.
    private func assign(
        _ left: UnsafeMutablePointer<Float>, rowStride: Int, innerStride: Int, inner: Int,
        _ right: MatrixView, _ adding: Bool
    ) {
        let wide = columns & ~7
        var row = 0
        while row + 4 <= rows {
            let target = base + row * stride
            let source = left + row * rowStride
            for column in Swift.stride(from: 0, to: wide, by: 8) {
                var a = adding ? load(target + column) : .zero
                var b = adding ? load(target + stride + column) : .zero
                var c = adding ? load(target + 2 * stride + column) : .zero
                var d = adding ? load(target + 3 * stride + column) : .zero
                var value = source
                var factor = right.base + column
                for _ in 0..<inner {
                    let line = load(factor)
                    a += line * value[0]
                    b += line * value[rowStride]
                    c += line * value[2 * rowStride]
                    d += line * value[3 * rowStride]
                    value += innerStride
                    factor += right.stride
                }
                store(a, target + column)
                store(b, target + stride + column)
                store(c, target + 2 * stride + column)
                store(d, target + 3 * stride + column)
            }
            row += 4
        }
        for rest in row..<rows {
            for column in Swift.stride(from: 0, to: wide, by: 8) {
                let target = base + rest * stride + column
                var sum = adding ? load(target) : .zero
                for index in 0..<inner {
                    sum +=
                        load(right.base + index * right.stride + column)
                        * left[rest * rowStride + index * innerStride]
                }
                store(sum, target)
            }
        }
        for row in 0..<rows {
            for column in wide..<columns {
                var sum = adding ? base[row * stride + column] : 0
                for index in 0..<inner {
                    sum +=
                        left[row * rowStride + index * innerStride]
                        * right.base[index * right.stride + column]
                }
                base[row * stride + column] = sum
            }
        }
    }

    @inline(__always)
    private func load(_ pointer: UnsafeMutablePointer<Float>) -> SIMD8<Float> {
        UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
    }

    @inline(__always)
    private func store(_ value: SIMD8<Float>, _ pointer: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: SIMD8<Float>.self)
    }

    /// Writes this matrix transposed.
    func transpose(into target: MatrixView) {
        for row in 0..<rows {
            for column in 0..<columns {
                target.base[column * target.stride + row] = base[row * stride + column]
            }
        }
    }

    /// Adds a row of another matrix to one of this.
    @inline(__always)
    func addRow(_ row: Int, from other: MatrixView, _ source: Int) {
        let (target, values) = (base + row * stride, other.base + source * other.stride)
        for column in 0..<columns { target[column] += values[column] }
    }
}

/// A smooth rectifier made of operations that are exact everywhere: x · (1 + s) / 2 with
/// s = x / √(1 + x²). Its derivative is (1 + 2·s − s³) / 2.
enum SmoothRectifier {
    /// Applies it to adjacent rows.
    /// - Parameters:
    ///   - values: Overwritten with the outputs.
    ///   - slopes: Receives s.
    static func apply(_ values: MatrixView, slopes: MatrixView) {
        let (x, s) = (values.base, slopes.base)
        for index in 0..<(values.rows * values.columns) {
            let value = x[index]
            let slope = value / (1 + value * value).squareRoot()
            s[index] = slope
            x[index] = 0.5 * value * (1 + slope)
        }
    }

    /// Turns gradients by outputs into gradients by inputs.
    static func multiplyByDerivative(_ gradients: MatrixView, slopes: MatrixView) {
        let (g, s) = (gradients.base, slopes.base)
        for index in 0..<(gradients.rows * gradients.columns) {
            let slope = s[index]
            g[index] *= 0.5 + slope - 0.5 * slope * slope * slope
        }
    }
}
