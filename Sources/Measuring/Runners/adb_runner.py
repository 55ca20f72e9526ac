#!/usr/bin/env python3
"""Times networks on a phone with the native benchmark of its runtime, through adb, for nas-search.

    adb_runner.py --serial SERIAL --program /data/local/tmp/benchncnn [--threads N]

The program is ncnn's benchncnn or LiteRT's benchmark_model, which lie on the phone already; its name
says which. They print one number for many runs, so that every run is a start of its own here: what
they print is read, never executed. Networks are pushed into a folder of the phone that goes with this
process. One JSON object a line on standard input, one reply a line on standard output, as all runners;
the requests are those of runner_protocol.py but for `handles`: one network is held at a time.

Tried against a stand-in for adb, not on a phone.
"""

import os
import re
import shlex
import subprocess

import host_relay
from runner_protocol import PROTOCOL, argument_parser, integer, path_of, private_output, serve

MOST_RUNS = 10_000
FOLDER = "/data/local/tmp/nas-search-{}"
# A run with few words around it, so that a shell's line does not grow beyond what adb takes.
RUNS_A_CALL = 100


class Phone:
    """A phone's shell."""

    def __init__(self, serial):
        self.start = ["adb", "-s", serial]
        self.serial = serial

    def adb(self, *words, timeout=100):
        try:
            done = subprocess.run(
                self.start + list(words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, timeout=timeout)
        except FileNotFoundError:
            raise SystemExit("adb is not on the search path; apt install adb")
        if done.returncode != 0:
            said = (done.stderr + done.stdout).decode("utf-8", "replace").strip()
            raise RuntimeError(self.explained(said or "adb ended with {}".format(done.returncode)))
        return done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")

    def explained(self, said):
        if "unauthorized" in said:
            return said + "; unlock the phone and allow debugging from this computer"
        if "not found" in said and self.serial in said:
            return said + "; `adb devices` lists the phones that are connected"
        if "No space left" in said:
            return said + "; free some space on the phone"
        if "Exec format" in said or "not executable" in said:
            return said + "; the program on the phone is built for another processor"
        return said

    def shell(self, command, **options):
        return self.adb("shell", command, **options)


class Runner:
    """One network on a phone."""

    def __init__(self, phone, program, threads):
        self.phone, self.program, self.threads = phone, program, threads
        name = os.path.basename(program)
        self.format = "ncnn" if "ncnn" in name else "litert"
        self.folder = FOLDER.format(os.getpid())
        self.path = None
        phone.shell("mkdir -p " + self.folder)

    def properties(self):
        names = ["ro.product.manufacturer", "ro.product.model", "ro.board.platform",
                 "ro.build.version.release", "ro.product.cpu.abi"]
        lines = self.phone.shell("; ".join("getprop " + name for name in names)).split("\n")
        return dict(zip(names, [line.strip() for line in lines]))

    def describe(self, _):
        known = self.properties()
        system = "Android " + known.get("ro.build.version.release", "")
        return {
            "protocol": PROTOCOL,
            "name": os.path.basename(self.program),
            "runtime": "{} on {}".format(os.path.basename(self.program), system.strip()),
            "hardware": " ".join(
                known.get(name, "") for name in
                ("ro.product.manufacturer", "ro.product.model")).strip() or "phone",
            "kind": "cpu",
            "threads": self.threads,
            "precision": "fp32",
            "accepts": [self.format],
            "features": [],
            "facts": {"platform": known.get("ro.board.platform", ""), "system": system},
            "machine": self.machine(known),
        }

    def machine(self, known):
        """As host_relay.machine, through the phone's shell."""
        names = ["proc/cpuinfo"] + host_relay.MACHINE_FILES
        script = "; ".join(
            "echo ==={0}; cat /{0} 2>/dev/null; echo".format(name) for name in names)
        files = {}
        for part in self.phone.shell(script).split("===")[1:]:
            name, _, content = part.partition("\n")
            if content.strip() and name in names:
                files[name] = content.strip() + "\n"
        cores = self.phone.shell("nproc").strip()
        return {
            "files": files,
            "architecture": known.get("ro.product.cpu.abi", ""),
            "host": self.phone.serial,
            "cores": int(cores) if cores.isdigit() else 1,
        }

    def load(self, request):
        self.path = None
        path = path_of(request, self.format)
        ending = ".param" if self.format == "ncnn" else ".tflite"
        self.phone.adb("push", path, self.folder + "/network" + ending)
        if self.format == "ncnn":
            # benchncnn makes up the numbers, and needs the input's extent.
            with open(path, encoding="utf-8") as file:
                found = re.search(r"(?m)^Input .* 0=(\d+) 1=(\d+) 2=(\d+)", file.read())
            self.shape = "[{},{},{}]".format(*found.groups()) if found else "[32,32,3]"
        self.path = self.folder + "/network" + ending

    def command(self):
        if self.format == "ncnn":
            words = [self.program, "1", str(self.threads), "2", "-1", "0", "param=" + self.path,
                     "shape=" + self.shape]
        else:
            words = [self.program, "--graph=" + self.path, "--num_threads=" + str(self.threads),
                     "--num_runs=1", "--min_secs=0", "--warmup_runs=1"]
        return " ".join(map(shlex.quote, words))

    def times(self, text):
        """Milliseconds of every run that a text tells of."""
        if self.format == "ncnn":
            return [float(value) for value in re.findall(r"\bavg =\s*([0-9.]+)", text)]
        # The warm-up's line comes first and has the same form; the runs' own comes after.
        found = []
        for part in re.split(r"STARTING!|Loaded model", text):
            # Versions before 2020 end their summary with `no stats`.
            last = re.findall(r"(?:Inference \(avg\)|no stats): ([0-9][0-9.e+-]*)", part)
            if last:
                found.append(float(last[-1]) / 1000)
        return found

    def measure(self, request):
        if self.path is None:
            raise ValueError("nothing is loaded")
        warmup = integer(request, "warmup", 0, MOST_RUNS)
        runs = integer(request, "runs", 1, MOST_RUNS)
        times = []
        while len(times) < warmup + runs:
            count = min(RUNS_A_CALL, warmup + runs - len(times))
            text = self.phone.shell(
                "cd {}; i=0; while [ $i -lt {} ]; do echo STARTING!; {} 2>&1; i=$((i+1)); done".format(
                    self.folder, count, self.command()), timeout=3600)
            found = self.times(text)
            if len(found) != count:
                said = " ".join(text.split())[-300:]
                raise RuntimeError(
                    self.phone.explained("{} told {} of {} runs: {}".format(
                        os.path.basename(self.program), len(found), count, said)))
            times += found
        return {"milliseconds": times[warmup:], "board": self.state()}

    def state(self):
        """The highest clock and the hottest sensor now."""
        text = self.phone.shell(
            "cat /sys/devices/system/cpu/cpu*/cpufreq/scaling_cur_freq 2>/dev/null; echo ===; "
            "cat /sys/class/thermal/thermal_zone*/temp 2>/dev/null; true")
        clocks, _, heats = text.partition("===")
        numbers = [[int(word) for word in part.split() if word.isdigit()] for part in (clocks, heats)]
        heats = [value / 1000 for value in numbers[1] if 1000 < value < 150_000]
        found = {}
        if numbers[0]:
            found["megahertz"] = max(numbers[0]) / 1000
        if heats:
            found["celsius"] = max(heats)
        return found

    def close(self):
        try:
            self.phone.shell("rm -rf " + self.folder)
        except (RuntimeError, SystemExit, subprocess.TimeoutExpired):
            pass


def main():
    parser = argument_parser(__doc__)
    parser.add_argument("--serial", required=True)
    parser.add_argument("--program", required=True, help="its path on the phone")
    options = parser.parse_args()
    if not re.match(r"[A-Za-z0-9_./][A-Za-z0-9_./-]*\Z", options.program):
        parser.error("--program: expected a path of letters, digits and _ . / -")
    if not re.search("ncnn|benchmark_model", os.path.basename(options.program)):
        parser.error("--program: expected ncnn's benchncnn or LiteRT's benchmark_model")
    replies = private_output()
    try:
        runner = Runner(Phone(options.serial), options.program, options.threads)
    except RuntimeError as error:
        raise SystemExit(str(error))
    handlers = {
        "describe": runner.describe, "load": runner.load, "load-operator": runner.load,
        "measure": runner.measure,
    }
    try:
        serve(handlers, replies)
    finally:
        runner.close()


if __name__ == "__main__":
    main()
