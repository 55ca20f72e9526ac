#!/usr/bin/env python3
"""Kills the program at random moments and checks that nothing kept is lost and nothing is left over.

    Tests/Acceptance/check_kills.py --program .build/release/nas-search [--kills 60] [--seed N]

Each of import, search, measure, evaluate and export is killed (SIGKILL) so many times, at a moment
drawn from its whole duration. After every kill the store is sound (`data verify`, SQLite's own check)
and holds at least what it held before; what was printed as done is done. After all kills of a command
one undisturbed run comes to its end, and then no hidden or temporary file, no process and no temporary
folder is left. It prints its seed; the same seed draws the same fractions.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

OPERATORS = ["none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3"]
EDGES = [(0,), (0, 1), (0, 1, 2)]
RUNNER = r"""
while IFS= read -r line; do
    case "$line" in
    *'"request":"describe"'*)
        echo '{"reply":"describe","protocol":1,"name":"fake","runtime":"fake 1","hardware":"Fake CPU","kind":"cpu","threads":1,"precision":"fp32","accepts":["architecture"],"facts":{}}' ;;
    *'"request":"load-operator"'*) echo '{"reply":"load-operator"}' ;;
    *'"request":"load"'*) echo '{"reply":"load"}' ;;
    *'"request":"measure"'*)
        sleep 0.01
        n=${line##*\"runs\":}; n=${n%%[!0-9]*}
        list=0.5; while [ "$n" -gt 1 ]; do list=$list,0.5; n=$((n - 1)); done
        echo '{"reply":"measure","milliseconds":['$list']}' ;;
    *'"request":"bye"'*) exit 0 ;;
    esac
done
"""


class Check:
    def __init__(self, options):
        self.options = options
        self.random = random.Random(options.seed)
        self.folder = tempfile.mkdtemp(prefix="check-kills-")
        self.temporary = os.path.join(self.folder, "tmp")
        self.work = os.path.join(self.folder, "work")
        os.makedirs(self.temporary)
        os.makedirs(self.work)
        self.store = os.path.join(self.work, "store.sqlite")
        self.failures = []
        self.table(os.path.join(self.folder, "tables.csv"))
        self.runner = os.path.join(self.folder, "runner.sh")
        with open(self.runner, "w") as file:
            file.write(RUNNER)

    def table(self, path):
        """A table of three invented devices over all cells, costs added up."""
        costs = [[0, 0.01, 0.04, 0.09, 0.03], [0, 0.1, 0.3, 0.5, 0.2], [0, 0.02, 0.09, 0.11, 0.04]]
        with open(path, "w") as file:
            file.write("arch,alpha,beta,gamma\n")
            for code in range(5**6):
                digits = [code // 5**place % 5 for place in range(6)]
                names = iter(OPERATORS[digit] for digit in digits)
                cell = "+".join(
                    "|" + "".join(f"{next(names)}~{source}|" for source in edge) for edge in EDGES
                )
                values = [1 + sum(cost[digit] for digit in digits) for cost in costs]
                file.write(f"{cell}," + ",".join(f"{value:.4f}" for value in values) + "\n")

    def start(self, arguments, **streams):
        environment = dict(os.environ, NAS_SEARCH_STORE=self.store, TMPDIR=self.temporary)
        return subprocess.Popen(
            [self.options.program, *arguments], cwd=self.work, env=environment,
            stdin=subprocess.DEVNULL, start_new_session=True, **streams)

    def run(self, *arguments):
        process = self.start(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        output, errors = process.communicate()
        return process.returncode, output.decode(), errors.decode()

    def fail(self, text):
        self.failures.append(text)
        print(f"  FAILED: {text}", flush=True)

    def kept(self):
        """Rows that must never become fewer, and what SQLite says of the file."""
        if not os.path.exists(self.store):
            return {}
        connection = sqlite3.connect(self.store)
        try:
            (state,) = connection.execute("PRAGMA integrity_check").fetchone()
            if state != "ok":
                self.fail(f"integrity: {state}")
            return {
                name: connection.execute(query).fetchone()[0]
                for name, query in [
                    ("tables", "SELECT count(*) FROM objectiveTable"),
                    ("values", "SELECT ifnull(sum(valueCount), 0) FROM objectiveTable"),
                    ("measurements", "SELECT count(*) FROM measurement"),
                    ("runs", "SELECT count(*) FROM run"),
                    ("evaluations", "SELECT count(*) FROM evaluation"),
                    ("artefacts", "SELECT count(*) FROM artefact"),
                ]
            }
        finally:
            connection.close()

    def leftovers(self):
        """Files that no one asked for, below the folder of the store and the temporary one."""
        found = []
        for top in (self.work, self.temporary):
            for place, folders, files in os.walk(top):
                found += [
                    os.path.join(place, name) for name in folders + files
                    if top == self.temporary or name.startswith(".") or ".new" in name
                    or name.endswith(".part")
                ]
        return found

    def processes(self):
        """Processes that still have this check's runner among their words."""
        found = []
        for number in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{number}/cmdline", "rb") as file:
                    words = file.read()
            except OSError:
                continue
            if self.runner.encode() in words and int(number) != os.getpid():
                found.append(words.replace(b"\0", b" ").decode())
        return found

    def kill_often(self, name, arguments, reset=None):
        if reset:
            reset()
        begin = time.monotonic()
        status, _, errors = self.run(*arguments(0))
        duration = time.monotonic() - begin
        if status != 0:
            self.fail(f"{name}: status {status} undisturbed: {errors[-300:]}")
            return
        killed = attempt = 0
        # A moment can fall behind the end, where the machine was slower at first: then once more.
        while killed < self.options.kills and attempt < 4 * self.options.kills:
            attempt += 1
            if reset:
                reset()
            before = self.kept()
            moment = self.random.random() * duration
            process = self.start(
                arguments(attempt), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(timeout=moment)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                killed += 1
            after = self.kept()
            lost = {key: (before[key], after.get(key)) for key in before
                    if after.get(key, 0) < before[key]}
            if lost:
                self.fail(f"{name}, kill {attempt} after {moment:.3f} s: lost {lost}")
            if os.path.exists(self.store) and attempt % 10 == 0:
                status, output, errors = self.run("data", "verify")
                if status != 0:
                    self.fail(f"{name}, kill {attempt}: verify: {(output + errors)[-300:]}")
        if killed == 0:
            self.fail(f"{name}: ended before each of {attempt} kills, so that nothing was checked")
        status, _, errors = self.run(*arguments(attempt + 1))
        if status != 0:
            self.fail(f"{name}: status {status} after the kills: {errors[-300:]}")
        status, output, errors = self.run("data", "verify")
        if status != 0:
            self.fail(f"{name}: verify: {(output + errors)[-300:]}")
        time.sleep(0.2)
        if self.leftovers():
            self.fail(f"{name}: left over: {self.leftovers()[:5]} of {len(self.leftovers())}")
        if self.processes():
            self.fail(f"{name}: still running: {self.processes()[:3]}")
        print(f"{name}: {killed} of {attempt} killed within {duration:.2f} s each, "
              f"kept {json.dumps(self.kept())}", flush=True)

    def remove_store(self):
        for name in os.listdir(self.work):
            if name.startswith("store.sqlite"):
                os.unlink(os.path.join(self.work, name))

    def all(self):
        tables = os.path.join(self.folder, "tables.csv")
        runner = f"/bin/sh {self.runner}"
        commands = {}
        commands["import"] = lambda _: ["data", "import", tables]
        commands["search"] = lambda seed: [
            "--device", "alpha", "--budget", "3000", "--accuracy", "surrogate",
            "--latency", "oracle", "--seed", str(seed)]
        commands["measure"] = lambda number: [
            "measure", "--device", "mine", "--architectures", "6", "--runs", "5",
            "--statistic", "interquartile-mean", "--seed", str(number), "--runner", runner]
        commands["evaluate"] = lambda seed: [
            "evaluate", "--pool", "alpha,beta,gamma", "--latency", "op-count,transfer",
            "--repeats", "3", "--samples", "3", "--scatter", "scatter.csv", "--force",
            "--seed", str(seed)]
        commands["export"] = lambda _: [
            "export", "11", "9930", "284", "--format", "onnx,pytorch,json,svg", "--output", "files",
            "--force"]
        chosen = self.options.commands.split(",") if self.options.commands else list(commands)
        if "import" not in chosen:
            self.run(*commands["import"](0))
        for name in chosen:
            reset = self.remove_store if name == "import" else None
            self.kill_often(name, commands[name], reset)
        shutil.rmtree(self.folder)
        return self.failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=".build/release/nas-search")
    parser.add_argument("--kills", type=int, default=60, help="of each command")
    parser.add_argument("--commands", help="only these, separated by commas")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    print(f"seed {options.seed}", flush=True)
    failures = Check(options).all()
    print(f"{len(failures)} failures" if failures else "nothing lost, nothing left over")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
