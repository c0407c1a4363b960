"""Runs the real `copper up` in a place of its own: free ports, a fresh data directory, its private PostgreSQL."""
import contextlib
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import requests

PROGRAMS = pathlib.Path(__file__).resolve().parent.parent / "build" / "release" / "bin"
COPPER = PROGRAMS / "copper"

# Tests and benchmarks are one client that asks as fast as it can.
NO_LIMITS = {f"COPPER_RATE_LIMIT_{what}": "off" for what in ("READING", "SEARCHING", "WRITING", "LOGIN")}

started = []  # for the log tails of failed tests


def eventually(condition, what, seconds=15.0):
    """Asks `condition` until its answer is true, and returns that answer."""
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.1)


# Those who run tests beside each other draw from ranges of their own: what one has stopped for a moment another must not take.
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
_PORTS = range(12000 + _WORKER % 4 * 5000, 17000 + _WORKER % 4 * 5000)  # below the range the kernel hands out by itself


def free_port_base():
    """The first of seven neighbouring ports that nobody uses."""
    while True:
        base = random.choice(_PORTS[:-7])
        try:
            for port in range(base, base + 7):
                with socket.socket(socket.AF_INET6) as probe:
                    probe.bind(("::", port))
            return base
        except OSError:
            continue


def running(process):
    """What a fixture yields: the gallery from its start until nobody needs it any more."""
    try:
        yield process.start()
    finally:
        process.remove()


def status_of(pid):
    """The fields of /proc/PID/status, each a list of words."""
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.split() for name, value in (line.split(":", 1) for line in lines)}


class GalleryProcess:
    """One gallery: its directory (removed by `remove`), its ports and, between `start` and `stop`, its processes."""

    def __init__(self, **environment):
        self.environment = environment  # of `start`
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="copper-"))
        self.root.chmod(0o755)  # PostgreSQL runs as another user when we are root
        self.data = self.root / "data"
        self.blobs = self.data / "blobs"
        self.mail = self.data / "mail"  # letters that no mail server took
        self.port_base = free_port_base()
        self._process = None
        self._log_marks = {}

    @property
    def gallery(self):
        return self._url(0)

    @property
    def studio(self):
        return self._url(1)

    @property
    def api(self):
        return self._url(2)

    @property
    def identity(self):
        return self._url(3)

    @property
    def imaging(self):
        return self._url(4)

    @property
    def content(self):
        return self._url(5)

    def _url(self, offset):
        return f"http://localhost:{self.port_base + offset}"

    def arguments(self):
        return ["up", "--data", str(self.data), "--port-base", str(self.port_base), "--no-demo"]

    def start(self, **environment):
        self._process = self.spawn(self.arguments(), **(self.environment | environment))
        if self not in started:
            started.append(self)
        self.wait_ready()
        return self

    def spawn(self, arguments, **environment):
        """Any command of copper, with stdout and stderr in files that `console` and `errors` read."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith("COPPER_")}
        with open(self.root / "stdout", "wb") as out, open(self.root / "stderr", "wb") as err:
            return subprocess.Popen([COPPER, *arguments], cwd=self.root, env=clean | NO_LIMITS | environment,
                                    stdin=subprocess.DEVNULL, stdout=out, stderr=err)

    def run(self, arguments, seconds=20, **environment):
        """Runs a command to its end and returns its exit status."""
        process = self.spawn(arguments, **environment)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise

    @property
    def console(self):
        return (self.root / "stdout").read_text(errors="replace")

    @property
    def errors(self):
        return (self.root / "stderr").read_text(errors="replace")

    def wait_ready(self, seconds=60):
        for offset in range(6):
            if offset != 5:  # content answers for itself through the gateway
                eventually(lambda: self._answers(offset), f"port base + {offset} is ready", seconds)

    def _answers(self, offset):
        status = self._process.poll()
        assert status is None, f"copper ended with status {status}: {self.errors}{self.log_tail()}"
        try:
            return requests.get(self._url(offset) + "/readyz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def token(self, role="artist"):
        done = subprocess.run([COPPER, "token", "--role", role, "--data", self.data], cwd=self.root, capture_output=True,
                              text=True, timeout=20, env=os.environ | self.environment)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def sql(self, statements):
        """What the private PostgreSQL answers its superuser, a line for each row."""
        done = subprocess.run(self._psql(), input=statements, capture_output=True, text=True, timeout=20)
        assert done.returncode == 0, done.stderr
        return done.stdout.split()

    @contextlib.contextmanager
    def locked(self, table):
        """Meanwhile whoever reads or writes the table waits."""
        with subprocess.Popen(self._psql(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
            holder.stdin.write(f"BEGIN; LOCK TABLE {table}; SELECT 'locked';\n")
            holder.stdin.flush()
            assert holder.stdout.readline() == "locked\n"
            yield

    def _psql(self):
        socket = next((self.data / "postgres").rglob(".s.PGSQL.5432"))
        return ["psql", "-h", socket.parent, "-U", "postgres", "copper", "-Atq", "-v", "ON_ERROR_STOP=1"]

    @property
    def password(self):
        return (self.data / "artist-password.txt").read_text().strip()

    def stop(self, seconds=35):
        """SIGTERM, as a service manager does; returns the exit status."""
        self._process.send_signal(signal.SIGTERM)
        status = self._process.wait(seconds)
        self._ended()
        return status

    def _ended(self):
        self._process = None
        if self in started:
            started.remove(self)

    # ---- processes

    def processes(self):
        """Pid and name of every process that works in this gallery's directory."""
        found = {}
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                if pathlib.Path(os.readlink(entry / "cwd")).is_relative_to(self.root):
                    found[int(entry.name)] = (entry / "comm").read_text().strip()
            except OSError:
                continue  # it ended meanwhile, or is a zombie
        return found

    def find(self, name):
        """The pid of copper, copper-imaging or postgres (the postmaster); None while there is not exactly one."""
        named = {pid for pid, found in self.processes().items() if found == name}
        try:
            first = [pid for pid in named if int(self._stat(pid)[1]) not in named]
        except OSError:
            return None  # one of them ended meanwhile
        return first[0] if len(first) == 1 else None

    def pid(self, name):
        return eventually(lambda: self.find(name), f"one {name} runs")

    @staticmethod
    def _stat(pid):
        """The fields of /proc/PID/stat after the name: state, parent, …"""
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()

    def cpu_ticks(self, name):
        fields = self._stat(self.pid(name))
        return int(fields[11]) + int(fields[12])

    def kill(self, name):
        """kill -9; what is left of a killed copper ends by itself or is dealt with by the next start."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        if name == "copper":
            self._process.wait(10)
            self._ended()
        else:
            eventually(lambda: pid not in self.processes(), f"{name} is gone")
        return pid

    def remove(self):
        if self._process and self._process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._process:
            self._ended()
        for pid in self.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        eventually(lambda: not self.processes(), f"the processes of {self.root} are gone")
        shutil.rmtree(self.root, ignore_errors=True)

    # ---- what is stored

    def stored(self, containing=""):
        """Paths of the stored objects, relative to blobs/, that contain a text such as an image id."""
        paths = (str(path.relative_to(self.blobs)) for path in self.blobs.rglob("*") if path.is_file())
        return {path for path in paths if containing in path}

    def stored_bytes(self, path):
        return (self.blobs / path).read_bytes()

    def log_lines(self, containing):
        """What the parts have written with a text such as a trace id in it."""
        return [json.loads(line) for file in (self.data / "log").glob("*.jsonl")
                for line in file.read_text(errors="replace").splitlines() if containing in line]

    def mark_logs(self):
        """What is written from here on belongs to the next test."""
        self._log_marks = {file: file.stat().st_size for file in (self.data / "log").glob("*")}

    def log_tail(self, lines=20):
        """The last lines of every log since the mark, without the requests that went well."""
        tail = []
        for file in (self.data / "log").glob("*"):
            with open(file, errors="replace") as log:
                log.seek(self._log_marks.get(file, 0))
                content = [line.rstrip() for line in log if '"level":"info"' not in line]
            tail += [f"--- {file.name}", *content[-lines:]]
        return "\n".join(tail)
