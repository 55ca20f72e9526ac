import NASSearch
import PlainText

extension SearchObjective {
    /// What an axis says of it.
    func axisLabel(device: String) -> String {
        switch self {
        case .accuracy: "accuracy (%)"
        case .latency: "latency on \(device) (ms)"
        case .params: "parameters (millions)"
        case .flops: "multiply-accumulates (millions)"
        case .energy: "energy on \(device) (mJ)"
        }
    }

    /// A number of it in text, or a dash where it is missing.
    func text(_ value: Double?) -> String {
        switch self {
        case .accuracy: NumberFormat.fixed(value, 2)
        case .latency, .energy: NumberFormat.milliseconds(value)
        case .params: NumberFormat.fixed(value, 3)
        case .flops: NumberFormat.fixed(value, 1)
        }
    }
}
