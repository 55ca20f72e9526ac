/// Floats at a fixed address, owned by one value: where weights, gradients and activations lie while
/// a network is trained, so that the loop allocates and copies nothing.
///
/// Pointers into it are good for as long as the value lives; types that own one hand them out only
/// within their own methods.
package struct FloatStorage: ~Copyable {
    /// The first number.
    package let base: UnsafeMutablePointer<Float>
    /// How many there are.
    package let count: Int

    /// Zeros.
    package init(zeros count: Int) {
        base = .allocate(capacity: max(1, count))
        base.initialize(repeating: 0, count: max(1, count))
        self.count = count
    }

    /// A copy of an array.
    package init(_ values: [Float]) {
        self.init(zeros: values.count)
        values.withUnsafeBufferPointer { source in
            guard let first = source.baseAddress else { return }
            base.update(from: first, count: values.count)
        }
    }

    deinit { base.deallocate() }

    /// The numbers as an array.
    package var values: [Float] { Array(UnsafeBufferPointer(start: base, count: count)) }

    /// Overwrites all numbers with an array's, of the same count.
    package func assign(_ values: [Float]) {
        precondition(values.count == count, "as many numbers")
        values.withUnsafeBufferPointer { source in
            guard let first = source.baseAddress else { return }
            base.update(from: first, count: count)
        }
    }

    /// Sets all numbers to zero.
    package func clear() { base.update(repeating: 0, count: count) }

    /// Part of the numbers as a matrix.
    package func matrix(at offset: Int = 0, rows: Int, columns: Int) -> MatrixView {
        precondition(offset + rows * columns <= count, "within the storage")
        return MatrixView(base + offset, rows: rows, columns: columns)
    }
}
