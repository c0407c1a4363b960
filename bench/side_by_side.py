"""What the benchmarks share: the gallery's database, nginx beside us, wrk against both, and what commands cost."""
import contextlib
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time
import typing

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests"))
from gallery_process import free_port_base  # noqa: E402

NGINX = """
daemon off; worker_processes 1; pid {root}/nginx.pid; error_log {root}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000; open_file_cache max=100;
  client_body_temp_path {root}; proxy_temp_path {root}; fastcgi_temp_path {root}; uwsgi_temp_path {root}; scgi_temp_path {root};
  default_type text/html;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


@contextlib.contextmanager
def nginx(folder):
    """The address at which nginx serves the files of a folder."""
    folder.chmod(0o755)
    port = free_port_base()
    (folder / "nginx.conf").write_text(NGINX.format(root=folder, port=port))
    server = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


class Load(typing.NamedTuple):
    rate: float  # requests a second
    p50_ms: float
    p95_ms: float


def wrk(url, connections, seconds, paths=None, headers=(), pause_ms=None):
    """Asks for one address, or in turn for all those in the file `paths`; each connection with pauses, when it is told how long
    on average."""
    script = pathlib.Path(__file__).resolve().parent / "wrk.lua"
    output = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script,
                             *(option for header in headers for option in ("-H", header)), url, "--", *([paths] if paths else []),
                             *([str(pause_ms)] if pause_ms else [])],
                            check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        sys.exit(f"{url} answered with errors:\n{output}")
    found = re.search(r"Requests/sec:\s+([\d.]+)(?s:.*)p50_us (\d+) p95_us (\d+)", output)
    return Load(float(found.group(1)), int(found.group(2)) / 1000, int(found.group(3)) / 1000)


def table(what, figures, ratio_min):
    """Prints medians and the ratio of the first to the second; True when it is reached."""
    print(what)
    medians = [statistics.median(values) for values in figures.values()]
    for (name, values), median in zip(figures.items(), medians):
        print(f"  {name:8}{median:10.0f} a second   (from {min(values):.0f} to {max(values):.0f})")
    ratio = medians[0] / medians[1]
    print(f"  ratio   {ratio:10.2f}   (at least {ratio_min})")
    return ratio >= ratio_min


class Database:
    """The gallery's private PostgreSQL, as its superuser."""

    def __init__(self, gallery):
        socket = next((gallery.data / "postgres").rglob(".s.PGSQL.5432"))
        self.arguments = ["-h", str(socket.parent), "-U", "postgres", "copper"]

    def _psql(self, *arguments, **more):
        return subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", *arguments, *self.arguments], text=True, check=True, **more)

    def run(self, sql):
        self._psql(input=sql)

    def run_file(self, file):
        self._psql("-f", str(file))

    def ask(self, sql):
        """The one value a statement answers."""
        return self._psql("-At", "-c", sql, capture_output=True).stdout.strip()


class Cost(typing.NamedTuple):
    milliseconds: float  # by the clock
    processor: float     # milliseconds of it, of all cores together
    memory: float        # MB at the peak


def _ended(process):
    """Its end status, processor milliseconds and peak of memory in MB. rusage would count as its memory what this program had at the fork."""
    peak = 0
    while True:
        with contextlib.suppress(OSError, AttributeError):  # without memory any more
            peak = int(re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{process.pid}/status").read_text()).group(1)) / 1024
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            return status, (usage.ru_utime + usage.ru_stime) * 1000, peak
        time.sleep(0.005)


def cost(*commands):
    """Of commands that follow each other. What a command itself counts, on a line such as `123 ms`, is its time; else that of its process."""
    milliseconds = processor = memory = 0.0
    for command in commands:
        start = time.monotonic()
        process = subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, text=True)
        status, took, peak = _ended(process)
        elapsed = (time.monotonic() - start) * 1000
        if status != 0:
            sys.exit(f"{command[0]} ended with status {status}")
        counted = re.search(r"^(\d+) ms$", process.stdout.read(), re.M)
        milliseconds += float(counted.group(1)) if counted else elapsed
        processor += took
        memory = max(memory, peak)
    return Cost(milliseconds, processor, memory)


def costs(rounds, contenders):
    """The medians of contenders that take turns: by name, what `cost` says of a list of commands."""
    figures = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, commands in contenders.items():
            figures[name].append(cost(*commands))
    return {name: Cost(*(statistics.median(values) for values in zip(*rows))) for name, rows in figures.items()}
