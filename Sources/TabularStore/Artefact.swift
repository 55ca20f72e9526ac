/// Something computed once and used later, such as a trained predictor or a device's descriptor.
package struct Artefact: Sendable, Hashable {
    /// The kind of devices' hardware descriptors.
    package static let descriptorKind = "descriptor"
    /// The name of the descriptor that counts.
    package static let descriptorName = "current"

    /// What it is, such as `predictor`.
    package var kind: String
    /// Its name among those of its kind and device.
    package var name: String
    /// The device that it belongs to, or nil.
    package var device: String?
    /// The version of its own format.
    package var version: Int
    /// A fingerprint of what it was computed from.
    package var inputs: String
    /// When it was computed, in seconds since 1970, UTC.
    package var createdAt: Double
    /// Its bytes, whose format is the kind's own business.
    package var content: [UInt8]

    /// Describes an artefact.
    package init(
        kind: String, name: String, device: String?, version: Int, inputs: String,
        createdAt: Double, content: [UInt8]
    ) {
        self.kind = kind
        self.name = name
        self.device = device
        self.version = version
        self.inputs = inputs
        self.createdAt = createdAt
        self.content = content
    }
}
