"""Whether a table's machine changed its speed while the table was measured.

Fits latency = base + cost of each operator (robust, relative) to every device of a table and prints
the median relative residual of consecutive blocks of the published index, in which tables are
measured. An architecture has no say in its index, so that blocks should all be near zero.

    python3 table_drift.py FOLDER/nasbench201/latency_help.csv FOLDER/nasbench201/accuracy.csv [DEVICE ...]

Needs numpy.
"""

import csv
import sys

import numpy as np

OPERATORS = ["skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"]


def main() -> None:
    latency_file, accuracy_file, *wanted = sys.argv[1:]
    with open(accuracy_file) as file:
        cells = {int(row["index"]): row["arch"] for row in csv.DictReader(file)}
    with open(latency_file) as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["index"]))
    counts = np.array(
        [[1] + [cells[int(row["index"])].count(name + "~") for name in OPERATORS] for row in rows],
        float)
    for device in wanted or [name for name in rows[0] if name != "index"]:
        latency = np.array([float(row[device] or "nan") for row in rows])
        known = latency > 0
        features, y = counts[known], latency[known]
        weights = 1 / y**2
        for _ in range(10):
            weighted = features * weights[:, None]
            costs = np.linalg.solve(weighted.T @ features, weighted.T @ y)
            fitted = np.maximum(features @ costs, 0.05 * np.median(y))
            residuals = y / fitted - 1
            scale = 1.4826 * np.median(abs(residuals))
            weights = 5 / (4 + (residuals / scale) ** 2) / fitted**2
        blocks = np.array_split(residuals, 25)
        print(device, " ".join(f"{100 * np.median(block):+.0f}%" for block in blocks))


main()
