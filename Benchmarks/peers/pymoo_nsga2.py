"""pymoo's NSGA-II on the same tables, with the same metric, as a peer of `benchmarks`.

    python -m venv venv && venv/bin/pip install pymoo
    venv/bin/python Benchmarks/peers/pymoo_nsga2.py efficiency --data FOLDER --csv out.csv
    venv/bin/python Benchmarks/peers/pymoo_nsga2.py speed --data FOLDER

Uniform crossover, each of the six operators reset at random with probability 1/6, duplicates
eliminated. The budget counts distinct architectures, as it does in this project: whatever pymoo
evaluates again is looked up again and not counted.
"""

import argparse
import csv
import os
import random
import statistics
import time
from pathlib import Path

import numpy as np
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.core.mutation import Mutation
from pymoo.core.problem import Problem
from pymoo.indicators.hv import HV
from pymoo.operators.crossover.ux import UniformCrossover
from pymoo.operators.sampling.rnd import IntegerRandomSampling
from pymoo.optimize import minimize
from pymoo.termination import get_termination
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

OPERATORS = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"]
PLACES = 5 ** np.arange(5, -1, -1)


def published_order():
    """Dense numbers in the published order."""
    codes = list(range(5**6))
    random.seed(88)
    random.shuffle(codes)
    return np.array(codes)


def column(folder, name):
    """values[code] of a column of any of the CSVs; NaN where it is blank."""
    order = published_order()
    for path in sorted((Path(folder) / "nasbench201").glob("*.csv")):
        with open(path, newline="") as file:
            rows = csv.reader(file)
            header = next(rows)
            if name not in header:
                continue
            position = header.index(name)
            values = np.full(len(order), np.nan)
            for row in rows:
                if row[position]:
                    values[order[int(row[0])]] = float(row[position])
            return values
    raise SystemExit(f"no column {name} in {folder}/nasbench201/*.csv")


def front_of(points):
    return points[NonDominatedSorting().do(points, only_non_dominated_front=True)]


class RandomReset(Mutation):
    """Each variable with probability 1/6 takes a random value."""

    def _do(self, problem, X, **kwargs):
        rng = kwargs.get("random_state") or np.random.default_rng()
        hit = rng.random(X.shape) < 1 / X.shape[1]
        return np.where(hit, rng.integers(0, 5, X.shape), X)


class Cells(Problem):
    def __init__(self, points, budget):
        super().__init__(n_var=6, n_obj=2, xl=0, xu=4, vtype=int)
        self.points = points
        self.seen = {}
        self.budget = budget

    def _evaluate(self, x, out, *args, **kwargs):
        codes = x.astype(int) @ PLACES
        for code in codes:
            if len(self.seen) < self.budget:
                self.seen.setdefault(int(code), None)
        out["F"] = self.points[codes]


def search(points, population, budget, seed):
    """The distinct cells in the order of their evaluation."""
    problem = Cells(points, budget)
    algorithm = NSGA2(
        pop_size=population,
        sampling=IntegerRandomSampling(),
        crossover=UniformCrossover(),
        mutation=RandomReset(),
        eliminate_duplicates=True,
    )
    algorithm.setup(problem, termination=get_termination("n_gen", 10**6), seed=seed, verbose=False)
    idle = 0
    while len(problem.seen) < budget and algorithm.has_next() and idle < 200:
        before = len(problem.seen)
        algorithm.next()
        idle = idle + 1 if len(problem.seen) == before else 0
    return np.array(list(problem.seen))


def load(arguments, device):
    accuracy = column(arguments.data, arguments.accuracy)
    latency = column(arguments.data, device)
    points = np.stack([-accuracy, latency], axis=1)
    missing = np.isnan(points).any(axis=1)
    exact = front_of(points[~missing])
    # An unmeasured cell must not win a comparison.
    points[missing] = [0, 10 * np.nanmax(latency)]
    return points, exact


def efficiency(arguments):
    rows = []
    budgets = [100, 200, 500, 1000]
    for device in arguments.devices.split(","):
        points, exact = load(arguments, device)
        volume = HV(ref_point=np.array([0, 1.1 * exact[:, 1].max()]))
        whole = volume(exact)
        members = {tuple(point) for point in exact}
        for population in [12, 20, 50, 100]:
            name = f"pymoo-nsga2-{population}"
            collected = {budget: [] for budget in budgets}
            for seed in range(arguments.seeds):
                order = search(points, population, max(budgets), seed)
                for budget in budgets:
                    front = front_of(points[order[:budget]])
                    ratio = volume(front) / whole
                    recall = len(members & {tuple(point) for point in front}) / len(members)
                    collected[budget].append((ratio, recall))
                    rows.append([device, name, seed, budget, f"{ratio:.6f}", f"{recall:.6f}"])
            for budget in budgets:
                ratios = np.array([ratio for ratio, _ in collected[budget]])
                recalls = np.array([recall for _, recall in collected[budget]])
                low, middle, high = np.quantile(ratios, [0.25, 0.5, 0.75])
                print(
                    f"| {device} | {name} | {budget} | {middle:.4f} | {low:.4f}–{high:.4f} "
                    f"| {np.median(recalls):.2f} |",
                    flush=True,
                )
    if arguments.csv:
        with open(arguments.csv, "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(
                ["device", "algorithm", "seed", "budget", "hypervolume_ratio", "recall"])
            writer.writerows(rows)


def speed(arguments):
    """10,000 evaluations as pymoo counts them: population 100, 100 generations."""
    points, _ = load(arguments, "titan_rtx_1")
    rates = []
    for repeat in range(arguments.repeats):
        problem = Cells(points, 10**9)
        algorithm = NSGA2(
            pop_size=100, sampling=IntegerRandomSampling(), crossover=UniformCrossover(),
            mutation=RandomReset(), eliminate_duplicates=True)
        start = time.perf_counter()
        result = minimize(
            problem, algorithm, get_termination("n_eval", 10_000), seed=repeat, verbose=False)
        seconds = time.perf_counter() - start
        rates.append(result.algorithm.evaluator.n_eval / seconds)
    print(f"{statistics.median(rates):.0f}")


def main():
    parser = argparse.ArgumentParser(description="pymoo's NSGA-II on published tables.")
    parser.add_argument("what", choices=["efficiency", "speed"])
    parser.add_argument("--data", default=os.environ.get("NAS_SEARCH_PUBLISHED_DATA"),
                        required="NAS_SEARCH_PUBLISHED_DATA" not in os.environ)
    parser.add_argument("--devices", default="titan_rtx_1,gold_6226,embedded-tpu-edge-tpu-int8")
    parser.add_argument("--accuracy", default="cifar100_valid_200")
    parser.add_argument("--seeds", type=int, default=31)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--csv")
    arguments = parser.parse_args()
    if arguments.what == "efficiency":
        efficiency(arguments)
    else:
        speed(arguments)


if __name__ == "__main__":
    main()
