"""The database, the storage or a service is gone for a while: plain answers meanwhile, and recovery without a restart."""
import itertools
import json
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import threading
import time

import pytest
import requests

import images
from artist import Artist
from gallery_process import GalleryProcess, eventually, running
from hybrid import Apart
from s3_server import BUCKETS, client_of, environment, free_port, s3_server

GONE_SECONDS = 30


def is_unavailable(answer):
    return answer.status_code == 503 and answer.json()["error"]["code"] == "UNAVAILABLE"


class Database:
    """A PostgreSQL that copper does not start, and so does not start again."""

    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="copper-database-"))
        self.port = free_port()
        if os.geteuid() == 0:
            shutil.chown(self.root, "postgres", "postgres")
        self._run("initdb", "-D", self.root / "data", "-A", "trust", "-U", "copper", "-E", "UTF8", "--locale=C.UTF-8")
        self.url = f"postgresql://copper@127.0.0.1:{self.port}/postgres"

    def _run(self, program, *arguments):
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        newest = sorted(pathlib.Path("/usr/lib/postgresql").glob(f"*/bin/{program}"))[-1]
        subprocess.run([*as_postgres, newest, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=self.root)

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.root}"
        self._run("pg_ctl", "-D", self.root / "data", "-w", "-o", options, "-l", self.root / "log", "start")

    def crash(self):
        self._run("pg_ctl", "-D", self.root / "data", "-m", "immediate", "-w", "stop")

    def remove(self):
        if (self.root / "data" / "postmaster.pid").exists():
            self.crash()
        shutil.rmtree(self.root)


class Answer:
    """What is remembered of an answer; the answer itself would keep its connection open."""

    def __init__(self, answer):
        self.status_code, self.text = answer.status_code, answer.text

    def json(self):
        return json.loads(self.text)

    def __repr__(self):
        return f"{self.status_code} {self.text[:200]}"


class Load(threading.Thread):
    """Asks without a pause, and remembers every answer."""

    def __init__(self, ask):
        super().__init__(daemon=True)
        self.ask = ask
        self.answers = []
        self.stopping = False

    def run(self):
        while not self.stopping:
            try:
                self.answers.append(Answer(self.ask(len(self.answers))))
            except requests.RequestException as failure:
                self.answers.append(failure)

    def finish(self):
        self.stopping = True
        self.join(60)
        return self.answers


@pytest.fixture(scope="module")
def outage():
    """Half a minute without a database, under load: what every thread was answered, and the gallery afterwards."""
    database = Database()
    gallery = GalleryProcess(COPPER_DATABASE_URL=database.url)
    try:
        database.start()
        gallery.start()
        artist = Artist(gallery)

        def write(number):
            body = {"title": f"Written {threading.get_ident()} {number}"}
            return requests.post(f"{gallery.api}/api/v1/artist/galleries", json=body, timeout=20,
                                 headers={"Authorization": f"Bearer {artist.token}"})

        def read(number):
            return requests.get(f"{gallery.api}/api/v1/galleries?page={number % 50 + 1}", timeout=20)

        def visit(_):
            return requests.get(f"{gallery.gallery}/en/", timeout=20)
        assert visit(0).status_code == 200
        load = {"writes": [Load(write), Load(write)], "reads": [Load(read), Load(read)], "visits": [Load(visit)]}
        threads = [thread for kind in load.values() for thread in kind]
        for thread in threads:
            thread.start()
        time.sleep(3)
        database.crash()
        time.sleep(GONE_SECONDS)
        database.start()
        back = [len(thread.answers) for thread in load["writes"]]
        eventually(lambda: all(any(getattr(answer, "status_code", 0) == 201 for answer in thread.answers[before:])
                               for thread, before in zip(load["writes"], back)), "writes are accepted again", 60)
        answers = {kind: [answer for thread in load[kind] for answer in thread.finish()] for kind in load}
        yield artist, answers
    finally:
        gallery.remove()
        database.remove()


def test_without_the_database_everything_else_is_answered_503_and_nothing_hangs(outage):
    answers = outage[1]
    for kind, good in {"writes": 201, "reads": 200}.items():
        others = [answer for answer in answers[kind]
                  if isinstance(answer, Exception) or not (answer.status_code == good or is_unavailable(answer))]
        assert not others, others[:3]
        assert any(answer.status_code == 503 for answer in answers[kind]), kind


def test_visitors_see_the_pages_as_they_were(outage):
    assert {getattr(answer, "status_code", answer) for answer in outage[1]["visits"]} == {200}


def test_no_write_that_was_acknowledged_is_lost(outage):
    artist, answers = outage
    acknowledged = {answer.json()["id"] for answer in answers["writes"] if answer.status_code == 201}
    first = artist.call("GET", "/galleries?limit=100")
    pages = [artist.call("GET", f"/galleries?limit=100&page={page}") for page in range(2, first["totalPages"] + 1)]
    there = {found["id"] for page in [first, *pages] for found in page["galleries"]}
    assert len(acknowledged) > 10 and acknowledged <= there


class Gate:
    """A way to a server that can be closed: then nobody gets through, and who was through is cut off."""

    def __init__(self, port):
        self._target = port
        self._through = []
        self.is_open = True
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            client, _ = self._listener.accept()
            try:
                if not self.is_open:
                    raise ConnectionRefusedError
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                client.close()
                continue
            self._through += [client, server]
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    @staticmethod
    def _pump(source, sink):
        try:
            while data := source.recv(1 << 16):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        self.is_open = False
        for connection in self._through:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self._through.clear()

    def open(self):
        self.is_open = True


@pytest.fixture(scope="module")
def storage():
    with s3_server() as port:
        yield Gate(port)


@pytest.fixture(scope="module")
def gallery_on_s3(storage):
    yield from running(GalleryProcess(**environment(storage.url)))


class Uploads(threading.Thread):
    """One upload after the other, as a program sends them that tries each step again until it succeeds."""

    numbers = itertools.count(300)

    def __init__(self, gallery, folder):
        super().__init__(daemon=True)
        self.artist = Artist(gallery)
        self.folder = folder
        self.refusals = []  # answers that were no success, and seconds until they came
        self.kept = {}      # the files of the acknowledged prints
        self.stopping = threading.Event()

    def step(self, ask):
        """The first answer that is a success; None when there is none before the end."""
        while not self.stopping.is_set():
            began = time.monotonic()
            try:
                answer = ask()
                if answer.ok:
                    return answer
                self.refusals.append((Answer(answer), time.monotonic() - began))
            except requests.ConnectionError:
                pass  # the storage itself
            self.stopping.wait(0.2)

    def run(self):
        while self.upload():
            pass

    def upload(self):
        number = next(self.numbers)
        file = images.png(self.folder / f"{number}.png", (number, 200))
        begun = self.step(lambda: self.artist.ask("POST", "/uploads", {"fileName": file.name, "size": file.stat().st_size}))
        if not begun:
            return False
        upload, part = begun.json(), begun.json()["partUrls"][0]
        body = {"uploadId": upload["uploadId"], "title": file.stem}
        if not self.step(lambda: requests.put(part["url"], data=file.read_bytes(), timeout=20)) or not self.step(
                lambda: self.artist.complete(upload)):
            return False
        made = self.step(lambda: self.artist.ask("POST", "/prints", body))
        if made:
            self.kept[made.json()["id"]] = file
        return bool(made)


@pytest.fixture(scope="module")
def without_storage(gallery_on_s3, storage, tmp_path_factory):
    """Half a minute without the storage, under a load of uploads: they, and what was answered to all else meanwhile."""
    folder = tmp_path_factory.mktemp("uploads")
    artist = Artist(gallery_on_s3)
    shown = artist.exhibit(artist.make_gallery("Harbours")["id"], images.jpeg(folder / "before.jpg"), "Before")
    half = images.noise(folder / "half-way.png")
    begun = artist.begin_upload(half)
    artist.send_part(begun, half, 1)
    arrived = artist.upload(images.jpeg(folder / "arrived.jpg"))

    api = f"{gallery_on_s3.api}/api/v1"
    others = {"reads": Load(lambda number: requests.get(f"{api}/prints?page={number % 50 + 1}", timeout=20)),
              "the artist's reads": Load(lambda number: artist.ask("GET", f"/prints?page={number % 50 + 1}")),
              "changes": Load(lambda number: artist.ask("PUT", f"/prints/{shown['id']}", {"notes": f"Seen {number} times."})),
              "visits": Load(lambda _: requests.get(f"{gallery_on_s3.gallery}/en/print/{shown['id']}", timeout=20))}
    uploads = [Uploads(gallery_on_s3, folder) for _ in range(12)]
    for thread in [*uploads, *others.values()]:
        thread.start()
    eventually(lambda: all(thread.kept for thread in uploads), "uploads succeed", 30)
    storage.close()
    made = artist.call("POST", "/prints", {"uploadId": arrived, "title": "Acknowledged"}, status=202)
    time.sleep(GONE_SECONDS)
    is_ready = requests.get(f"{gallery_on_s3.api}/readyz", timeout=60).status_code
    before = [len(thread.kept) for thread in uploads]
    storage.open()
    eventually(lambda: all(len(thread.kept) > count for thread, count in zip(uploads, before)), "uploads succeed again", 60)
    for thread in uploads:
        thread.stopping.set()
    answers = {kind: load.finish() for kind, load in others.items()}
    for thread in uploads:
        thread.join(60)
    artist.send_part(begun, half, 2)
    kept = {made["id"]: folder / "arrived.jpg"} | {print_id: file for thread in uploads for print_id, file in thread.kept.items()}
    return {"artist": artist, "is_ready": is_ready, "answers": answers, "refusals": [each for thread in uploads for each in thread.refusals],
            "kept": kept, "half": artist.complete(begun)}


def test_without_the_storage_uploads_are_answered_503(without_storage):
    refusals = without_storage["refusals"]
    assert len(refusals) > 50 and not [answer for answer, _ in refusals if not is_unavailable(answer)], refusals[:3]
    assert without_storage["is_ready"] == 503


def test_without_the_storage_all_other_calls_are_served(without_storage):
    for kind, answers in without_storage["answers"].items():
        assert {getattr(answer, "status_code", answer) for answer in answers} == {200}, kind


def test_an_upload_goes_on_when_the_storage_is_back(without_storage):
    assert without_storage["half"].status_code == 200, without_storage["half"].text


def test_no_upload_that_was_acknowledged_is_lost(without_storage, gallery_on_s3, storage):
    artist = without_storage["artist"]
    s3 = client_of(storage.url)
    for print_id, file in without_storage["kept"].items():
        later = artist.processed(print_id, 100)
        if later["imageProcessingStatus"] == "failed":
            assert "storage does not answer" in later["imageProcessingError"]
            artist.call("POST", f"/prints/{print_id}/image/retry")
            later = artist.processed(print_id, 100)
        assert later["imageProcessingStatus"] == "completed", later["imageProcessingError"]
        key = f"originals/{later['baseImageId']}{file.suffix}"
        kept = eventually(lambda: s3.list_objects_v2(Bucket=BUCKETS["IMAGES"], Prefix=key).get("Contents"), f"{file.name} is kept")
        assert s3.get_object(Bucket=BUCKETS["IMAGES"], Key=kept[0]["Key"])["Body"].read() == file.read_bytes()


# ---- a service that runs apart

@pytest.fixture(scope="module")
def apart(tmp_path_factory):
    """A gallery whose parts are programs of their own, with a print that visitors have seen."""
    process = Apart()
    try:
        artist = Artist(process.start())
        file = images.png(tmp_path_factory.mktemp("apart") / "plate.png")
        shown = artist.exhibit(artist.make_gallery("Harbours")["id"], file, "Alder")
        eventually(lambda: requests.get(f"{process.api}/api/v1/search?q=alder", timeout=5).json()["totalHits"], "it is found")
        page = requests.get(f"{process.gallery}/en/print/{shown['id']}", timeout=10)
        assert page.status_code == 200
        yield process, artist, page.url
    finally:
        process.remove()


def breakers(process, event):
    return {line["breaker"] for line in process.log_lines(f"circuit breaker {event}")}


def without(process, name, calls, breaker):
    """While the service is away each of its calls is 503: soon at once, by the gateway itself, which says when to come again."""
    process.kill_part(name)
    for call in calls:
        answers = [call() for _ in range(20)]
        assert all(map(is_unavailable, answers)), answers
        assert sum("Retry-After" in answer.headers for answer in answers) > 10
    assert breaker <= breakers(process, "opened")


def back(process, calls, breaker):
    """Nobody restarts the gateway."""
    eventually(lambda: all(call().ok for call in calls), "all calls are answered again", 30)
    assert breaker <= breakers(process, "closed")


def test_while_content_is_away_the_rest_goes_on_and_it_is_found_again(apart):
    process, artist, page = apart
    calls = [lambda: requests.get(f"{process.api}/api/v1/prints", timeout=5), lambda: artist.ask("GET", "/prints")]
    named = {"content, for visitors", "content, for artists"}
    without(process, "content", calls, named)
    assert requests.get(f"{process.api}/api/v1/search?q=alder", timeout=5).json()["totalHits"] == 1
    assert requests.get(page, timeout=10).status_code == 200, "the page as it was"
    assert requests.get(f"{process.api}/readyz", timeout=10).status_code == 503
    process.start_part("content", process.content, process.content_environment() | {"COPPER_IMAGING": process.imaging})
    back(process, calls, named)


def test_while_search_is_away_the_rest_goes_on_and_it_is_found_again(apart):
    process, artist, page = apart
    calls = [lambda: requests.get(f"{process.api}/api/v1/search?q=alder", timeout=5), lambda: artist.ask("GET", "/search?q=alder")]
    without(process, "search", calls, {"search"})
    assert requests.get(f"{process.api}/api/v1/prints", timeout=5).ok and artist.ask("GET", "/prints").ok
    assert requests.get(page, timeout=10).status_code == 200
    process.start_part("search", process.search, process.search_environment())
    back(process, calls, {"search"})
