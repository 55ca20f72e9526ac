"""Another machine, as far as one can be had on this one: a real sshd with keys and a port of its own,
behind a wire that can be cut or slowed down."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import threading
import time


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Wire:
    """Carries bytes between two ports."""

    def __init__(self, target, address="127.0.0.1"):
        self.target = (address, target)
        self.delay = 0.0
        self.bytes_a_second = None
        self.is_refusing = False
        self.connections = 0
        self.sockets = []
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(16)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            if self.is_refusing:
                near.close()
                continue
            self.connections += 1
            far = socket.create_connection(self.target)
            self.sockets += [near, far]
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(source, sink), daemon=True).start()

    def carry(self, source, sink):
        try:
            while True:
                data = source.recv(4096)
                if not data:
                    break
                if self.delay:
                    time.sleep(self.delay)
                if self.bytes_a_second:
                    time.sleep(len(data) / self.bytes_a_second)
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def cut(self):
        sockets, self.sockets = self.sockets, []
        for end in sockets:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Network:
    """A network namespace with one cable to it: the machine in it has an address of its own."""

    HERE, THERE = "10.213.77.1", "10.213.77.2"

    def __init__(self):
        self.name = f"nas-{os.getpid()}"
        self.cable = f"nas{os.getpid() % 10**6}"
        self.made = False

    def make(self):
        """Whether there is one; what keeps it from being had is not said."""
        self.made = self.ip("netns", "add", self.name) and all(
            self.ip(*words.split()) for words in (
                f"link add {self.cable}a type veth peer name {self.cable}b netns {self.name}",
                f"addr add {self.HERE}/30 dev {self.cable}a",
                f"link set {self.cable}a up",
                f"-n {self.name} addr add {self.THERE}/30 dev {self.cable}b",
                f"-n {self.name} link set {self.cable}b up",
                f"-n {self.name} link set lo up"))
        if not self.made:
            self.remove()
        return self.made

    def pull(self):
        """Takes the cable out, and leaves no way there."""
        self.ip("link", "set", self.cable + "a", "down")
        self.ip("route", "add", "unreachable", self.THERE)

    def plug(self):
        self.ip("route", "del", "unreachable", self.THERE)
        self.ip("link", "set", self.cable + "a", "up")

    @staticmethod
    def ip(*words):
        try:
            return subprocess.run(["ip", *words], capture_output=True).returncode == 0
        except FileNotFoundError:
            return False

    def inside(self, words):
        """The words of a command that runs there."""
        return ["ip", "netns", "exec", self.name, *words]

    def remove(self):
        self.ip("link", "del", self.cable + "a")
        self.ip("netns", "del", self.name)


class Host:
    """The machine `board`, which `ssh board` reaches where `bin` is in front on the path."""

    def __init__(self, folder, network=None):
        self.folder = folder
        self.network = network
        self.address = network.THERE if network else "127.0.0.1"
        self.bin = self.path("bin")
        os.makedirs(self.bin, exist_ok=True)
        self.temporary = self.path("tmp-there")
        os.makedirs(self.temporary)
        self.daemon = None
        self.port = free_port()
        for name in ("host", "other-host", "user", "other-user"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.path(name)], check=True)
        shutil.copy(self.path("user.pub"), self.path("authorized"))
        self.wire = None

    def path(self, name):
        return os.path.join(self.folder, name)

    @staticmethod
    def missing():
        """What keeps a host from being had here; nothing where nothing does."""
        for program in ("ssh", "ssh-keygen", "/usr/sbin/sshd"):
            if not shutil.which(program):
                return f"{program} is missing: apt install openssh-server openssh-client"
        return None

    def start(self, **environment):
        """Starts sshd, with variables that what runs there gets."""
        self.stop()
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        variables = {"TMPDIR": self.temporary, **environment}
        words = " ".join(f'{name}="{value}"' for name, value in variables.items())
        with open(self.path("sshd_config"), "w") as file:
            file.write(f"""
Port {self.port}
ListenAddress {self.address}
HostKey {self.path("host")}
AuthorizedKeysFile {self.path("authorized")}
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
PermitRootLogin prohibit-password
PidFile none
LogLevel ERROR
SetEnv {words}
""")
        words = ["/usr/sbin/sshd", "-D", "-e", "-f", self.path("sshd_config")]
        self.daemon = subprocess.Popen(
            self.network.inside(words) if self.network else words,
            stdin=subprocess.DEVNULL, stderr=open(self.path("sshd.log"), "a"))
        for _ in range(200):
            try:
                socket.create_connection((self.address, self.port)).close()
                break
            except OSError:
                time.sleep(0.02)
        self.wire = Wire(self.port, self.address)
        self.configure()

    def configure(self, port=None, key="user", known="host", name="127.0.0.1", log=None):
        """Writes what ssh is told about the board, and the `ssh` that reads it."""
        port = port or self.wire.port
        with open(self.path("known"), "w") as file:
            if known:
                with open(self.path(known + ".pub")) as public:
                    file.write(f"[{name}]:{port} {' '.join(public.read().split()[:2])}\n")
        with open(self.path("ssh_config"), "w") as file:
            file.write(f"""
Host board
    HostName {name}
    Port {port}
    User {getpass.getuser()}
    IdentityFile {self.path(key)}
    IdentitiesOnly yes
    IdentityAgent none
    UserKnownHostsFile {self.path("known")}
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
""")
        program = os.path.join(self.bin, "ssh")
        inner = f'{shutil.which("ssh", path="/usr/bin:/bin:/usr/local/bin")} -F {self.path("ssh_config")} "$@"'
        with open(program, "w") as file:
            if log:
                file.write(f'#!/bin/sh\ncase " $* " in *" -N "*) exec {inner} ;; esac\n'
                           f'echo "$*" >>{log}\ntee -a {log} | {inner}\n')
            else:
                file.write(f"#!/bin/sh\nexec {inner}\n")
        os.chmod(program, 0o755)

    def processes(self, word, place="cmdline"):
        """Numbers of the processes whose words, or whose variables, hold a word, but for this one."""
        found = []
        for number in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{number}/{place}", "rb") as file:
                    words = file.read()
            except OSError:
                continue
            if word.encode() in words and int(number) != os.getpid():
                found.append(int(number))
        return found

    @staticmethod
    def told(number):
        """What a process is, for who has to find out why it is there."""
        try:
            with open(f"/proc/{number}/cmdline", "rb") as file:
                words = file.read().replace(b"\0", b" ").decode("utf-8", "replace")
            with open(f"/proc/{number}/stat") as file:
                state, parent = file.read().rpartition(")")[2].split()[:2]
        except OSError:
            return f"{number}, which has ended since"
        return f"{number}, a child of {parent} in state {state}: {words[:200]}"

    def stop(self):
        if self.wire:
            self.wire.listener.close()
            self.wire.cut()
        if self.daemon:
            self.daemon.send_signal(signal.SIGTERM)
            self.daemon.wait()
            self.daemon = None
