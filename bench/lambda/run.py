"""What AWS Lambda and the hop through the gateway cost.

* start: from the start of a function's process to its first call for an event, against a Node function that only loads
  express and a Python one that only imports PIL.
* events: from the moment an event is given out to the answer's arrival, for a call that does nothing, and for an event of
  6 MB.
* gateway: the same call of content directly and through the gateway: median with one connection, rate with 64.

Whatever is compared takes turns within one run. Exit status 1 when a target is missed.
"""
import json
import os
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from side_by_side import table, wrk  # noqa: E402  (and the way to tests/)
import images  # noqa: E402
import packages  # noqa: E402
import s3_server  # noqa: E402
from artist import Artist  # noqa: E402
from fake_lambda import http_event  # noqa: E402
from gallery_process import PROGRAMS  # noqa: E402
from hybrid import Apart  # noqa: E402

STARTS = 15
EVENTS = 3000
LARGE_EVENTS, LARGE_BYTES = 20, 6_000_000
START_MS_MAX = {"content": 20, "search": 20, "imaging": 60}
START_RATIO_MAX = 0.5
EVENT_MS_MAX, LARGE_MS_MAX = 0.2, 20
CONNECTIONS, SECONDS, ROUNDS = 64, 4, 5
GATEWAY_MS_MAX, GATEWAY_RATE_MIN = 1.0, 0.6

CONFIGURATION = s3_server.environment("http://127.0.0.1:1") | {
    "AWS_REGION": "us-east-1", "COPPER_DATABASE_URL": "postgresql://copper@127.0.0.1:1/copper",
    "COPPER_OIDC_ISSUER": "http://127.0.0.1:1", "COPPER_CDN_URL": "http://127.0.0.1:1", "COPPER_GALLERY_URL": "http://127.0.0.1:1",
    "COPPER_IMAGING": "copper-imaging", "COPPER_CONTENT_URL": "http://127.0.0.1:1", "PATH": os.environ["PATH"]}
OTHERS = {"express": ["node", HERE / "express.js"], "PIL": [sys.executable, HERE / "pil.py"]}


class RuntimeApi:
    """The Runtime API for one process, as little of it as there can be: what is measured is the other side."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]

    def start(self, command, environment):
        began = time.perf_counter()
        self.process = subprocess.Popen(command, env=environment | {"AWS_LAMBDA_RUNTIME_API": self.address},
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self.connection, _ = self.listener.accept()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        assert self.request().startswith(b"GET /2018-06-01/runtime/invocation/next ")
        return 1000 * (time.perf_counter() - began)

    def request(self):
        """The head of the next request, once all of it is there."""
        while b"\r\n\r\n" not in self.buffer:
            self.buffer += self._received()
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        length = re.search(rb"\r\ncontent-length: (\d+)", head, re.IGNORECASE)
        while length and len(self.buffer) < int(length.group(1)):
            self.buffer += self._received()
        self.buffer = self.buffer[int(length.group(1)) if length else 0:]
        return head

    def _received(self):
        piece = self.connection.recv(1 << 20)
        assert piece, "the function ended"
        return piece

    def milliseconds(self, event):
        """What the function takes for an event; it has asked for it already, and has asked for the next one afterwards."""
        head = (f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLambda-Runtime-Aws-Request-Id: 1\r\n"
                f"Lambda-Runtime-Deadline-Ms: {int(1000 * time.time()) + 30_000}\r\nContent-Length: {len(event)}\r\n\r\n").encode()
        began = time.perf_counter()
        self.connection.sendall(head + event)
        assert b"/response " in self.request().splitlines()[0]
        took = 1000 * (time.perf_counter() - began)
        self.connection.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}")
        self.request()
        return took

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.connection.close()
        self.listener.close()


def started(command, environment):
    api = RuntimeApi()
    try:
        return api.start(command, environment)
    finally:
        api.stop()


def starts():
    """Ours as on AWS Lambda: in a root where their package is all there is."""
    made, said = packages.make(*START_MS_MAX)
    print("packages\n  " + "\n  ".join(said.splitlines()))
    print(f"process start to the first call for an event, median of {STARTS}")
    with tempfile.TemporaryDirectory() as roots:
        ours = {name: packages.EmptyRoot(made / name, pathlib.Path(roots, name)).command("/var/task/bootstrap") for name in START_MS_MAX}
        return compare_starts(ours | OTHERS, CONFIGURATION | {"LAMBDA_TASK_ROOT": "/var/task"})


def compare_starts(commands, environment):
    times = {name: [] for name in commands}
    for _ in range(STARTS):
        for name, command in commands.items():
            times[name].append(started(command, environment))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, values in times.items():
        print(f"  {name:8}{medians[name]:8.1f} ms   (from {min(values):.1f} to {max(values):.1f})" +
              (f"   at most {START_MS_MAX[name]}" if name in START_MS_MAX else ""))
    reached = all(medians[name] <= most for name, most in START_MS_MAX.items())
    for ours, theirs in (("content", "express"), ("search", "express"), ("imaging", "PIL")):
        ratio = medians[ours] / medians[theirs]
        print(f"  {ours} to {theirs}: {ratio:.2f}   (at most {START_RATIO_MAX})")
        reached = reached and ratio <= START_RATIO_MAX
    return reached


def events():
    headers = [("Host", "content"), ("Accept", "application/json"), ("Accept-Encoding", "gzip, br"), ("User-Agent", "Mozilla/5.0"),
               ("X-Request-Id", "a-request-of-the-benchmark"), ("X-Copper-Client", "198.51.100.7")]
    small = json.dumps(http_event("GET", "/healthz", headers, b"")).encode()
    large = json.dumps(http_event("POST", "/healthz", headers, b"x" * LARGE_BYTES)).encode()
    api = RuntimeApi()
    try:
        api.start([PROGRAMS / "copper-content"], CONFIGURATION)
        times = [api.milliseconds(small) for _ in range(EVENTS)]
        large_times = [api.milliseconds(large) for _ in range(LARGE_EVENTS)]
    finally:
        api.stop()
    middle, large_middle = statistics.median(times), statistics.median(large_times)
    print(f"an event in and its answer out, median of {EVENTS}\n  {middle:.3f} ms   (at most {EVENT_MS_MAX})")
    print(f"an event of {LARGE_BYTES / 1e6:.0f} MB, median of {LARGE_EVENTS}\n  {large_middle:.1f} ms   (at most {LARGE_MS_MAX})")
    return middle <= EVENT_MS_MAX and large_middle <= LARGE_MS_MAX


def gateway():
    gallery = Apart()
    try:
        artist = Artist(gallery.start())
        room = artist.make_gallery("Harbour")["id"]
        for number in range(20):
            artist.exhibit(room, images.jpeg(gallery.root / f"{number}.jpg", (900, 700)), f"Plate {number + 1}")
        with tempfile.NamedTemporaryFile("w") as paths:
            # Every request another address, so that content asks its database.
            paths.writelines(f"/api/v1/galleries/{room}/prints?x={n}\n" for n in range(100_000))
            paths.flush()
            middles = {"gateway": [], "direct": []}
            rates = {"gateway": [], "direct": []}
            for _ in range(ROUNDS):
                for name, url in (("gateway", gallery.api), ("direct", gallery.content)):
                    middles[name].append(wrk(url, 1, SECONDS, paths.name).p50_ms)
                    rates[name].append(wrk(url, CONNECTIONS, SECONDS, paths.name).rate)
    finally:
        gallery.remove()
    added = statistics.median(middles["gateway"]) - statistics.median(middles["direct"])
    print(f"GET /galleries/{{id}}/prints uncached, one connection\n  the gateway adds {added:.2f} ms   (at most {GATEWAY_MS_MAX})")
    kept = table(f"the same with {CONNECTIONS} connections", rates, GATEWAY_RATE_MIN)
    return added <= GATEWAY_MS_MAX and kept


def main():
    reached = [starts(), events(), gateway()]
    return 0 if all(reached) else 1


sys.exit(main())
