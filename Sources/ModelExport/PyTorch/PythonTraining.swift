import Architectures

/// The end of a PyTorch file: how the benchmark trained its networks, and what trains this one so.
///
/// Hyperparameters: Dong and Yang, NAS-Bench-201 (ICLR 2020), section 2.3 and table 1.
enum PythonTraining {
    static let source = """
        # How the benchmark trained its networks: Dong and Yang, NAS-Bench-201, ICLR 2020,
        # section 2.3 and table 1.
        EPOCHS = 200  # the benchmark has 12, too
        BATCH_SIZE = 256
        LEARNING_RATE = 0.1  # falls to 0 along a cosine, epoch by epoch
        MOMENTUM = 0.9  # Nesterov's
        WEIGHT_DECAY = 5e-4
        # Images are flipped with a chance of one half, padded by an eighth, and cropped at random.
        PADDING = INPUT_SHAPE[1] // 8


        def data_sets(folder):
            \"""Images to train with and to judge by.

            A folder with train and val (or test), each with a folder a class, as for
            torchvision.datasets.ImageFolder; else CIFAR-10 or CIFAR-100 as torchvision keeps it.
            \"""
            from torchvision import datasets, transforms

            size = INPUT_SHAPE[1]
            # Means and deviations of the channels: CIFAR's.
            normal = transforms.Normalize((0.491, 0.482, 0.447), (0.247, 0.244, 0.262))
            plain = [transforms.Resize((size, size)), transforms.ToTensor(), normal]
            varied = [
                transforms.Resize((size, size)), transforms.RandomHorizontalFlip(),
                transforms.RandomCrop(size, padding=PADDING), transforms.ToTensor(), normal,
            ]
            plain, varied = transforms.Compose(plain), transforms.Compose(varied)
            folder = Path(folder)
            if (folder / "train").is_dir():
                judged = folder / ("val" if (folder / "val").is_dir() else "test")
                if not judged.is_dir():
                    raise SystemExit(f"{folder}: expected val or test beside train")
                training = datasets.ImageFolder(folder / "train", varied)
                judging = datasets.ImageFolder(judged, plain)
                found = len(training.classes)
            else:
                kind = {10: datasets.CIFAR10, 100: datasets.CIFAR100}.get(CLASSES)
                if kind is None:
                    raise SystemExit(f"{folder}: expected train and val with a folder a class")
                try:
                    training = kind(folder, train=True, transform=varied)
                    judging = kind(folder, train=False, transform=plain)
                except RuntimeError:
                    raise SystemExit(
                        f"{folder}: neither train and val with a folder a class, nor "
                        f"{kind.__name__} as torchvision keeps it"
                    )
                found = CLASSES
            if found > CLASSES:
                raise SystemExit(f"{folder}: {found} classes, and this network has {CLASSES}")
            return training, judging


        def accuracy(network, loader, device):
            \"""The share of images whose class is found, in percent.\"""
            network.eval()
            right = count = 0
            with torch.inference_mode():
                for images, labels in loader:
                    guesses = network(images.to(device)).argmax(1).cpu()
                    right += int((guesses == labels).sum())
                    count += len(labels)
            return 100 * right / max(count, 1)


        def write_safetensors(network, path):
            \"""Keeps the weights as `nas-search export` and load() take them.\"""
            tensors = {
                name: tensor.detach().cpu().to(torch.float32).contiguous()
                for name, tensor in network.state_dict().items() if tensor.is_floating_point()
            }
            header, offset = {}, 0
            for name, tensor in tensors.items():
                end = offset + 4 * tensor.numel()
                entry = {"dtype": "F32", "shape": list(tensor.shape)}
                header[name] = {**entry, "data_offsets": [offset, end]}
                offset = end
            text = json.dumps(header).encode()
            text += b" " * (-len(text) % 8)
            part = Path(f"{path}.part")
            with open(part, "wb") as file:
                file.write(struct.pack("<Q", len(text)) + text)
                for tensor in tensors.values():
                    file.write(tensor.numpy().tobytes())
            part.replace(path)


        def train(folder, epochs, output, seed):
            \"""Trains from new weights, and keeps them after every epoch.\"""
            torch.manual_seed(seed)
            device = "cuda" if torch.cuda.is_available() else "cpu"
            network = Network().to(device)
            training, judging = data_sets(folder)
            options = {"batch_size": BATCH_SIZE, "num_workers": 2, "pin_memory": device == "cuda"}
            loader = torch.utils.data.DataLoader(training, shuffle=True, **options)
            judge = torch.utils.data.DataLoader(judging, **options)
            optimizer = torch.optim.SGD(
                network.parameters(), LEARNING_RATE, MOMENTUM, weight_decay=WEIGHT_DECAY,
                nesterov=True,
            )
            schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
            for epoch in range(1, epochs + 1):
                network.train()
                total = 0.0
                for images, labels in loader:
                    optimizer.zero_grad()
                    logits = network(images.to(device))
                    loss = nn.functional.cross_entropy(logits, labels.to(device))
                    loss.backward()
                    optimizer.step()
                    total += float(loss.detach()) * len(labels)
                schedule.step()
                found = accuracy(network, judge, device)
                print(
                    f"epoch {epoch} of {epochs}: loss {total / len(training):.3f}, "
                    f"{found:.2f} % of {len(judging)} images", flush=True
                )
                write_safetensors(network, output)
            print(f"weights in {output}: nas-search export takes them")


        if __name__ == "__main__":
            import argparse

            parser = argparse.ArgumentParser(
                description="Trains the network as the benchmark did, or runs it once."
            )
            parser.add_argument("--train", metavar="DATA", help="the folder of the images")
            parser.add_argument("--epochs", type=int, default=EPOCHS)
            parser.add_argument("--seed", type=int, default=0)
            parser.add_argument(
                "--output", default=str(Path(__file__).with_suffix(".trained.safetensors"))
            )
            arguments = parser.parse_args()
            if arguments.train:
                train(arguments.train, arguments.epochs, arguments.output, arguments.seed)
            else:
                with torch.inference_mode():
                    print(load()(torch.zeros(1, *INPUT_SHAPE)))
        """
}
