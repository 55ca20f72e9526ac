#!/usr/bin/env python3
"""Kills the program at random moments and checks that nothing kept is lost and nothing is left over.

    Tests/Acceptance/check_kills.py --program .build/release/nas-search [--kills 60] [--seed N]
    Tests/Acceptance/check_kills.py --program .build/release/nas-search --whole-table [--kills 6]

Each of import, search, measure, evaluate and export is killed (SIGKILL) so many times, at a moment
drawn from its whole duration. After every kill the store is sound (`data verify`, SQLite's own check)
and holds at least what it held before; what was printed as done is done. After all kills of a command
one undisturbed run comes to its end, and then no hidden or temporary file, no process and no temporary
folder is left. It prints its seed; the same seed draws the same fractions.

With --whole-table, `measure --architectures all` measures every network of the space in turns with its
reference, on a runner whose times are known and whose speed goes up and down like a machine's. It is
killed at so many places and continued: in the end every cell has its latency, every network one
measurement with all its runs, the references' curve follows the machine, and table, scale, page and
export agree. That takes minutes.
"""

import argparse
import array
import csv
import json
import math
import os
import random
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import scripted_runner  # noqa: E402

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

    def counts(self, table):
        """Networks that count, different ones, looks, and looks with every run."""
        if not os.path.exists(self.store):
            return 0, 0, 0, 0
        connection = sqlite3.connect(self.store)
        try:
            return tuple(connection.execute(f"""
                SELECT count(*), count(DISTINCT code),
                    (SELECT count(*) FROM {table} WHERE measurement IS NOT NULL),
                    (SELECT count(*) FROM lookRuns) FROM measurement""").fetchone())
        finally:
            connection.close()

    def whole_table(self):
        """`measure --architectures all`, killed and continued."""
        runner = os.path.join(self.folder, "turns.py")
        shutil.copy(scripted_runner.__file__, runner)
        self.runner = runner
        command = [
            "measure", "--device", "whole", "--here", "--architectures", "all", "--runs", "10",
            "--runner", f"{sys.executable} {runner} --wave", "--quiet"]
        begin = time.monotonic()
        total = 5**6 - 1500  # networks that differ as graphs
        places = sorted(self.random.random() for _ in range(self.options.kills))
        before = 0
        for place in places:
            process = self.start(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while process.poll() is None and self.counts("referenceLook")[0] < place * total:
                time.sleep(0.01)
            if process.poll() is not None:
                self.fail(f"ended with {process.returncode} before {place:.0%}")
                return
            process.send_signal(signal.SIGKILL)
            process.wait()
            networks, different, looks, whole = self.counts("referenceLook")
            if networks < before or different != networks or looks != networks or whole < looks:
                self.fail(f"at {place:.0%}: {networks} networks after {before}, {different} of them "
                          f"different, {looks} looks, {whole} with every run")
            self.kept()
            print(f"killed at {networks} networks", flush=True)
            before = networks
        status, _, errors = self.run(*command)
        if status != 0:
            self.fail(f"continued: status {status}: {errors[-300:]}")
        print(f"{self.counts('referenceLook')[0]} networks in {time.monotonic() - begin:.0f} s, "
              f"{os.path.getsize(self.store) / 1e6:.1f} MB", flush=True)
        self.check_table(total)
        self.check_curve()
        time.sleep(0.2)
        if self.leftovers() or self.processes():
            self.fail(f"left over: {self.leftovers()[:5]} {self.processes()[:3]}")

    def check_table(self, total):
        """Every cell has the latency that its operators tell, in the scale that is said."""
        status, output, errors = self.run("data", "verify")
        if status != 0:
            self.fail(f"verify: {(output + errors)[-300:]}")
        networks, different, looks, whole = self.counts("referenceLook")
        if not networks == different == looks == total or whole < looks:
            self.fail(f"{networks} networks, {different} different, {looks} looks, {whole} whole")
        connection = sqlite3.connect(self.store)
        scale, = connection.execute(
            "SELECT milliseconds FROM latencyScale ORDER BY version DESC LIMIT 1").fetchone()
        wrong, = connection.execute(
            "SELECT count(*) FROM measurement WHERE abs(milliseconds / exp(logRatio) / ? - 1) > 1e-9",
            (scale,)).fetchone()
        connection.close()
        if wrong:
            self.fail(f"{wrong} measurements are not their ratio times the scale")
        status, output, errors = self.run(
            "predict", "--device", "whole", "--latency", "oracle", "--architectures", "all",
            "--format", "csv")
        rows = list(csv.DictReader(output.splitlines()))
        if status != 0 or len({row["index"] for row in rows}) != 5**6 or len(rows) != 5**6:
            self.fail(f"predict: {len(rows)} cells in the table: {errors[-300:]}")
            return
        factors = [
            float(row["latency_ms"]) / scripted_runner.network_cost(row["arch"]) for row in rows]
        if max(factors) / min(factors) - 1 > 1e-4:
            self.fail(f"latencies are {min(factors)} to {max(factors)} times what operators tell")
        status, output, errors = self.run("devices", "show", "whole", "--report", "whole.html",
                                          "--force")
        shown = re.findall(r"references ([\d.]+) ms", output)
        if not shown or abs(float(shown[-1]) / scale - 1) > 1e-3:
            self.fail(f"the scale is {scale}, shown as {shown[-1:]}")
        self.check_export()

    def check_export(self):
        """An export says all of it, and another store that takes it in is as sound."""
        status, output, errors = self.run("data", "export", "--device", "whole", "whole.jsonl")
        if status != 0:
            self.fail(f"export: {errors[-300:]}")
            return
        other = os.path.join(self.work, "other.sqlite")
        for arguments in (["data", "import", "whole.jsonl"], ["data", "verify"]):
            status, output, errors = self.run(*arguments, "--store", other)
            if status != 0:
                self.fail(f"{' '.join(arguments)} elsewhere: {(output + errors)[-300:]}")
        size = os.path.getsize(os.path.join(self.work, "whole.jsonl"))
        one, two = (sqlite3.connect(path) for path in (self.store, other))
        for query in ("SELECT contentHash FROM objectiveTable",
                      "SELECT count(*), sum(length(content)) FROM lookRuns"):
            if one.execute(query).fetchall() != two.execute(query).fetchall():
                self.fail(f"another store differs: {query}")
        print(f"exported {size / 1e6:.1f} MB", flush=True)

    def check_curve(self):
        """The references' curve follows the machine, over all kills."""
        with open(os.path.join(self.work, "whole.html")) as file:
            figure = json.loads(re.search(r'id="figure">(.*?)</script>', file.read(), re.S).group(1))
        connection = sqlite3.connect(self.store)
        looks = connection.execute(
            "SELECT measuredAt, runs FROM referenceLook ORDER BY measuredAt, id").fetchall()
        scale, = connection.execute(
            "SELECT milliseconds FROM latencyScale ORDER BY version DESC LIMIT 1").fetchone()
        connection.close()
        if figure["looks"] != len(looks):
            self.fail(f"{figure['looks']} looks on the page, {len(looks)} in the store")
        if abs(figure["scales"][-1]["milliseconds"] / scale - 1) > 1e-4:
            self.fail(f"the page's scale is {figure['scales'][-1]}, the store's {scale}")
        moments = [moment for moment, _ in looks]
        # The page draws a part of many looks.
        drawn = [moments[0] + 3600 * hours for hours in figure["hours"]]
        kept = [statistics.median(array.array("f", runs)) for _, runs in looks]
        for name, times, levels in (("page", drawn, figure["milliseconds"]), ("store", moments, kept)):
            factors = [level / scripted_runner.speed(moment) for level, moment in zip(levels, times)]
            middle = statistics.median(factors)
            # A look begins a moment before its runs, where the machine is busy up to seconds.
            worst = max(abs(factor / middle - 1) for factor in factors)
            if worst > 0.05:
                self.fail(f"the references' curve of the {name} is {worst:.1%} from the machine's")
        gap = max(later - earlier for earlier, later in zip(moments, moments[1:]))
        print(f"{len(looks)} looks at the reference, {len(drawn)} drawn, at most {gap:.1f} s apart, "
              f"{worst:.2%} from the machine at most", flush=True)

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
        if self.options.whole_table:
            self.whole_table()
            shutil.rmtree(self.folder)
            return self.failures
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
    parser.add_argument("--kills", type=int, help="of each command (default 60; 6 of a whole table)")
    parser.add_argument("--whole-table", action="store_true", help="measure every cell, instead")
    parser.add_argument("--commands", help="only these, separated by commas")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    options.kills = options.kills or (6 if options.whole_table else 60)
    print(f"seed {options.seed}", flush=True)
    failures = Check(options).all()
    print(f"{len(failures)} failures" if failures else "nothing lost, nothing left over")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
