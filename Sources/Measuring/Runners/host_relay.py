#!/usr/bin/env python3
"""Stands between nas-search and a runner on another machine, which it starts there.

nas-search sends this file over its connection, then a line that says what to start (`script` with
`source`, `arguments` and `files`, the texts of what it imports by their names; or `command`), then the
requests of the runners' protocol. Nothing stays on the machine: the runner's script and the networks
lie in a temporary folder that goes with the connection. Python's standard library is all that this
file needs.

Requests go on to the runner as they are, but for the networks: under `inline` they come along with
the request, base64 by file name, and the runner gets the paths of files here. To its replies are added

    describe      machine     what this machine says about itself, for nas-search to read
                  features    inline: networks may come along with the requests
    others        board       load of others, clock, temperature and a speed probe of that moment
"""

import base64
import ctypes
import fcntl
import glob
import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

LARGEST_REQUEST = 1 << 28
PREFIX = "nas-search-host-"
# Another place for /proc and /sys, for tests.
ROOT = os.environ.get("NAS_SEARCH_HOST_ROOT", "/")
CPU = "sys/devices/system/cpu"
MACHINE_FILES = [
    "proc/meminfo",
    "proc/loadavg",
    "proc/sys/kernel/osrelease",
    "proc/sys/kernel/perf_event_paranoid",
    "proc/device-tree/model",
    "proc/1/cgroup",
    "sys/hypervisor/type",
    "sys/class/dmi/id/sys_vendor",
    CPU + "/cpu0/cpufreq/scaling_governor",
    ".dockerenv",
    "run/.containerenv",
]
CACHE_FILES = ["level", "type", "size", "ways_of_associativity", "coherency_line_size"]


def text(name, most=16384):
    """A file's text below the root; None where it can't be read."""
    try:
        with open(os.path.join(ROOT, name), "rb") as file:
            return file.read(most).decode("utf-8", "replace")
    except OSError:
        return None


def number(name):
    """A file's whole number; None where it has none."""
    try:
        return int((text(name) or "").strip(), 0)
    except ValueError:
        return None


def processor_text():
    """/proc/cpuinfo without what it repeats for every processor but the first."""
    whole = text("proc/cpuinfo", 1 << 20)
    if whole is None:
        return None
    first, _, rest = whole.partition("\n\n")
    board = re.findall(r"(?m)^(?:Hardware|Model|Revision)\s*:.*$", rest)
    return "\n".join([first[:8192]] + board) + "\n"


def machine(cores):
    """Texts of system files and what else is needed to know a machine again."""
    files = {"proc/cpuinfo": processor_text()}
    names = MACHINE_FILES + [
        "{}/cpu0/cache/index{}/{}".format(CPU, index, part)
        for index in range(8)
        for part in CACHE_FILES
    ]
    for name in names:
        files[name] = text(name, 4096)
    host = os.uname()
    return {
        "files": {name: content for name, content in files.items() if content is not None},
        "architecture": host.machine,
        "host": host.nodename,
        "cores": len(cores),
    }


def probe():
    """Nanoseconds that a fixed piece of arithmetic takes now, the best of a few."""
    best = None
    for _ in range(5):
        start = time.perf_counter()
        value = 1
        for step in range(2000):
            value = (value * 1103515245 + step) & 0x7FFFFFFF
        spent = (time.perf_counter() - start) * 1e9
        best = spent if best is None else min(best, spent)
    return best


def ticks():
    """Busy and total ticks of each processor since the start of the system."""
    found = {}
    for line in (text("proc/stat", 1 << 20) or "").splitlines():
        match = re.match(r"cpu(\d*) (.*)", line)
        if match:
            values = [int(value) for value in match.group(2).split()[:8]]
            idle = sum(values[3:5])
            found[match.group(1)] = (sum(values) - idle, sum(values))
    return found


def own_ticks(processes):
    """What processes used, in ticks."""
    total = 0
    for process in processes:
        stat = text("proc/{}/stat".format(process))
        if stat:
            fields = stat.rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total


def allowed():
    """The processors that this process may use."""
    try:
        return sorted(os.sched_getaffinity(0))
    except (AttributeError, OSError):
        return list(range(os.cpu_count() or 1))


def confine(cores):
    try:
        os.sched_setaffinity(0, cores)
        return True
    except (AttributeError, OSError):
        return False


def physical(cores):
    """The first of the processors that are threads of one core."""
    seen, found = set(), []
    for core in cores:
        key = text("{}/cpu{}/topology/thread_siblings_list".format(CPU, core)) or str(core)
        if key not in seen:
            seen.add(key)
            found.append(core)
    return found


def quiet_cores(threads):
    """Cores that are as fast as the fastest and that nobody else uses, where there are enough."""
    every = allowed()
    cores = physical(every)[:128]
    if len(cores) <= threads:
        return every
    before = ticks()
    speeds = {}
    for core in cores:
        if not confine([core]):
            return every
        speeds[core] = probe()
    confine(every)
    time.sleep(0.1)
    after = ticks()

    def is_busy(core):
        start, end = before.get(str(core)), after.get(str(core))
        return bool(start and end and end[1] > start[1]) and (
            (end[0] - start[0]) / (end[1] - start[1]) > 0.5
        )

    best = min(speeds.values())
    fast = [core for core in cores if speeds[core] <= 1.1 * best]
    quiet = [core for core in fast if not is_busy(core)]
    for chosen in (quiet, fast):
        if len(chosen) >= threads:
            return chosen
    return every


class Board:
    """How the machine does from one reply to the next."""

    def __init__(self, cores):
        self.cores = cores
        self.last = None

    def megahertz(self):
        """The clock now, the mean of the cores in use."""
        clocks = [
            number("{}/cpu{}/cpufreq/scaling_cur_freq".format(CPU, core)) for core in self.cores
        ]
        clocks = [clock / 1000 for clock in clocks if clock]
        return sum(clocks) / len(clocks) if clocks else None

    def celsius(self):
        """The hottest sensor, of the processor's where some are named so."""
        zones = []
        for path in glob.glob(os.path.join(ROOT, "sys/class/thermal/thermal_zone*")):
            name = os.path.relpath(path, ROOT)
            value = number(name + "/temp")
            if value is not None and 0 < value < 150_000:
                zones.append(((text(name + "/type") or "").lower(), value / 1000))
        own = [value for kind, value in zones if re.search("cpu|soc|pkg|core", kind)]
        return max(own or [value for _, value in zones], default=None)

    def is_throttled(self):
        """Whether a Raspberry Pi's firmware holds the clock down now; None where none tells."""
        state = text("sys/devices/platform/soc/soc:firmware/get_throttled")
        try:
            return bool(int((state or "").strip(), 16) & 0b1111)
        except ValueError:
            return None

    def load(self, processes):
        """Processors that others kept busy since the last reply."""
        whole = ticks()
        now = (whole.get(""), own_ticks(processes))
        before, self.last = self.last, now
        if not before or not before[0] or not now[0] or now[0][1] < before[0][1] + 100:
            self.last = before or now
            return None
        busy = now[0][0] - before[0][0] - max(0, now[1] - before[1])
        count = max(1, len(whole) - 1)
        return max(0.0, busy) / (now[0][1] - before[0][1]) * count

    def state(self, processes):
        # The clock first: it falls when there is nothing to do.
        found = {
            "megahertz": self.megahertz(),
            "celsius": self.celsius(),
            "throttled": self.is_throttled(),
            "others_load": self.load(processes),
            "probe_nanoseconds": probe(),
        }
        return {name: value for name, value in found.items() if value is not None}


class Folder:
    """A temporary folder that goes with this process, or, where it is killed, with the next one."""

    def __init__(self):
        parent = tempfile.gettempdir()
        for name in os.listdir(parent):
            if name.startswith(PREFIX):
                self.sweep(os.path.join(parent, name))
        self.path = tempfile.mkdtemp(prefix=PREFIX)
        self.lock = open(os.path.join(self.path, ".lock"), "w")
        fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    @staticmethod
    def sweep(path):
        try:
            if os.lstat(path).st_uid != os.geteuid() or os.path.islink(path):
                return
            with open(os.path.join(path, ".lock"), "r+") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path, ignore_errors=True)
        except OSError:
            pass

    def write(self, name, data):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)


def die_with_parent():
    """Lets a child end when this process is killed, where the system can."""
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    except (AttributeError, OSError):
        pass


def checked_name(name):
    """A name of a file that leads into no other folder."""
    if not isinstance(name, str) or not re.match(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}\Z", name):
        raise ValueError("{!r} is no name of a file".format(str(name)[:40]))
    return name


def start(order, folder):
    """Starts the runner that was asked for."""
    if "script" in order:
        for name, source in (order.get("files") or {}).items():
            folder.write(checked_name(name), source.encode())
        path = folder.write(checked_name(order["script"]), order["source"].encode())
        command = [sys.executable, path] + order.get("arguments", [])
    else:
        command = ["/bin/sh", "-c", "exec " + order["command"]]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=die_with_parent
    )


def unpacked(request, folder):
    """A request with the paths of files here in place of what came along, and their folder."""
    inline = request.pop("inline", None)
    if inline is None:
        return request, None
    place = tempfile.mkdtemp(dir=folder.path)
    try:
        for name, content in inline.items():
            folder.write(
                os.path.join(place, checked_name(name)), base64.b64decode(content, validate=True))
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    paths = {
        key: os.path.join(place, value)
        for key, value in request.items()
        if isinstance(value, str) and value in inline
    }
    return {**request, **paths}, place


class Relay:
    """Answers requests with the help of the runner."""

    def __init__(self, child, folder, board, output):
        self.child, self.folder, self.board, self.output = child, folder, board, output

    def ask(self, request):
        """The runner's reply; ends with the runner where that ends."""
        try:
            # As nas-search writes it, for runners that look for words in a line.
            line = json.dumps(request, separators=(",", ":"), sort_keys=True)
            self.child.stdin.write(line.encode() + b"\n")
            self.child.stdin.flush()
        except BrokenPipeError:
            pass
        line = self.child.stdout.readline()
        if not line:
            status = self.child.wait()
            self.folder.remove()
            os._exit(status if status >= 0 else 128 - status)
        return line

    def answer(self, line):
        place = None
        try:
            if len(line) > LARGEST_REQUEST:
                raise ValueError("a request of more than {} bytes".format(LARGEST_REQUEST))
            request = json.loads(line.decode())
            request, place = unpacked(request, self.folder)
            reply = self.ask(request)
            try:
                fields = json.loads(reply.decode())
            except ValueError:
                return reply
            if not isinstance(fields, dict):
                return reply
            if fields.get("reply") == "describe":
                fields["features"] = list(fields.get("features") or []) + ["inline"]
                fields["machine"] = machine(allowed())
            fields["board"] = self.board.state([os.getpid(), self.child.pid])
            reply = json.dumps(fields).encode() + b"\n"
            return reply
        except Exception as error:  # whatever fails is an error of this request only
            message = "{}: {}".format(type(error).__name__, error)[:2000]
            return json.dumps({"reply": "error", "message": message}).encode() + b"\n"
        finally:
            if place is not None:
                shutil.rmtree(place, ignore_errors=True)

    def serve(self, requests):
        while True:
            line = requests.get()
            if not line:
                return
            if b'"request":"bye"' in line:
                return
            self.output.write(self.answer(line))
            self.output.flush()


def main():
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    source = sys.stdin.buffer
    order = json.loads(source.readline().decode())
    folder = Folder()
    every = allowed()
    cores = quiet_cores(order.get("threads", 1))
    confine(cores)
    child = start(order, folder)
    confine(every)
    requests = queue.Queue()

    def read():
        while True:
            line = source.readline(LARGEST_REQUEST + 2)
            requests.put(line)
            if not line:
                # Nobody is there any more to read what the runner is still busy with.
                child.kill()
                time.sleep(1)
                folder.remove()
                os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    try:
        Relay(child, folder, Board(cores), output).serve(requests)
    except BrokenPipeError:
        pass
    finally:
        child.kill()
        folder.remove()
    os._exit(0)


if __name__ == "__main__":
    main()
