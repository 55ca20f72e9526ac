#!/usr/bin/env python3
"""Measures a device as eight tasks of a real Slurm, kills one of them in the middle, joins what came
of it, and compares the table with one that was measured in one go.

    Tests/Acceptance/check_slurm.py --program .build/release/nas-search

Slurm runs on this machine alone, without systemd, from a configuration of this check's own; Debian's
slurm-wlm and munge have to be there (`apt install slurm-wlm munge`), and root, whom slurmd wants. Where
they are missing the check is passed over, by name. The commands are those of the recipe in the
documentation (Farms); the runner's times are fixed.
"""

import argparse
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

TASKS = 8
NETWORKS = 160
TASK = """#!/bin/sh
#SBATCH --array=1-{tasks}
#SBATCH --requeue --open-mode=append
#SBATCH --output=task-%a.log
{program} measure --device node --here --architectures {networks} --runs 5 \\
    --shard $SLURM_ARRAY_TASK_ID/{tasks} --store shard-$SLURM_ARRAY_TASK_ID.sqlite \\
    --runner "python3 {runner}" ||
    {{ [ "${{SLURM_RESTART_COUNT:-0}}" -lt 3 ] &&
        scontrol requeue "${{SLURM_ARRAY_JOB_ID}}_$SLURM_ARRAY_TASK_ID"; }}
"""
JOIN = """#!/bin/sh
#SBATCH --output=join.log
{program} data import shard-*.sqlite --store node.sqlite
"""


def missing():
    for program in ("slurmctld", "slurmd", "sbatch", "scontrol", "squeue", "munged"):
        if not shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin"):
            return f"{program} is missing: apt install slurm-wlm munge"
    if os.geteuid() != 0:
        return "slurmd wants root"
    return None


class Slurm:
    """A cluster of one machine."""

    def __init__(self, folder):
        self.folder = folder
        self.daemons = []
        self.environment = dict(
            os.environ, SLURM_CONF=os.path.join(folder, "slurm.conf"), PAUSE="0.05",
            PATH=os.environ["PATH"] + ":/usr/sbin:/sbin")

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self):
        for name in ("state", "spool", "munge"):
            os.makedirs(self.path(name))
        os.chmod(self.folder, 0o755)
        os.chmod(self.path("munge"), 0o700)
        key = self.path("munge/key")
        with open(key, "wb") as file:
            file.write(os.urandom(1024))
        os.chmod(key, 0o600)
        socket = self.path("munge.socket")
        host = os.uname().nodename.split(".")[0]
        cores = len(os.sched_getaffinity(0))
        with open(self.path("slurm.conf"), "w") as file:
            file.write(f"""
ClusterName=check
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket={socket}
CryptoType=crypto/munge
CredType=cred/munge
StateSaveLocation={self.path("state")}
SlurmdSpoolDir={self.path("spool")}
SlurmctldPidFile={self.path("slurmctld.pid")}
SlurmdPidFile={self.path("slurmd.pid")}
SlurmctldLogFile={self.path("slurmctld.log")}
SlurmdLogFile={self.path("slurmd.log")}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=batch_sched_delay=0,sched_interval=2,requeue_setup_env_fail
MinJobAge=600
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} State=UNKNOWN
PartitionName=all Nodes={host} Default=YES OverSubscribe=FORCE:{TASKS} State=UP
""")
        self.daemon(
            "munged", "--foreground", "--force", f"--key-file={key}", f"--socket={socket}",
            f"--pid-file={self.path('munge/pid')}", f"--log-file={self.path('munge/log')}",
            f"--seed-file={self.path('munge/seed')}")
        self.wait("munge", lambda: os.path.exists(socket))
        self.daemon("slurmctld", "-D")
        self.daemon("slurmd", "-D", "-N", host)
        self.wait("Slurm", lambda: "idle" in self.run("sinfo", "-h", "-o", "%t").stdout)

    def daemon(self, *words):
        log = open(self.path(words[0] + ".out"), "w")
        self.daemons.append(subprocess.Popen(
            words, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log))

    def run(self, *words, **options):
        return subprocess.run(
            words, env=self.environment, capture_output=True, text=True, **options)

    def wait(self, what, condition, seconds=60):
        for _ in range(int(seconds / 0.2)):
            if condition():
                return
            time.sleep(0.2)
        logs = "".join(
            f"\n{name}: " + open(self.path(name)).read()[-600:]
            for name in ("munged.out", "slurmctld.log", "slurmd.log", "slurmctld.out", "slurmd.out")
            if os.path.exists(self.path(name)))
        raise SystemExit(f"{what}: not within {seconds} s{logs}")

    def stop(self):
        for daemon in reversed(self.daemons):
            daemon.send_signal(signal.SIGTERM)
            try:
                daemon.wait(timeout=10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()


def table(store):
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    try:
        return dict(connection.execute(
            "SELECT code, milliseconds FROM measurement WHERE role = 'current'"))
    finally:
        connection.close()


def check(options, folder):
    work = os.path.join(folder, "work")
    os.makedirs(work)
    runner = os.path.join(os.path.dirname(os.path.abspath(__file__)), "scripted_runner.py")
    words = {"program": options.program, "tasks": TASKS, "networks": NETWORKS, "runner": runner}
    for name, text in (("task.sh", TASK.format(**words)), ("join.sh", JOIN.format(**words))):
        with open(os.path.join(work, name), "w") as file:
            file.write(text)
    slurm = Slurm(os.path.join(folder, "slurm"))
    os.makedirs(slurm.folder)
    failures = []
    try:
        slurm.start()
        begin = time.monotonic()
        submitted = slurm.run("sbatch", "--parsable", "task.sh", cwd=work)
        if submitted.returncode != 0:
            return [f"sbatch: {submitted.stderr}"]
        number = submitted.stdout.strip()
        joined = slurm.run(
            "sbatch", "--parsable", f"--dependency=afterok:{number}", "join.sh", cwd=work)

        def measured(task):
            store = os.path.join(work, f"shard-{task}.sqlite")
            try:
                return len(table(store)) if os.path.exists(store) else 0
            except sqlite3.Error:
                return 0

        slurm.wait("networks of task 3", lambda: measured(3) >= 3, 240)
        for process in filter(str.isdigit, os.listdir("/proc")):
            try:
                line = open(f"/proc/{process}/cmdline").read().replace("\0", " ")
            except OSError:
                continue
            if " --store shard-3.sqlite" in line and "nas-search measure" in line:
                os.kill(int(process), signal.SIGKILL)
        killed = measured(3)
        slurm.wait(
            "the join job", lambda: not slurm.run("squeue", "-h").stdout.strip(), 600)
        log = os.path.join(work, "join.log")
        if joined.returncode != 0 or not os.path.exists(log):
            return [f"no join: {joined.stderr} {slurm.run('squeue').stdout}"]
        print(f"  {TASKS} tasks, one killed after {killed} of {NETWORKS // TASKS} networks and "
              f"requeued, joined after {time.monotonic() - begin:.0f} s")
        print("  " + open(log).read().strip().replace("\n", "\n  "))
        whole = os.path.join(work, "whole.sqlite")
        done = subprocess.run(
            [options.program, "measure", "--device", "node", "--here", "--architectures",
             str(NETWORKS), "--runs", "5", "--runner", f"python3 {runner}", "--store", whole],
            capture_output=True, text=True)
        if done.returncode != 0:
            failures.append(f"in one go: {done.stderr[-300:]}")
        node = os.path.join(work, "node.sqlite")
        one, other = table(node), table(whole)
        if not (0 < killed < NETWORKS // TASKS):
            failures.append(f"task 3 was killed after {killed} networks, not in the middle")
        if len(one) != NETWORKS or one.keys() != other.keys():
            failures.append(f"{len(one)} networks joined, {len(other)} in one go")
        else:
            worst = max(abs(one[code] / other[code] - 1) for code in one)
            print(f"  largest difference of {len(one)} latencies: {worst:.1e}")
            if worst > 1e-9:
                failures.append(f"latencies differ by up to {worst:.1e}")
        again = subprocess.run(
            f"{options.program} data import shard-*.sqlite --store node.sqlite --json", shell=True,
            cwd=work, capture_output=True, text=True)
        outcomes = json.loads(again.stdout or "{}").get("devices", [])
        if again.returncode != 0 or any(entry["added"] + entry["combined"] for entry in outcomes):
            failures.append(f"joined twice: {again.stdout} {again.stderr[-300:]}")
        verified = subprocess.run(
            [options.program, "data", "verify", "--store", node], capture_output=True, text=True)
        if verified.returncode != 0:
            failures.append(f"data verify: {verified.stdout} {verified.stderr}")
    finally:
        slurm.stop()
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=".build/release/nas-search")
    parser.add_argument("--keep", action="store_true", help="keep the folder")
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    reason = missing()
    if reason:
        print(f"passed over: {reason}")
        return
    folder = tempfile.mkdtemp(prefix="check-slurm-")
    failures = check(options, folder)
    for failure in failures:
        print(f"  FAILED: {failure}")
    if not options.keep and not failures:
        shutil.rmtree(folder)
    print(f"{len(failures)} failures" if failures else "eight tasks are one table")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
