"""A picture that takes too much time or memory is that picture's failure, whatever it does to the process, and the next one is made."""
import contextlib
import os
import pathlib
import re
import resource
import signal
import subprocess

import pytest

import images
from artist import Artist
from gallery_process import GalleryProcess, eventually, running, status_of

MEGABYTE = 1024 * 1024


@pytest.fixture
def gallery():
    yield from running(GalleryProcess())


ALLOWED = 4096 * MEGABYTE


def allow(pid, size):
    """Sets the soft limit of its memory, as the user it runs as: not every root may."""
    user = status_of(pid)["Uid"][0]
    become = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if os.geteuid() == 0 else []
    subprocess.run([*become, "prlimit", f"--pid={pid}", f"--as={size}:"], check=True)


def without_memory(pid):
    """What it has, and too little besides for any large picture; as if that picture had taken the rest."""
    allow(pid, int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[0]) * resource.getpagesize() + 24 * MEGABYTE)


def out_of_time(pid):
    """The alarm that is set before each picture."""
    os.kill(pid, signal.SIGALRM)


def is_limited(pid):
    """Whether it has set its limits; it does so before it takes a picture."""
    return re.search(rf"Max address space +\d+ +{ALLOWED} ", pathlib.Path(f"/proc/{pid}/limits").read_text())


@pytest.mark.parametrize("meet", [without_memory, out_of_time])
def test_a_picture_that_runs_away_fails_with_a_reason_and_the_next_is_made(gallery, tmp_path, meet):
    artist = Artist(gallery)
    original = images.jpeg(tmp_path / "harbour.jpg", (4000, 3000))
    first = artist.create_print(original)["id"]

    def ended():
        pid = gallery.find("copper-imaging")
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, subprocess.CalledProcessError):  # it ended meanwhile
            if pid and is_limited(pid) and gallery.sql("SELECT count(*) FROM image_job WHERE state = 'leased'") == ["1"]:
                meet(pid)
        found = artist.print(first)
        return found if found["imageProcessingStatus"] in ("completed", "failed") else None

    failed = eventually(ended, "the image has failed", 120)
    assert failed["imageProcessingStatus"] == "failed" and failed["imageProcessingError"]
    kept, = eventually(lambda: gallery.stored("originals/"), "the original is kept")
    assert gallery.stored_bytes(kept) == original.read_bytes()
    allow(gallery.pid("copper-imaging"), ALLOWED)
    second = artist.make_print(images.jpeg(tmp_path / "quay.jpg"), title="Quay")
    assert second["imageProcessingStatus"] == "completed"
