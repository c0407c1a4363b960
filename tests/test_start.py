"""Starting and stopping: what cannot begin says so in one line, what stops leaves nothing behind."""
import base64
import json
import os
import shutil
import socket
import time

import pytest
import requests

import images
from artist import Artist
from gallery_process import COPPER, GalleryProcess, eventually


@pytest.fixture(scope="module")
def used():
    """A gallery that ran once, with one published print, and was stopped."""
    process = GalleryProcess()
    try:
        process.start()
        artist = Artist(process)
        made = artist.make_print(images.jpeg(process.root / "kept.jpg"), "Kept over night")
        process.print_id = artist.publish(made["id"])["id"]
        process.stop_status = process.stop()
        process.left_over = process.processes()
        yield process
    finally:
        process.remove()


@pytest.fixture
def fresh():
    process = GalleryProcess()
    yield process
    process.remove()


def refuses(process, arguments, *words, **environment):
    """Ends with status 2 within seconds and one plain line on stderr that has the words; nothing goes on running."""
    before = set(process.processes())
    status = process.run(arguments, **environment)
    assert status == 2, (status, process.errors, process.log_tail())
    lines = process.errors.splitlines()
    assert len(lines) == 1 and lines[0].startswith("copper: "), process.errors
    for word in words:
        assert str(word) in lines[0], lines[0]
    for trace in ("terminate", "what()", "std::", "Aborted", ".cc:"):
        assert trace not in lines[0], lines[0]
    assert set(process.processes()) <= before


def test_a_stop_while_an_image_is_made_loses_nothing_and_begins_with_it_again(fresh, tmp_path):
    artist = Artist(fresh.start())
    uploads = [artist.upload(images.jpeg(tmp_path / f"{n}.jpg", (4000, 3000))) for n in range(2)]
    for upload in uploads:
        artist.call("POST", "/prints", {"uploadId": upload, "title": "Interrupted"}, status=202)
    begun, = fresh.sql("SELECT image_id FROM image_job WHERE state = 'leased'")
    assert fresh.stop() == 0 and not fresh.processes()
    before = len(fresh.log_lines('"picture processed"'))  # the first one, on a slow day
    fresh.start()
    eventually(lambda: fresh.sql("SELECT count(*) FROM image WHERE state = 'completed'") == ["2"], "both are made", 60)
    ended = [(line["baseImageId"], line["attempt"]) for line in fresh.log_lines('"picture processed"')]
    assert len(ended) == 2 and (begun, 1) in ended[:before + 1]
    assert not fresh.log_lines("a result cannot be delivered") and not fresh.log_lines('"trying again"')


@pytest.mark.parametrize("offset", [0, 3, 4])
def test_a_taken_port_is_named(used, offset):
    port = used.port_base + offset
    with socket.socket(socket.AF_INET6) as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        taken.bind(("::", port))
        taken.listen()
        refuses(used, used.arguments(), port, "--port-base")


def test_an_unknown_log_level_is_named_with_those_there_are(fresh):
    refuses(fresh, fresh.arguments(), "COPPER_LOG_LEVEL", "nonsense", "info", COPPER_LOG_LEVEL="nonsense")


@pytest.mark.parametrize("arguments", [["up", "--colour"], ["paint"], ["up", "--port-base", "many"], ["up", "--data"]])
def test_an_argument_that_is_not_known_is_named(fresh, arguments):
    refuses(fresh, arguments, arguments[-1] if arguments[-1] != "many" else "--port-base", "--help" if "many" not in arguments else "many")


def test_a_file_in_place_of_the_data_directory_is_named(fresh):
    fresh.data.write_text("not a directory")
    refuses(fresh, fresh.arguments(), fresh.data)


def test_a_place_where_nothing_can_be_written_is_named(fresh):
    refuses(fresh, ["up", "--data", "/proc/copper-data"], "/proc/copper-data")


def test_a_database_that_does_not_answer_is_named_without_its_password(fresh):
    url = "postgresql://copper:very-secret@127.0.0.1:1/copper"
    refuses(fresh, fresh.arguments(), "COPPER_DATABASE_URL", COPPER_DATABASE_URL=url)
    assert "very-secret" not in fresh.errors + fresh.console + fresh.log_tail()


def test_a_malformed_configuration_file_is_named(fresh):
    (fresh.root / ".env").write_text("COPPER_LOG_LEVEL=info\nthis is not a setting\n")
    refuses(fresh, fresh.arguments(), ".env", "2")


def test_a_damaged_database_directory_is_named(used, fresh):
    shutil.copytree(used.data, fresh.data, symlinks=True)
    if os.getuid() == 0:
        shutil.chown(fresh.data / "postgres", "postgres", "postgres")
        for path in (fresh.data / "postgres").rglob("*"):
            shutil.chown(path, "postgres", "postgres")
    next((fresh.data / "postgres").rglob("pg_control")).unlink()
    refuses(fresh, fresh.arguments(), "PostgreSQL", fresh.data)


def test_damaged_keys_are_named(used, fresh):
    fresh.data.mkdir()
    (fresh.data / "secrets.json").write_text("{half of it")
    refuses(fresh, fresh.arguments(), fresh.data / "secrets.json")


def test_a_second_gallery_on_the_same_data_is_refused(place, fresh):
    refuses(fresh, ["up", "--data", str(place.data), "--port-base", str(fresh.port_base)], place.data, "--data")
    assert requests.get(place.api + "/readyz", timeout=5).status_code == 200


def test_a_token_is_refused_where_no_gallery_runs(fresh):
    refuses(fresh, ["token", "--data", str(fresh.data), "--port-base", str(fresh.port_base)], "copper up", fresh.data)


@pytest.mark.parametrize("command", [["token"], ["import", "."], ["reindex"]])
def test_a_command_beside_a_gallery_names_where_it_looked_and_makes_none(fresh, command):
    refuses(fresh, command, fresh.root / "var", "--data")
    assert not (fresh.root / "var").exists()


def test_a_token_has_the_role_that_was_asked_for_alone(used):
    refuses(used, ["token", "--role", "king", "--data", str(used.data)], "--role", "artist or admin", "king")
    used.start()
    try:
        for role in ("artist", "admin"):
            payload = used.token(role).split(".")[1]
            assert json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["roles"] == [role]
    finally:
        used.stop()


def test_sigterm_ends_everything_with_status_0(used):
    assert used.stop_status == 0
    assert used.left_over == {}


def test_sigterm_ends_everything_while_visitors_are_connected(used):
    used.start()
    with requests.Session() as visitor:
        assert visitor.get(used.gallery + "/en/", timeout=5).status_code == 200  # and keeps its connection
        assert used.stop(10) == 0
    assert used.processes() == {}


def test_a_second_start_finds_everything_as_it_was(used):
    password = used.password
    started = time.monotonic()
    used.start()
    assert time.monotonic() - started < 20
    try:
        assert used.password == password
        artist = Artist(used)
        kept = artist.print(used.print_id)
        assert kept["status"] == "published" and kept["title"] == "Kept over night"
        assert all(requests.get(image["url"], timeout=5).status_code == 200 for image in kept["images"])
        found = requests.get(f"{used.gallery}/en/print/{used.print_id}", timeout=5)
        assert found.status_code == 200 and "Kept over night" in found.text
    finally:
        used.stop()


def test_secrets_are_for_their_owner_alone(used):
    for name in ("secrets.json", "artist-password.txt"):
        assert (used.data / name).stat().st_mode & 0o077 == 0, name


def test_help_is_for_stdout_and_status_0(fresh):
    assert fresh.run(["--help"]) == 0
    assert "copper" in fresh.console and fresh.errors == ""
    assert COPPER.name in fresh.console
