#!/usr/bin/env python3
"""Works off a plan that `nas-search measure --plan` wrote, on a machine that nas-search can't reach.

    python3 plan_runner.py [--threads N] [--shard I/N] [--output results.jsonl] [-- …]

It needs what lies beside it: the plan (plan.jsonl), the networks that the plan names, and the script
of the runtime (onnxruntime_runner.py or another …_runner.py), which it starts and talks to, with
whatever follows `--` as that script's options, and what both share (runner_protocol.py). The script
needs its runtime's Python package.

Results are appended, a line an item, written through to the disk; after a kill at any moment the same
command goes on where it stopped. It refuses to go on with another plan, or on other hardware, runtime
or settings. Shards I = 1 … N take every N-th item, into a file each. `nas-search data import` takes
the files, or the folder that they lie in.
"""

import argparse
import datetime
import glob
import hashlib
import json
import os
import random
import subprocess
import sys
import time

try:
    import fcntl
except ImportError:  # not on this system: two processes on one file are not noticed
    fcntl = None

from runner_protocol import LARGEST_BATCH, MOST_HANDLES, MOST_RUNS, integer, thread_count

LONGEST_REPLY = 1 << 26
REFERENCE_INTERVAL = 50
FORMATS = ("onnx", "litert", "ncnn")


class Failed(Exception):
    """Something that ends the work, in words for the user."""


class ItemFailed(Exception):
    """Something that concerns the item at hand alone."""


# Checking what is asked for


def word(request, key):
    """A text of a request, checked."""
    value = request.get(key)
    if not isinstance(value, str) or not 1 <= len(value) <= 200:
        raise ValueError(f"{key}: expected a text")
    return value


def is_cell(text):
    """Whether a text looks like a cell's string, which the runner reads."""
    return isinstance(text, str) and len(text) < 10_000 and text[:1] == "|" and text[-1:] == "|"


class Runner:
    """The runtime's script, as a child process that is started when something is asked of it."""

    def __init__(self, command):
        self.command, self.child, self.loaded = command, None, set()

    def start(self):
        # A session of its own: an interrupt from the keyboard is for this script, which ends it.
        self.loaded = set()
        self.child = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )

    def ask(self, request):
        """The reply to a request. Where the runner ends instead, the next request starts another."""
        if self.child is None:
            self.start()
        try:
            self.child.stdin.write((json.dumps(request) + "\n").encode())
            self.child.stdin.flush()
            line = self.child.stdout.readline(LONGEST_REPLY)
        except BrokenPipeError:
            line = b""
        if not line.endswith(b"\n"):
            status = self.end()
            raise ItemFailed(f"the runner ended with status {status}")
        try:
            reply = json.loads(line)
        except ValueError:
            reply = None
        if not isinstance(reply, dict):
            self.end()
            raise ItemFailed("the runner's answer is none of the protocol")
        if reply.get("reply") == "error":
            raise ItemFailed(str(reply.get("message"))[:2000])
        return reply

    def end(self):
        """Ends the child; its exit status."""
        child, self.child, self.loaded = self.child, None, set()
        if child is None:
            return None
        try:
            child.stdin.close()
        except OSError:
            pass
        try:
            return child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()

    def describe(self):
        """What the runner says about itself."""
        try:
            reply = self.ask({"request": "describe"})
        except ItemFailed as error:
            raise Failed(f"{error}, before it measured anything; see what it says above")
        reply.pop("reply", None)
        return reply

    def load(self, item, handle=None):
        kind = "load-operator" if "operator" in item else "load"
        request = {"request": kind, **item}
        if handle is not None:
            request["handle"] = handle
        self.loaded.discard(handle)
        self.ask(request)
        self.loaded.add(handle)

    def measure(self, **request):
        """Milliseconds of every run."""
        times = self.ask({"request": "measure", **request}).get("milliseconds")
        if not isinstance(times, list) or not all(
            isinstance(time, (int, float)) and 0 < time < float("inf") for time in times
        ):
            raise ItemFailed("the runner's times are none")
        return times


# Plans


class Plan:
    """What a plan file asks for: settings, and items that are networks or operators."""

    def __init__(self, path):
        self.folder = os.path.dirname(os.path.abspath(path))
        with open(path, "rb") as file:
            data = file.read()
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.items = []
        keys = set()
        for number, line in enumerate(data.splitlines(), start=1):
            try:
                entry = json.loads(line)
                if not isinstance(entry, dict):
                    raise ValueError("expected a JSON object")
                if number == 1:
                    self.check_settings(entry)
                    continue
                key = self.check_item(entry)
                if key in keys:
                    raise ValueError("the same item as before")
                keys.add(key)
                self.items.append((key, entry))
            except ValueError as error:
                raise Failed(f"{path}, line {number}: {error}")
        if not self.items:
            raise Failed(f"{path}: a plan without items")
        # The same order on every machine: what it is matters less than that it varies.
        self.random = random.Random(0)
        self.reference = next((entry for _, entry in self.items if "operator" not in entry), None)

    def check_settings(self, entry):
        if entry.get("plan") != 1:
            raise ValueError('not a plan that this script reads: expected "plan": 1')
        if not isinstance(entry.get("device"), str):
            raise ValueError("device: expected a name")
        word(entry, "dataset")
        word(entry, "graph")
        integer(entry, "batch", 1, LARGEST_BATCH)
        integer(entry, "seed", 0, 2**63 - 1)
        integer(entry, "warmup", 0, MOST_RUNS)
        integer(entry, "runs", 1, MOST_RUNS)
        references = entry.get("references", [])
        if not isinstance(references, list) or len(references) >= MOST_HANDLES:
            raise ValueError(f"references: expected a list of fewer than {MOST_HANDLES} cells")
        for cell in references:
            if not is_cell(cell):
                raise ValueError("references: expected cells' strings")
        self.format = entry.get("format")
        if self.format is not None and self.format not in FORMATS:
            raise ValueError(f"format: expected one of {', '.join(FORMATS)}")
        files = entry.get("reference_files", [None] * len(references))
        if not isinstance(files, list) or len(files) != len(references):
            raise ValueError("reference_files: expected as many as references")
        self.references = [
            {"architecture": cell, **({} if file is None else {"file": file})}
            for cell, file in zip(references, files)
        ]
        for reference in self.references:
            self.check_file(reference)
        self.settings = {
            key: entry[key] for key in ("device", "dataset", "graph", "batch", "seed")
        }
        if "space" in entry:
            if not isinstance(entry["space"], dict):
                raise ValueError("space: expected a definition")
            self.settings["space"] = entry["space"]
        self.warmup, self.runs = entry["warmup"], entry["runs"]

    def check_item(self, entry):
        if "runs" in entry:
            integer(entry, "runs", 1, MOST_RUNS)
        if "operator" in entry:
            word(entry, "operator")
            integer(entry, "channels", 1, 65_536)
            integer(entry, "size", 1, 65_536)
        else:
            integer(entry, "index", 0, 2**63 - 1)
            if not is_cell(entry.get("architecture")):
                raise ValueError("architecture: expected a cell's string")
        self.check_file(entry)
        return key_of(entry)

    def check_file(self, entry):
        """Checks the file of an item, which lies in the plan's folder."""
        if self.format is None:
            return
        if not os.path.isfile(self.file(entry)):
            raise ValueError(f"{entry['file']}: there is no such file beside the plan")

    def file(self, entry):
        """The path of an item's file."""
        parts = word(entry, "file").split("/")
        if any(part in ("", ".", "..") or "\\" in part for part in parts):
            raise ValueError("file: expected the name of a file beside the plan")
        return os.path.join(self.folder, *parts)

    def item(self, entry):
        """What the runner is to load."""
        keys = ("architecture", "operator", "channels", "size")
        item = {**self.settings, **{key: entry[key] for key in keys if key in entry}}
        del item["device"]
        if self.format is not None:
            item[self.format] = self.file(entry)
        return item

    def measure(self, entry, runner):
        """Milliseconds of an item's runs, and of the references' beside them where it has some."""
        runs = entry.get("runs", self.runs)
        if not self.references:
            runner.load(self.item(entry))
            return {"milliseconds": runner.measure(warmup=self.warmup, runs=runs)}
        handles = [f"reference {number}" for number in range(1, len(self.references) + 1)]
        runner.load(self.item(entry), "network")
        for handle, reference in zip(handles, self.references):
            if handle not in runner.loaded:
                runner.load(self.item(reference), handle)
        handles.append("network")
        turns = [
            position
            for _ in range(self.warmup + runs)
            for position in self.random.sample(range(len(handles)), len(handles))
        ]
        # Each runs three times, and the faster of the last two counts: the first finds the caches as
        # another left them.
        order = [position for position in turns for _ in range(3)]
        every = runner.measure(handles=handles, order=order)
        if len(every) != len(order):
            raise ItemFailed("the runner's times are not as many as its runs")
        times = [min(pair) for pair in zip(every[1::3], every[2::3])]
        width = len(handles)
        counted = []
        for turn in range(self.warmup, self.warmup + runs):
            part = slice(turn * width, (turn + 1) * width)
            counted.append([time for _, time in sorted(zip(turns[part], times[part]))])
        warmed = self.warmup * width
        return {
            "milliseconds": [row[-1] for row in counted],
            "reference_milliseconds": [time for row in counted for time in row[:-1]],
            # What ran, and what each of its three runs took: the counted ones follow from them.
            "order": turns[warmed:],
            "every": every[3 * warmed:],
        }


def names_of(entry):
    """What names an item in the results."""
    keys = ("operator", "channels", "size") if "operator" in entry else ("index", "architecture")
    return {key: entry.get(key) for key in keys}


def key_of(entry):
    return tuple(names_of(entry).values())


class Results:
    """A results file that grows by whole lines."""

    def __init__(self, path, plan, description):
        self.path = path
        self.file = open(path, "a+b")
        if fcntl is not None:
            try:
                fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Failed(f"{path}: another process is writing to it")
        self.file.seek(0)
        data = self.file.read()
        whole = data.rfind(b"\n") + 1
        self.done = set()
        if whole:
            self.read(data[:whole].splitlines(), plan, description)
        elif not data.startswith(b'{"results"'[: len(data)]):
            raise Failed(f"{path}: not a results file; name another with --output")
        if whole < len(data):
            print(f"{path}: the last line was torn and is measured again", file=sys.stderr)
            self.file.truncate(whole)
        if not whole:
            self.append(
                {
                    "results": 1,
                    "device": plan.settings["device"],
                    "plan_sha256": plan.sha256,
                    "describe": description,
                    "started": datetime.datetime.now(datetime.timezone.utc).isoformat(
                        timespec="seconds"
                    ),
                }
            )

    def read(self, lines, plan, description):
        for number, line in enumerate(lines, start=1):
            try:
                entry = json.loads(line)
            except ValueError:
                entry = None
            if not isinstance(entry, dict) or (number == 1) != (entry.get("results") == 1):
                raise Failed(
                    f"{self.path}, line {number}: not a line of results; name another file with "
                    "--output"
                )
            if number == 1:
                self.check(entry, plan, description)
            elif "milliseconds" in entry and not entry.get("reference"):
                self.done.add(key_of(entry))

    def check(self, header, plan, description):
        if header.get("plan_sha256") != plan.sha256:
            raise Failed(f"{self.path} is of another plan; name another file with --output")
        before = header.get("describe")
        for key, value in description.items():
            found = before.get(key) if isinstance(before, dict) else None
            if key != "facts" and found != value:
                raise Failed(
                    f"{self.path} was measured with {key} {found!r}, but here it is {value!r}: "
                    "another device; name another file with --output"
                )

    def append(self, entry):
        self.file.write((json.dumps(entry) + "\n").encode())
        self.file.flush()
        os.fsync(self.file.fileno())


class Progress:
    """How far it is, on standard error: in place on a terminal, else now and then."""

    def __init__(self, total):
        self.total, self.start, self.shown = total, time.monotonic(), 0.0
        self.terminal = sys.stderr.isatty()

    def update(self, done):
        now = time.monotonic()
        if done < self.total and now - self.shown < (0.2 if self.terminal else 30):
            return
        self.shown = now
        each = (now - self.start) / max(done, 1)
        left = datetime.timedelta(seconds=round(each * (self.total - done)))
        line = f"{done} of {self.total}, {each:.2f} s each, {left} left"
        end = "\n" if not self.terminal or done == self.total else ""
        print(f"\r\x1b[K{line}" if self.terminal else line, end=end, file=sys.stderr, flush=True)


def run_plan(plan, results, runner, shard):
    """Measures what is left of a plan; without references that run in turns with every item, a network
    to see drift by before, every 50 items, and after."""
    number, count = shard
    mine = plan.items[number - 1 :: count]
    left = [entry for key, entry in mine if key not in results.done]
    print(f"{len(mine)} items, {len(mine) - len(left)} of them done", file=sys.stderr)
    progress = Progress(len(left))
    failures = 0

    def record(names, entry):
        try:
            results.append({**names, **plan.measure(entry, runner)})
            return True
        except ItemFailed as error:  # one network that fails must not end the others
            results.append({**names, "error": str(error)[:2000]})
            return False

    def reference():
        if plan.reference is not None and not plan.references:
            record({"reference": True, **names_of(plan.reference)}, plan.reference)

    for position, entry in enumerate(left):
        if position % REFERENCE_INTERVAL == 0:
            reference()
        if not record(names_of(entry), entry):
            failures += 1
        progress.update(position + 1)
    if left:
        reference()
    if failures:
        print(f"{failures} items failed; the same command tries them again", file=sys.stderr)
    return failures


def parse_shard(text):
    number, _, count = text.partition("/")
    if not (number.isdigit() and count.isdigit() and 1 <= int(number) <= int(count)):
        raise argparse.ArgumentTypeError("expected I/N with I from 1 to N")
    return int(number), int(count)


def runner_command(script, threads, others):
    """How the runtime's script is started."""
    if script is None:
        here = os.path.dirname(os.path.abspath(__file__))
        found = [
            path for path in sorted(glob.glob(os.path.join(glob.escape(here), "*_runner.py")))
            if os.path.basename(path) != os.path.basename(__file__)
        ]
        if len(found) != 1:
            names = ", ".join(os.path.basename(path) for path in found) or "none"
            raise Failed(f"expected one runtime's script beside this one, found {names}; name it "
                         "with --runner")
        script = found[0]
    return [sys.executable, script, "--threads", str(threads), *others]


def work_off(plan_path, output, shard, command):
    """Measures what is left of a plan; the exit status."""
    runner = None
    try:
        plan = Plan(plan_path)
        runner = Runner(command)
        results = Results(output, plan, runner.describe())
        return 1 if run_plan(plan, results, runner, shard) else 0
    except (Failed, OSError) as error:
        kept = "; what was measured before is kept" if isinstance(error, OSError) else ""
        print(f"{error}{kept}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; what was measured is kept, the same command goes on", file=sys.stderr)
        return 130
    finally:
        if runner is not None:
            runner.end()


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plan", default=os.path.join(here, "plan.jsonl"), help="what to measure")
    parser.add_argument(
        "--output", default=os.path.join(here, "results.jsonl"), help="where results go"
    )
    parser.add_argument("--runner", help="the runtime's script; by default the one beside this one")
    parser.add_argument(
        "--threads", type=thread_count, default=1, help="of one network (default 1)"
    )
    parser.add_argument("--shard", type=parse_shard, default=(1, 1), help="I/N: a part of the plan")
    parser.add_argument("others", nargs="*", help="after --, options of the runtime's script")
    options = parser.parse_args()
    try:
        command = runner_command(options.runner, options.threads, options.others)
    except Failed as error:
        sys.exit(str(error))
    sys.exit(work_off(options.plan, options.output, options.shard, command))


if __name__ == "__main__":
    main()
