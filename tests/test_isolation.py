"""On one machine the image service is a process that knows no secret, is nobody in particular and reaches no database."""
import os
import pathlib
import socket

import pytest

import images
from artist import Artist
from gallery_process import GalleryProcess, eventually, running, status_of

SECRETS = {"COPPER_SMTP_URL": "smtp://marie:s3cret-4711@mail.example.org:587", "COPPER_METRICS_TOKEN": "s3cret-4711",
           "COPPER_SESSION_KEYS": "s3cret-4711", "SOME_TOKEN": "s3cret-4711"}
KNOWN = {"PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "COPPER_STORAGE", "COPPER_LISTEN_ADDRESS", "COPPER_PORT",
         "COPPER_CONTENT_URL", "COPPER_LOG_LEVEL"}


def of_root(test):
    """Whoever is not root has nothing to give up."""
    return test if os.geteuid() == 0 else None


@pytest.fixture(scope="module")
def gallery():
    process = GalleryProcess(**SECRETS)
    (process.root / ".env").write_text("COPPER_SESSION_KEYS=s3cret-4711\n")
    yield from running(process)


def as_user(uid, gid, work):
    """Whether `work` raises nothing, in a process of that user."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(gid)
            os.setuid(uid)
            work()
            os._exit(0)
        except OSError:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def test_it_is_told_no_secret(gallery):
    pid = gallery.pid("copper-imaging")
    environment = pathlib.Path(f"/proc/{pid}/environ").read_bytes().decode()
    assert "4711" not in environment and "postgres" not in environment
    assert {entry.split("=")[0] for entry in environment.split("\0") if entry} <= KNOWN
    assert not (pathlib.Path(f"/proc/{pid}/cwd") / ".env").exists()


@of_root
def test_it_is_not_root_and_reaches_neither_database_nor_secrets(gallery):
    status = status_of(gallery.pid("copper-imaging"))
    uid, gid = int(status["Uid"][0]), int(status["Gid"][0])
    assert uid != 0 and set(status["Uid"]) == {str(uid)} and not status["Groups"] and set(status["CapEff"][0]) == {"0"}
    database = next((gallery.data / "postgres").rglob(".s.PGSQL.5432"))

    def connect():
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(database))

    connect()
    assert not as_user(uid, gid, connect)
    for secret in (gallery.data / "secrets.json", gallery.data / "artist-password.txt"):
        assert secret.exists() and not as_user(uid, gid, secret.read_bytes)
    assert as_user(uid, gid, (gallery.blobs / "images/.incoming/probe").mkdir)


def test_it_opens_no_unix_socket_whoever_it_runs_as(gallery):
    status = status_of(gallery.pid("copper-imaging"))
    assert (status["NoNewPrivs"], status["Seccomp"]) == (["1"], ["2"])


def test_it_makes_pictures_all_the_same_and_removes_them(gallery, tmp_path):
    artist = Artist(gallery)
    made = artist.make_print(images.jpeg(tmp_path / "harbour.jpg"))
    image = made["images"][0]["url"].split("/")[-2]
    assert gallery.stored(image)
    artist.call("DELETE", f"/prints/{made['id']}")
    eventually(lambda: not gallery.stored(f"images/{image}"), "the versions are gone", 60)


@of_root
def test_a_store_that_was_roots_becomes_its_own(gallery, tmp_path):
    gallery.stop()
    for path in [gallery.blobs, *gallery.blobs.rglob("*")]:
        os.lchown(path, 0, 0)
    gallery.start()
    Artist(gallery).make_print(images.jpeg(tmp_path / "again.jpg"))


@of_root
def test_it_works_in_a_store_that_its_user_could_not_reach_by_its_path(tmp_path):
    """As in a checkout below /root."""
    process = GalleryProcess()
    locked = process.root / "locked"
    locked.mkdir(0o700)
    try:
        process.start(COPPER_STORAGE=f"file:{locked}/blobs")
        Artist(process).make_print(images.jpeg(tmp_path / "harbour.jpg"))
    finally:
        process.remove()


def test_when_copper_is_killed_it_ends_in_the_middle_of_a_picture(gallery, tmp_path):
    made = Artist(gallery).create_print(images.jpeg(tmp_path / "large.jpg", (4000, 3000)))
    eventually(lambda: gallery.sql("SELECT count(*) FROM image_job WHERE state = 'leased'") == ["1"], "it is at work")
    pid = gallery.pid("copper-imaging")
    gallery.kill("copper")
    eventually(lambda: pid not in gallery.processes(), "it is gone")
    assert not [line for line in gallery.log_lines('"picture processed"') if line["baseImageId"] == made["baseImageId"]]
    gallery.start()
