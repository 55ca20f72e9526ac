/// The parts of a PyTorch file that are the same for every architecture.
enum PythonTemplate {
    static let modules = """

        class ReLUConvBN(nn.Module):
            \"""ReLU, convolution, batch normalisation.\"""

            def __init__(self, channels_in, channels_out, kernel, stride=1):
                super().__init__()
                self.op = nn.Sequential(
                    nn.ReLU(),
                    nn.Conv2d(
                        channels_in, channels_out, kernel, stride, padding=kernel // 2, bias=False
                    ),
                    nn.BatchNorm2d(channels_out),
                )

            def forward(self, x):
                return self.op(x)


        class Zero(nn.Module):
            \"""Zeros, computed as the reference implementation does.\"""

            def forward(self, x):
                return x.mul(0.0)


        class ResidualBlock(nn.Module):
            \"""Halves the resolution and changes the channels.\"""

            def __init__(self, channels_in, channels_out):
                super().__init__()
                self.conv_a = ReLUConvBN(channels_in, channels_out, 3, stride=2)
                self.conv_b = ReLUConvBN(channels_out, channels_out, 3)
                self.downsample = nn.Sequential(
                    nn.AvgPool2d(2, stride=2),
                    nn.Conv2d(channels_in, channels_out, 1, bias=False),
                )

            def forward(self, x):
                return self.conv_b(self.conv_a(x)) + self.downsample(x)

        """

    static let loading = """
        def read_safetensors(path):
            \"""The tensors of a safetensors file of 32-bit floats, by name.\"""
            data = bytearray(Path(path).read_bytes())
            (length,) = struct.unpack_from("<Q", data)
            tensors = {}
            for name, entry in json.loads(data[8 : 8 + length]).items():
                if name == "__metadata__":
                    continue
                if entry["dtype"] != "F32":
                    raise ValueError(f"{path}: {name} is {entry['dtype']}, not F32")
                begin, end = entry["data_offsets"]
                values = torch.frombuffer(
                    data, dtype=torch.float32, count=(end - begin) // 4, offset=8 + length + begin
                )
                tensors[name] = values.reshape(entry["shape"])
            return tensors


        def load(path=Path(__file__).with_suffix(".safetensors")):
            \"""The network with its weights, ready for inference.\"""
            network = Network()
            network.load_state_dict(read_safetensors(path))
            return network.eval()

        """
}
