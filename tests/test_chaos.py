"""Uploads while processes are killed with -9 at random moments: whatever was acknowledged ends well (R2.7)."""
import concurrent.futures
import hashlib
import os
import random
import threading
import time

import pytest
import requests

import images
from artist import Artist
from gallery_process import GalleryProcess, eventually

PROCESSES = ["copper", "copper-imaging", "postgres"]
ARTISTS = 3  # uploads at a time
VERSIONS = 7


class Persistent:
    """An artist whose program tries again until it has an answer, as the studio does."""

    def __init__(self, gallery):
        self.gallery = gallery
        self.token = gallery.token("artist")

    def ask(self, method, path, body=None):
        """The first answer that is not "try again"; None when the connection broke after the request was sent."""
        return self.send(method, f"{self.gallery.api}/api/v1/artist{path}", json=body,
                         headers={"Authorization": f"Bearer {self.token}"})

    def send(self, method, url, **request):
        deadline = time.monotonic() + 120
        while True:
            try:
                answer = requests.request(method, url, timeout=20, **request)
                if answer.status_code < 500:
                    return answer
                assert answer.status_code == 503, f"{method} {url}: {answer.status_code} {answer.text}"
            except requests.RequestException:
                pass
            assert time.monotonic() < deadline, f"{method} {url} has no answer"
            time.sleep(0.2)

    def at_leisure(self, content, title):
        time.sleep(random.uniform(0, 1.5))  # so that the kills come between all the steps of all of them
        return self.upload(content, title)

    def upload(self, content, title):
        """The id of the print that was acknowledged for these bytes."""
        begun = self.ask("POST", "/uploads", {"fileName": f"{title}.png", "size": len(content)}).json()
        part = begun["partUrls"][0]
        sent = self.send("PUT", part["url"], data=content)
        assert sent.ok, sent.text
        completed = self.ask("POST", f"/uploads/{begun['uploadId']}/complete", {})
        assert completed.status_code == 200, completed.text
        made = self.ask("POST", "/prints", {"uploadId": begun["uploadId"], "title": title})
        # Committed, and then its answer was lost: the second request says so.
        assert made.status_code in (202, 409), made.text
        return begun["uploadId"]


class Killer(threading.Thread):
    """Kills one process after the other until told to stop; starts copper again, which starts the others."""

    def __init__(self, gallery, seed):
        super().__init__(daemon=True)
        self.gallery = gallery
        self.random = random.Random(seed)
        self.killed = []
        self.stopping = threading.Event()
        self.failure = None

    def run(self):
        try:
            while not self.stopping.wait(self.random.uniform(0.1, 1.5)):
                name = self.random.choice(PROCESSES)
                if self.gallery.find(name) is None:
                    continue  # it is just being started again
                self.gallery.kill(name)
                self.killed.append(name)
                if name == "copper":
                    self.start_again()
        except BaseException as failure:  # noqa: BLE001  told by the test
            self.failure = failure

    def start_again(self):
        """As a service manager does, which tries again when what the killed one left was still in the way."""
        try:
            self.gallery.start()
        except AssertionError as failure:
            if "Another copper is running" not in str(failure) and "in use" not in str(failure):
                raise
            print("started twice:", failure)
            self.gallery.start()


@pytest.fixture(scope="module")
def survived(request):
    count = 1000 if request.config.getoption("--long") else 100
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    gallery = GalleryProcess()
    try:
        gallery.start()
        folder = gallery.root / "files"
        folder.mkdir()
        files = {f"Sheet {number}": images.png(folder / f"{number}.png", (1200 + number, 900)).read_bytes()
                 for number in range(count)}
        artist = Persistent(gallery)
        killer = Killer(gallery, seed)
        killer.start()
        try:
            with concurrent.futures.ThreadPoolExecutor(ARTISTS) as pool:
                promised = dict(zip(files, pool.map(lambda title: artist.at_leisure(files[title], title), files)))
        except AssertionError:
            print(killer.failure or "Copper runs, but does not answer.", gallery.errors, gallery.log_tail(200), sep="\n")
            raise
        finally:
            killer.stopping.set()
            killer.join(120)
        assert not killer.failure, killer.failure
        gallery.wait_ready()
        yield gallery, killer, files, promised
    finally:
        gallery.remove()


@pytest.fixture(scope="module")
def prints(survived):
    """By title, once none is being processed any more."""
    gallery, _, _, promised = survived
    artist = Artist(gallery)

    def all_prints():
        pages = [artist.call("GET", f"/prints?limit=100&page={page + 1}")["prints"] for page in range(len(promised) // 100 + 1)]
        return [found for page in pages for found in page]
    eventually(lambda: all(found["imageProcessingStatus"] != "processing" for found in all_prints()),
               "nothing is being processed", 400)
    listed = all_prints()
    assert len(listed) == len({found["title"] for found in listed}), "nothing is there twice"
    return {found["title"]: found for found in listed}


def test_each_kind_of_process_was_killed_in_the_middle(survived):
    assert set(survived[1].killed) == set(PROCESSES), survived[1].killed


def test_every_acknowledged_upload_is_a_print(survived, prints):
    promised = survived[3]
    assert {title: found["baseImageId"] for title, found in prints.items()} == promised


def test_every_image_is_completed_or_failed_with_a_reason(prints):
    for title, found in prints.items():
        if found["imageProcessingStatus"] == "completed":
            assert len(found["images"]) == VERSIONS, title
        else:
            assert found["imageProcessingStatus"] == "failed" and found["imageProcessingError"], title


def test_every_original_is_kept_byte_for_byte(survived, prints):
    gallery, _, files, _ = survived
    kept = gallery.blobs / "images" / "originals"
    for title, found in prints.items():
        eventually(lambda: (kept / f"{found['baseImageId']}.png").exists(), f"the original of {title} is kept")
        content = (kept / f"{found['baseImageId']}.png").read_bytes()
        assert hashlib.sha256(content).digest() == hashlib.sha256(files[title]).digest(), title


@pytest.fixture(scope="module")
def swept(survived, prints):
    """The gallery as it is once everything that was begun and given up has come of age."""
    gallery = survived[0]
    gallery.sql("UPDATE upload SET created_at = created_at - interval '2 days'")
    eventually(lambda: gallery.sql("SELECT count(*) FROM upload") == ["0"], "uploads nobody made a print of are gone", 90)
    # What the storage had begun when its process was killed, before there was a row of it; seen to at the next beginning.
    week_ago = time.time() - 8 * 24 * 3600
    for begun in (gallery.blobs / "temporary" / ".uploads").iterdir():
        os.utime(begun, (week_ago, week_ago))
    last = Artist(gallery).call("POST", "/uploads", {"fileName": "last.png", "size": 1}, status=201)
    Artist(gallery).call("DELETE", f"/uploads/{last['uploadId']}", status=204)

    def removals():
        return gallery.sql("UPDATE blob_removal SET due_at = now(); SELECT count(*) FROM blob_removal")
    eventually(lambda: removals() == ["0"], "all that was to be removed is", 90)
    return gallery


@pytest.mark.parametrize("rows", [
    "image_job WHERE state NOT IN ('done', 'failed')",
    "image WHERE state = 'processing' OR original_area = 'temporary'",
    "image WHERE NOT EXISTS (SELECT FROM print WHERE image_id = image.id)",
    "image WHERE NOT EXISTS (SELECT FROM image_job WHERE image_id = image.id)",
    "print WHERE NOT EXISTS (SELECT FROM image WHERE id = print.image_id)",
    "print WHERE NOT EXISTS (SELECT FROM print_translation WHERE print_id = print.id)",
    "image_version v WHERE NOT EXISTS (SELECT FROM image WHERE id = v.image_id AND state = 'completed')",
])
def test_no_row_is_an_orphan(swept, rows):
    eventually(lambda: swept.sql(f"SELECT count(*) FROM {rows}") == ["0"], f"there is no {rows}", 90)


def test_every_object_is_named_by_a_row_and_every_name_is_an_object(swept):
    named = set(swept.sql("SELECT original_area || '/' || original_key FROM image "
                          "UNION SELECT 'images/' || storage_key FROM image_version"))
    zooms = set(swept.sql("SELECT 'images/' || zoom_key FROM image WHERE zoom_key IS NOT NULL"))
    # What was being written at a kill has no name yet; a start removes it when it is a day old (platform/storage/file_tree.h).
    there = {path for path in swept.stored() if "/.incoming/" not in path}
    tiles = {path for path in there for zoom in zooms if path.startswith(f"{zoom}/")}
    assert there - tiles == named
    assert all(any(tile.startswith(f"{zoom}/") for tile in tiles) for zoom in zooms)
