import Architectures

extension ExportedModel {
    /// The cell as a picture: operators on the edges, what has no effect on the output dashed.
    func svg() -> String {
        let picture = CellPicture(space: space, architecture: architecture)
        let name = space.string(of: architecture)
        let index = space.publishedIndex(of: architecture)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(picture.width) \
            \(picture.height)" width="\(picture.width)" height="\(picture.height)" role="img" \
            aria-labelledby="title description">
            <title id="title">\(space.name.xmlEscaped) \(index)</title>
            <desc id="description">\(name.xmlEscaped)</desc>
            <style>
            text { font: 14px system-ui, sans-serif; fill: #1c2733; text-anchor: middle; }
            text.small { font-size: 12px; fill: #4d5966; }
            .edge { stroke: #1c2733; fill: none; stroke-width: 2; }
            .dead { stroke: #77828d; stroke-width: 1.5; stroke-dasharray: 7 5; }
            .node { stroke: #1c2733; fill: #dbe9f6; stroke-width: 2; }
            .tip { fill: #1c2733; }
            .dead-tip { fill: #77828d; }
            @media (prefers-color-scheme: dark) {
            text { fill: #e8edf2; }
            text.small { fill: #b3bec9; }
            .edge { stroke: #e8edf2; }
            .dead { stroke: #8b97a3; }
            .node { stroke: #e8edf2; fill: #24425f; }
            .tip { fill: #e8edf2; }
            .dead-tip { fill: #8b97a3; }
            }
            </style>
            <defs>
            \(CellPicture.arrow(id: "tip"))
            \(CellPicture.arrow(id: "dead-tip"))
            </defs>
            \(picture.elements.joined(separator: "\n"))
            <text class="small" x="\(picture.width / 2)" y="\(picture.height - 12)">\
            \(space.name.xmlEscaped) \(index); dashed: no effect on the output</text>
            </svg>

            """
    }
}

extension String {
    /// The text as character data of an XML document.
    var xmlEscaped: String {
        replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
