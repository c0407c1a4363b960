"""`kill -9` of any one process, at the worst moments: nothing acknowledged is lost and nothing stays processing (R2.7)."""
import hashlib

import pytest

import images
from artist import Artist
from gallery_process import GalleryProcess, eventually

PROCESSES = ["copper", "copper-imaging", "postgres"]
SETTLED_SECONDS = 100  # a job is taken back when its lease of a minute has run out


class Damage:
    """A gallery whose processes are killed one after the other; what the artist was promised each time."""

    def __init__(self, gallery):
        self.gallery = gallery
        self.promised = {}  # by process and moment: the file and what was acknowledged
        self.outcome = {}   # the same: the print in the end

    def kill(self, name):
        killed = self.gallery.kill(name)
        if name == "copper":
            self.gallery.start()  # the others it starts again by itself
        eventually(lambda: self.gallery.find(name) not in (None, killed), f"{name} runs again")
        self.recovered()

    def recovered(self):
        self.gallery.wait_ready()
        self.artist = Artist(self.gallery)

    def during_upload(self, name):
        file = images.noise(self.gallery.root / f"parts-{name}.png")
        upload = self.artist.begin_upload(file)
        self.artist.send_part(upload, file, 1)
        self.kill(name)
        known = self.artist.call("GET", f"/uploads/{upload['uploadId']}")
        assert [part["number"] for part in known["parts"]] == [1], "the part that arrived is known"
        self.artist.send_part(upload, file, 2)
        answer = self.artist.complete(upload)
        assert answer.status_code == 200, answer.text
        made = self.artist.call("POST", "/prints", {"uploadId": upload["uploadId"], "title": f"Parts, {name}"}, status=202)
        self.promised[name, "upload"] = file, made

    def during_processing(self, name):
        file = images.jpeg(self.gallery.root / f"work-{name}.jpg", (4400, 3300))
        idle = self.gallery.cpu_ticks("copper-imaging")
        made = self.artist.create_print(file, f"Work, {name}")
        eventually(lambda: self.gallery.cpu_ticks("copper-imaging") > idle + 5, "imaging is at work", 30)
        assert self.artist.print(made["id"])["imageProcessingStatus"] == "processing"
        self.kill(name)
        self.promised[name, "processing"] = file, made

    def settle(self):
        for key, (_, made) in self.promised.items():
            self.outcome[key] = self.artist.processed(made["id"], SETTLED_SECONDS)


@pytest.fixture(scope="module")
def damaged():
    gallery = GalleryProcess()
    damage = Damage(gallery)
    try:
        gallery.start()
        damage.recovered()
        # Processing first: these wait for leases, and meanwhile the uploads are disturbed.
        for name in PROCESSES:
            damage.during_processing(name)
        for name in PROCESSES:
            damage.during_upload(name)
        damage.settle()
        yield damage
    finally:
        gallery.remove()


@pytest.mark.parametrize("moment", ["upload", "processing"])
@pytest.mark.parametrize("name", PROCESSES)
def test_an_image_is_completed_though_a_process_was_killed(damaged, name, moment):
    made = damaged.outcome[name, moment]
    assert made["imageProcessingStatus"] == "completed", made["imageProcessingError"]
    assert len(made["images"]) == 7


@pytest.mark.parametrize("moment", ["upload", "processing"])
@pytest.mark.parametrize("name", PROCESSES)
def test_the_original_is_kept_byte_for_byte_though_a_process_was_killed(damaged, name, moment):
    file, made = damaged.promised[name, moment]
    kept = [path for path in damaged.gallery.stored(made["baseImageId"]) if "originals/" in path]
    assert len(kept) == 1, damaged.gallery.stored(made["baseImageId"])
    content = (damaged.gallery.blobs / kept[0]).read_bytes()
    assert hashlib.sha256(content).digest() == hashlib.sha256(file.read_bytes()).digest()


def test_nothing_stays_processing(damaged):
    listed = damaged.artist.call("GET", "/prints?limit=100")["prints"]
    assert len(listed) == len(damaged.promised)
    assert {item["imageProcessingStatus"] for item in listed} == {"completed"}


def test_nothing_is_left_in_temporary_storage(damaged):
    def waiting():
        return [path for path in damaged.gallery.stored() if path.startswith("temporary/") and "/.incoming/" not in path]
    eventually(lambda: not waiting(), "temporary storage is empty")
