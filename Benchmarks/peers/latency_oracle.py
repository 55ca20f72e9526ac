#!/usr/bin/env python3
"""nas-search as the latency oracle of another program's search.

    oracle = LatencyOracle("nas-search", "--device", "my-phone")
    milliseconds, deviation = oracle(9930)

As a program it searches with pymoo and with Optuna, where these are installed:
    latency_oracle.py nas-search --device my-phone
"""
import json
import subprocess
import sys

SIZE = 15625


class LatencyOracle:
    """Asks for one architecture after the other, by published index or cell string."""

    def __init__(self, program, *options):
        command = [program, "predict", *options, "--architectures", "-", "--format", "jsonl", "--quiet"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, architecture):
        self.process.stdin.write(f"{architecture}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        answer = json.loads(line) if line else {"error": "the program ended"}
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["latency_ms"], answer.get("latency_std_ms")


def with_pymoo(oracle):
    from pymoo.algorithms.soo.nonconvex.ga import GA
    from pymoo.core.problem import ElementwiseProblem
    from pymoo.optimize import minimize

    class Fastest(ElementwiseProblem):
        def _evaluate(self, x, out, *args, **kwargs):
            out["F"] = oracle(int(x[0]))[0]

    problem = Fastest(n_var=1, n_obj=1, xl=0, xu=SIZE - 1, vtype=int)
    found = minimize(problem, GA(pop_size=20), ("n_eval", 200), seed=1)
    return int(found.X[0]), float(found.F[0])


def with_optuna(oracle):
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    study.optimize(lambda trial: oracle(trial.suggest_int("index", 0, SIZE - 1))[0], n_trials=200)
    return study.best_params["index"], study.best_value


if __name__ == "__main__":
    oracle = LatencyOracle(*sys.argv[1:])
    for search in (with_pymoo, with_optuna):
        try:
            print(search.__name__, "fastest of 200: index %d, %.3f ms" % search(oracle))
        except ModuleNotFoundError as missing:
            print(search.__name__, "left out:", missing)
