#!/usr/bin/env python3
"""Measures over ssh, on a host that is this machine behind a real sshd, and breaks everything on the
way.

    Tests/Acceptance/check_hosts.py --program .build/release/nas-search [--python PYTHON]

The whole way (profile, samples, search, verification), what is sent, the end of either side by
`kill -9`, a connection that is cut and one that is slow, another machine under the same name, and each
error with its cause and its remedy. With --python, a Python that has onnxruntime, networks are timed by
it; else by a stand-in whose times are known. It needs Debian's openssh-server and is passed over, by
name, where that is missing.
"""

import argparse
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from check_runners import TORCH  # noqa: E402
from loopback_host import Host, Network  # noqa: E402
import scripted_runner  # noqa: E402


class Check:
    def __init__(self, options):
        self.options = options
        self.folder = tempfile.mkdtemp(prefix="check-hosts-")
        self.temporary = self.path("tmp-here")
        os.makedirs(self.temporary)
        self.store = self.path("store.sqlite")
        self.runner = self.path("fake_runner.py")
        shutil.copy(scripted_runner.__file__, self.runner)
        self.host = Host(self.folder)
        self.host.start()
        self.failures = []

    def path(self, name):
        return os.path.join(self.folder, name)

    def command(self, *arguments):
        return [self.options.program, *arguments, "--store", self.store]

    def environment(self):
        return dict(os.environ, TMPDIR=self.temporary, PATH=f"{self.host.bin}:{os.environ['PATH']}")

    def run(self, *arguments):
        done = subprocess.run(
            self.command(*arguments), env=self.environment(), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=300)
        return done.returncode, done.stdout, done.stderr

    def start(self, *arguments):
        return subprocess.Popen(
            self.command(*arguments), env=self.environment(), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def expect(self, condition, text):
        if not condition:
            self.failures.append(text)
            print(f"  FAILED: {text}", flush=True)

    def fake(self):
        return ["--host", "board", "--runner", f"python3 {self.runner} --files"]

    def real(self):
        if not self.options.python:
            return self.fake()
        return ["--host", "board", "--runner", "onnxruntime", "--host-python", self.options.python]

    def latencies(self, device):
        if not os.path.exists(self.store):
            return {}
        connection = sqlite3.connect(self.store)
        try:
            return dict(connection.execute(
                "SELECT m.code, m.milliseconds FROM measurement m JOIN device d ON d.id = m.device "
                "WHERE d.name = ? AND m.role = 'current'", (device,)))
        finally:
            connection.close()

    def wait(self, what, condition, seconds=20):
        for _ in range(int(seconds / 0.05)):
            if condition():
                return True
            time.sleep(0.05)
        self.expect(False, f"{what}: not within {seconds} s")
        return False

    def running(self):
        """Processes of this check's commands, on either side. They are told by their variables: each
        has a folder of this check for temporary files, which nothing else on this machine has."""
        return self.host.processes(f"TMPDIR={self.folder}", "environ")

    def nothing_left(self, what, places=None):
        """Neither processes nor folders, on either side."""
        def left():
            return self.running() + [
                name for place in places or (self.temporary, self.host.temporary)
                for name in os.listdir(place) if name.startswith("nas-search")]
        if not self.wait(what, lambda: not left()):
            for one in left():
                print(f"  left over: {self.host.told(one) if isinstance(one, int) else one}")

    # MARK: - What is checked

    def whole(self):
        """Everything that this-machine can, in one command, and again without a connection."""
        begin = time.monotonic()
        status, output, errors = self.run(
            "search", "--device", "my-pi", *self.real(), "--budget", "200", "--samples", "10",
            "--verify", "5", "--accuracy", "surrogate", "--json")
        self.expect(status == 0, f"search: {status} {errors[-600:]}")
        if status != 0:
            return
        seconds = time.monotonic() - begin
        report = json.loads(output)
        self.expect(report["front"], "a front")
        self.expect(report["verification"]["verified"], "verified on the board")
        known = len(self.latencies("my-pi"))
        status, output, errors = self.run("devices", "show", "my-pi")
        self.expect(status == 0 and "on board" in output, f"shows its host: {output}{errors}")
        status, output, errors = self.run(
            "search", "--device", "my-pi", "--budget", "50", "--accuracy", "surrogate")
        self.expect(status == 0, f"search without a connection: {status} {errors[-600:]}")
        self.expect(len(self.latencies("my-pi")) == known, "nothing measured without --host")
        for command in (["measure", "--device", "my-pi", "11"], ["profile", "--device", "my-pi"]):
            status, _, errors = self.run(*command)
            self.expect(status == 2 and "--host board" in errors, f"refused: {status} {errors}")
        status, _, errors = self.run("profile", "--device", "my-pi", *self.real())
        self.expect(status == 0, f"profile: {errors[-300:]}")
        status, _, errors = self.run(
            "adapt", "--device", "my-pi", "--samples", "5", *self.real())
        self.expect(status == 0, f"adapt: {errors[-300:]}")
        self.nothing_left("whole")
        print(f"  {known} networks, {self.host.wire.connections} connections in all, {seconds:.1f} s")

    def sent(self):
        """No path of this machine goes over the wire but those that the user typed."""
        log = self.path("sent.log")
        shutil.copy(self.runner, "/tmp/fake_runner_there.py")
        self.host.configure(log=log)
        status, _, errors = self.run(
            "measure", "--device", "sent", "--host", "board", "--runner",
            "python3 /tmp/fake_runner_there.py --files", "11", "9930", "--runs", "5")
        os.unlink("/tmp/fake_runner_there.py")
        self.host.configure()
        self.expect(status == 0, f"measure: {errors[-300:]}")
        with open(log, "rb") as file:
            sent = file.read()
        self.expect(b'"inline":' in sent and len(sent) > 100_000, "networks come along")
        for place in (self.folder, os.getcwd(), os.path.expanduser("~"), self.temporary,
                      os.path.dirname(self.options.program)):
            for line in sent.splitlines():
                # The connection's socket is an argument of ssh here, and is not sent.
                words = re.sub(rb"-S \S+", b"", line)
                self.expect(place == "/" or place.encode() not in words, f"{place} was sent")

    def script(self):
        """A script of the program travels with what it imports, and leaves nothing there."""
        packages, log = self.path("packages-there"), self.path("script.log")
        os.makedirs(packages)
        with open(os.path.join(packages, "torch.py"), "w") as file:
            file.write(TORCH)
        self.host.start(PYTHONPATH=packages)
        self.host.configure(log=log)
        status, _, errors = self.run(
            "measure", "--device", "script", "--host", "board", "--runner", "pytorch", "11", "9930",
            "--runs", "5")
        self.host.configure()
        self.expect(status == 0 and len(self.latencies("script")) == 2, f"{status} {errors[-600:]}")
        with open(log, "rb") as file:
            sent = file.read()
        self.expect(b'"files":{"runner_protocol.py":' in sent, "what it imports comes along")
        for place in (self.folder, os.getcwd(), os.path.dirname(self.options.program)):
            self.expect(place.encode() not in re.sub(rb"-S \S+", b"", sent), f"{place} was sent")
        self.nothing_left("script")

    def resumed(self):
        """A search that was killed goes on with --host given again, and connects to nobody else."""
        self.host.start()
        search = ["search", "--device", "resumed", *self.fake(), "--budget", "15000", "--samples",
                  "5", "--accuracy", "surrogate", "--verify", "5"]
        process = self.start(*search)

        def running():
            if not os.path.exists(self.store):
                return None
            connection = sqlite3.connect(self.store)
            try:
                return connection.execute(
                    "SELECT max(id) FROM run WHERE status = 'running'").fetchone()[0]
            finally:
                connection.close()

        self.wait("a run", running, seconds=120)
        run = str(running())
        process.kill()
        process.communicate()
        known, connections = len(self.latencies("resumed")), self.host.wire.connections
        for arguments in ([], ["--host", "other"]):
            status, _, errors = self.run("search", "--resume", run, *arguments)
            self.expect(status == 2 and "board" in errors, f"{arguments}: {status} {errors[-300:]}")
        self.expect(self.host.wire.connections == connections, "connected to nobody")
        self.expect(len(self.latencies("resumed")) == known, "nothing measured")
        status, output, errors = self.run("search", "--resume", run, *self.fake(), "--json")
        self.expect(status == 0, f"resumed: {status} {errors[-300:]}")
        if status == 0:
            verified = json.loads(output)["verification"]["verified"]
            self.expect(len(verified) == 5, f"verified {verified}")
            self.expect(len(self.latencies("resumed")) > known, "verified there")
        self.nothing_left("resumed")

    def counters(self):
        """Counters of a board are refused by name, where they are asked for by name."""
        self.host.start()
        for which in ("perf", "software", "simulated"):
            status, _, errors = self.run(
                "profile", "--device", "counted", *self.fake(), "--counters", which)
            self.expect(status == 2 and f"no {which} counters" in errors, f"{status} {errors}")
        status, output, errors = self.run("profile", "--device", "counted", *self.fake())
        self.expect(status == 0 and "operators' latencies" in " ".join(output.split()),
                    f"auto: {status} {output} {errors[-300:]}")

    def ended(self):
        """`kill -9` of the runner, of what stands between, and of this side; then going on."""
        self.host.start(PAUSE="0.03", LOADS=self.path("loads"))
        arguments = ["measure", "--device", "killed", *self.fake(), "--architectures", "12",
                     "--runs", "5"]

        def count():
            return len(self.latencies("killed")) if os.path.exists(self.store) else 0

        process = self.start(*arguments)
        self.wait("first networks", lambda: count() >= 2)
        self.expect(self.running(), "what runs is seen, so that what is left over would be")
        for number in self.host.processes(self.runner):
            if "nas-search" not in open(f"/proc/{number}/comm").read():
                os.kill(number, signal.SIGKILL)
        _, errors = process.communicate(timeout=120)
        self.expect(process.returncode == 1 and "the same command" in errors,
                    f"runner killed: {process.returncode} {errors[-400:]}")
        lost = 12 - count()
        self.expect(lost == 1, f"killing the runner cost {lost} networks")
        status, _, errors = self.run(*arguments)
        self.expect(status == 0 and count() == 12, f"going on: {status} {errors[-300:]}")

        arguments[arguments.index("12")] = "24"
        process = self.start(*arguments)
        self.wait("more networks", lambda: count() >= 14)
        process.kill()
        process.communicate()
        # What lies here is for the next command to remove.
        self.nothing_left("after kill -9 of this side", [self.host.temporary])
        before = count()
        self.expect(before < 24, "killed in the middle")
        status, _, errors = self.run(*arguments)
        self.expect(status == 0 and count() == 24, f"going on: {status} {errors[-300:]}")
        self.nothing_left("after going on")

    def cut(self):
        """A connection that is cut, and away for a moment, costs one network."""
        self.host.start(PAUSE="0.03")
        arguments = ["measure", "--device", "cut", *self.fake(), "--architectures", "12", "--runs",
                     "5"]
        process = self.start(*arguments)
        self.wait("first networks", lambda: len(self.latencies("cut")) >= 3)
        self.host.wire.is_refusing = True
        self.host.wire.cut()
        time.sleep(1)
        self.host.wire.is_refusing = False
        _, errors = process.communicate(timeout=120)
        lost = 12 - len(self.latencies("cut"))
        self.expect(lost <= 1, f"the cut cost {lost} networks: {errors[-600:]}")
        status, _, errors = self.run(*arguments)
        self.expect(status == 0 and len(self.latencies("cut")) == 12, f"{status} {errors[-300:]}")
        self.nothing_left("cut")

    def slow(self):
        """A slow connection changes no latency."""
        self.host.start()
        self.host.wire.delay = 0.002
        self.host.wire.bytes_a_second = 3_000_000
        status, _, errors = self.run(
            "measure", "--device", "slow", *self.fake(), "--runs", "5", "11", "9930", "1835")
        self.expect(status == 0, f"slow: {status} {errors[-300:]}")
        slow = self.latencies("slow")
        self.host.start()
        self.run("measure", "--device", "quick", *self.fake(), "--runs", "5", "11", "9930", "1835")
        self.expect(slow == self.latencies("quick"), f"{slow} {self.latencies('quick')}")

    def other_machine(self):
        """A device knows its machine and refuses another; a board that throttles is said so."""
        def root(name, processor):
            place = self.path(name)
            clock = os.path.join(place, "sys/devices/system/cpu/cpu0/cpufreq")
            os.makedirs(clock)
            os.makedirs(os.path.join(place, "proc"))
            os.makedirs(os.path.join(place, "sys/class/thermal/thermal_zone0"))
            for number in os.sched_getaffinity(0):
                link = os.path.join(place, f"sys/devices/system/cpu/cpu{number}")
                if number != 0:
                    os.symlink("cpu0", link)
            for path, content in {
                "proc/cpuinfo": f"processor\t: 0\nmodel name\t: {processor}\n\nModel\t: Board 1\n",
                "sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq": "1500000\n",
                "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "performance\n",
                "sys/class/thermal/thermal_zone0/temp": "48000\n",
                "sys/class/thermal/thermal_zone0/type": "cpu-thermal\n",
            }.items():
                with open(os.path.join(place, path), "w") as file:
                    file.write(content)
            return place, os.path.join(clock, "scaling_cur_freq")

        first, clock = root("board-1", "Cortex-A72")
        loads = self.path("loads-of-board")
        self.host.start(NAS_SEARCH_HOST_ROOT=first, CLOCK_FILE=clock, LOADS=loads)
        arguments = ["measure", "--device", "board-1", *self.fake(), "--runs", "5", "--architectures",
                     "8"]
        status, _, errors = self.run(*arguments)
        self.expect(status == 0, f"{status} {errors[-300:]}")
        self.expect("900–1500 MHz, 48 °C" in errors, f"tells the clock: {errors}")
        status, output, errors = self.run(*arguments[:-1], "9", "--json")
        warnings = [entry["name"] for entry in json.loads(output).get("warnings", [])]
        status, output, _ = self.run("devices", "show", "board-1")
        self.expect("Cortex-A72" in output, f"the board's processor: {output}")
        other, _ = root("board-2", "Cortex-A76")
        self.host.start(NAS_SEARCH_HOST_ROOT=other)
        status, _, errors = self.run(*arguments[:-1], "10")
        self.expect(
            status == 2 and "Cortex-A72" in errors and "Cortex-A76" in errors, f"{status} {errors}")
        return warnings

    def namespaces(self):
        """A host with an address of its own, in a network namespace, whose cable is pulled."""
        network = Network()
        if not network.make():
            print("  passed over: no network namespace can be made here")
            return
        folder = self.path("namespace")
        os.makedirs(folder)
        loopback, self.host = self.host, Host(folder, network)
        loopback.stop()
        try:
            self.host.start(PAUSE="0.03")
            self.host.configure(port=self.host.port, name=network.THERE)
            arguments = ["measure", "--device", "apart", *self.fake(), "--architectures", "12",
                         "--runs", "5"]
            process = self.start(*arguments)
            self.wait("first networks", lambda: len(self.latencies("apart")) >= 3)
            network.pull()
            begin = time.monotonic()
            _, errors = process.communicate(timeout=200)
            self.expect(process.returncode == 1 and "the same command" in errors,
                        f"pulled: {process.returncode} {errors[-300:]}")
            print(f"  a pulled cable was noticed after {time.monotonic() - begin:.0f} s")
            status, _, errors = self.run(*arguments)
            self.expect(status == 2 and "no way leads to board" in " ".join(errors.split()),
                        f"no way: {status} {errors[-300:]}")
            network.plug()
            status, _, errors = self.run(*arguments)
            self.expect(status == 0 and len(self.latencies("apart")) == 12,
                        f"plugged: {status} {errors[-300:]}")
        finally:
            self.host.stop()
            self.host = loopback
            network.remove()

    def errors(self):
        """Each failure with its cause and its remedy, before anything is measured."""
        self.host.start()

        def refused(what, words, *arguments, **configuration):
            self.host.configure(**configuration)
            status, _, errors = self.run("measure", "--device", "none", "11", *arguments)
            errors = " ".join(errors.split())
            missing = [word for word in words if word not in errors]
            self.expect(status == 2 and not missing, f"{what}: {status}, without {missing}: {errors}")

        fake = self.fake()
        refused("nothing listens", ["nothing answers ssh", "systemctl"], *fake, port=1)
        refused("no such host", ["there is no host", "spelling"], *fake, name="no.such.invalid")
        refused("no key", ["none of the keys", "ssh-copy-id board"], *fake, key="other-user")
        refused("key changed", ["another key", "ssh-keygen -R"], *fake, known="other-host")
        refused("key unknown", ["is not known here", "`ssh board` once"], *fake, known=None)
        refused("no Python", ["no Python on board", "apt install python3"], *fake, "--host-python",
                "no-python3")
        empty = self.path("empty-python")
        with open(empty, "w") as file:
            file.write(f'#!/bin/sh\nexec {sys.executable} -S -E "$@"\n')
        os.chmod(empty, 0o755)
        refused("no package", ["has no onnxruntime", "pip install onnxruntime"], "--host", "board",
                "--runner", "onnxruntime", "--host-python", empty)
        alien = self.path("alien")
        with open(alien, "wb") as file:
            file.write(bytes.fromhex("7f454c460201010000000000000000000200b700") + bytes(200))
        os.chmod(alien, 0o755)
        refused("wrong architecture", ["another processor"], "--host", "board", "--runner", alien)
        refused("built-in", ["runs here", "onnxruntime"], "--host", "board")
        for host in ("-oProxyCommand=x", "a b", "adb:-x", "a\nb", "pi@-x"):
            refused(repr(host), ["expected USER@HOST"], f"--host={host}")
        refused("this machine", ["a name of its own"], *fake, "--device", "this-machine")
        full = self.path("full")
        os.makedirs(full)
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", full], capture_output=True)
        if mounted.returncode == 0:
            try:
                self.host.start(TMPDIR=full)
                status, _, errors = self.run(
                    "measure", "--device", "full", "9930", "--runs", "5", *fake)
                self.expect(status != 0 and "the disk of board is full" in " ".join(errors.split()),
                            f"disk full: {errors}")
            finally:
                self.host.stop()
                subprocess.run(["umount", full], check=True)
        else:
            print("  passed over: a full disk (no file system can be mounted here)")

    def all(self):
        checks = [self.whole, self.sent, self.script, self.resumed, self.counters, self.ended, self.cut,
                  self.slow, self.other_machine, self.namespaces, self.errors]
        try:
            for check in checks:
                if self.options.only and check.__name__ not in self.options.only.split(","):
                    continue
                begin = time.monotonic()
                print(f"{check.__name__}: {check.__doc__.splitlines()[0]}", flush=True)
                check()
                print(f"  {time.monotonic() - begin:.1f} s", flush=True)
        finally:
            self.host.stop()
        if not self.options.keep:
            shutil.rmtree(self.folder)
        return self.failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=".build/release/nas-search")
    parser.add_argument("--python", help="one that has onnxruntime")
    parser.add_argument("--only", help="these checks, separated by commas")
    parser.add_argument("--keep", action="store_true", help="keep the folder")
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    missing = Host.missing()
    if missing:
        print(f"passed over: {missing}")
        return
    failures = Check(options).all()
    print(f"{len(failures)} failures" if failures else "everything arrived")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
