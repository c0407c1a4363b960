"""R9: a backup is made, everything is lost, and everything comes back."""
import hashlib
import io
import json
import shutil
import tarfile

import requests

import images
from artist import Artist
from gallery_process import GalleryProcess, eventually


def back_up(artist):
    """A complete backup's report, with its files."""
    begun = artist.call("POST", "/backups", status=202)

    def complete():
        report = artist.call("GET", f"/backups/{begun['id']}")
        assert report["state"] != "failed", report["error"]
        return report if report["state"] == "completed" else None
    return eventually(complete, "the backup is complete", 60)


def record(artist):
    """Everything the artist sees, without addresses that are signed anew each time and times of changes."""
    def strip(value):
        if isinstance(value, dict):
            return {key: strip(item) for key, item in value.items() if key not in ("url", "thumbnailUrl", "updatedAt")}
        return [strip(item) for item in value] if isinstance(value, list) else value
    prints = artist.call("GET", "/prints?limit=100")["prints"]
    galleries = artist.call("GET", "/galleries?limit=100")["galleries"]
    hanging = {gallery["id"]: artist.call("GET", f"/galleries/{gallery['id']}") for gallery in galleries}
    return strip({"prints": prints, "galleries": galleries, "hanging": hanging, "site": artist.call("GET", "/site")})


def restore(place, *arguments):
    status = place.run(["restore", *arguments, "--data", str(place.data)], seconds=120)
    assert status == 0, place.errors
    return place.console


def visible(place, print_id):
    """The public sees the print and can load every version of it."""
    answer = requests.get(f"{place.api}/api/v1/prints/{print_id}", timeout=5)
    return answer.ok and all(requests.get(image["url"], timeout=5).ok for image in answer.json()["images"])


def test_everything_is_lost_and_comes_back(place, tmp_path):
    artist = Artist(place)
    gallery = artist.make_gallery("Harbours")
    shown = [artist.exhibit(gallery["id"], images.jpeg(tmp_path / f"{n}.jpg"), f"Harbour {n} æøå")["id"] for n in range(3)]
    draft = artist.make_print(images.png(tmp_path / "draft.png"), "Draft")["id"]
    before, objects = record(artist), place.stored() - place.stored("backups/")
    originals = {path: hashlib.sha256((place.blobs / path).read_bytes()).digest() for path in place.stored("originals/")}
    backup = back_up(artist)
    place.stop()

    kept = tmp_path / "elsewhere"
    shutil.copytree(place.blobs / "backups", kept)
    for lost in ("postgres", "blobs", "secrets.json"):
        path = place.data / lost
        shutil.rmtree(path.resolve()) if path.is_dir() else path.unlink()
        if path.is_symlink():
            path.unlink()
    shutil.copytree(kept, place.blobs / "backups")

    assert backup["id"] in restore(place)  # the list
    restore(place, backup["id"])
    place.start()
    artist = Artist(place)
    assert record(artist) == before
    for print_id in shown:
        eventually(lambda: visible(place, print_id), f"print {print_id} is public again")
    assert requests.get(f"{place.api}/api/v1/prints/{draft}", timeout=5).status_code == 404
    assert place.stored() - place.stored("backups/") == objects
    for path, digest in originals.items():
        assert hashlib.sha256((place.blobs / path).read_bytes()).digest() == digest
    assert [known["id"] for known in artist.call("GET", "/backups")["backups"]] == [backup["id"]]


def test_downloaded_files_in_a_folder_of_any_name_come_back(tmp_path):
    process = GalleryProcess()
    try:
        artist = Artist(process.start())
        kept = artist.make_print(images.jpeg(tmp_path / "a.jpg"), "Kept")["id"]
        report = back_up(artist)
        folder = tmp_path / "Downloads" / "gallery of november"
        folder.mkdir(parents=True)
        for file in report["files"]:
            (folder / file["name"]).write_bytes(requests.get(file["url"], timeout=30).content)
        process.stop()
        shutil.rmtree((process.data / "postgres").resolve())
        shutil.rmtree(process.blobs)
        if (process.data / "postgres").is_symlink():
            (process.data / "postgres").unlink()
        shutil.copytree(folder, process.blobs / "backups" / folder.name)
        cut = process.blobs / "backups" / "cut"
        shutil.copytree(folder, cut)
        (cut / "0000.tar").write_bytes((cut / "0000.tar").read_bytes()[:-1])
        for name, manifest in (("empty", "{}"), ("no-json", "<html>")):
            (process.blobs / "backups" / name).mkdir()
            (process.blobs / "backups" / name / "manifest.json").write_text(manifest)

        listed = restore(process).splitlines()
        assert len(listed) == 1 and listed[0].startswith("gallery of november  20")
        assert "cut/0000.tar of the backup is damaged" in process.errors
        assert "backup empty is damaged" in process.errors and "backup no-json is damaged" in process.errors
        restore(process, folder.name)
        process.start()
        assert Artist(process).print(kept)["title"] == "Kept"
    finally:
        process.remove()


def test_parts_come_back_while_the_gallery_runs(place, tmp_path):
    artist = Artist(place)
    gallery = artist.make_gallery("Mills")
    first = artist.exhibit(gallery["id"], images.jpeg(tmp_path / "a.jpg"), "Mill")["id"]
    second = artist.exhibit(gallery["id"], images.jpeg(tmp_path / "b.jpg"), "Weir")["id"]
    before = artist.print(first)
    backup = back_up(artist)

    artist.call("DELETE", f"/prints/{first}", status=204)
    restore(place, backup["id"], "--print", str(first))
    eventually(lambda: visible(place, first), "the print is public again")
    assert artist.print(first)["translations"] == before["translations"]

    artist.call("DELETE", f"/galleries/{gallery['id']}", status=204)
    artist.call("DELETE", f"/prints/{second}", status=204)
    restore(place, backup["id"], "--gallery", str(gallery["id"]))
    eventually(lambda: visible(place, second), "its print is public again")
    hanging = artist.call("GET", f"/galleries/{gallery['id']}")["prints"]
    assert [print["printId"] for print in hanging] == [first, second]

    for path in place.stored("images/"):
        (place.blobs / path).unlink()
    assert not visible(place, first)
    restore(place, backup["id"], "--images")
    eventually(lambda: visible(place, first) and visible(place, second), "the images are there again")


def test_the_files_can_be_downloaded_and_read_by_anything(artist):
    report = back_up(artist)
    files = {file["name"]: requests.get(file["url"], timeout=30) for file in report["files"]}
    assert all(answer.ok for answer in files.values())
    manifest = json.loads(files["manifest.json"].content)
    for volume in manifest["volumes"]:
        content = files[volume["name"]].content
        assert len(content) == volume["bytes"] and hashlib.sha256(content).hexdigest() == volume["sha256"]
    with tarfile.open(fileobj=io.BytesIO(files["0000.tar"].content)) as tar:
        assert "database/public.print.jsonl.gz" in tar.getnames()


def test_what_cannot_be_restored_is_said(place):
    artist = Artist(place)
    backup = back_up(artist)
    running = place.run(["restore", backup["id"], "--data", str(place.data)])
    assert running == 2 and "Stop it" in place.errors
    unknown = place.run(["restore", "00000000-0000-4000-8000-000000000000", "--images", "--data", str(place.data)])
    assert unknown == 2 and "no complete backup" in place.errors
    there = artist.call("GET", "/prints?limit=1")["prints"][0]["id"]
    assert place.run(["restore", backup["id"], "--print", str(there), "--data", str(place.data)]) == 2
    assert "Delete it first" in place.errors


def test_a_killed_backup_goes_on_after_the_start(tmp_path):
    process = GalleryProcess()
    try:
        artist = Artist(process.start())
        artist.make_print(images.jpeg(tmp_path / "a.jpg"))
        begun = artist.call("POST", "/backups", status=202)
        process.kill("copper")
        process.start()
        artist = Artist(process)
        # A step that was under way is taken up again when its lease has run out, after a minute at most.
        eventually(lambda: artist.call("GET", f"/backups/{begun['id']}")["state"] == "completed", "it is complete", 90)
    finally:
        process.remove()
