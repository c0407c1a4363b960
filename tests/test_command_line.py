"""Pictures by hand: `copper image` makes the versions of a local file, `copper import` makes prints of a folder and its table."""
import csv
import json
import os
import pty
import subprocess

import PIL.Image
import pytest

import images
from artist import Artist
from gallery_process import COPPER


def copper(*arguments, cwd):
    return subprocess.run([COPPER, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, timeout=120)


def on_a_terminal(*arguments, cwd):
    """What somebody sees who types it."""
    near, far = pty.openpty()
    process = subprocess.Popen([COPPER, *map(str, arguments)], cwd=cwd, stdin=far, stdout=far, stderr=far)
    os.close(far)
    seen = b""
    try:
        while piece := os.read(near, 4096):
            seen += piece
    except OSError:
        pass  # the terminal is gone with the last who had it open
    os.close(near)
    assert process.wait(60) == 0, seen
    return seen.decode()


def test_a_progress_line_says_what_is_being_made_and_gives_way_to_the_table(tmp_path):
    images.jpeg(tmp_path / "harbour.jpg", (900, 600))
    seen = on_a_terminal("image", "harbour.jpg", cwd=tmp_path)
    line, table_seen = seen.split("\r\x1b[K")
    assert line == "harbour.jpg: making 7 versions …"
    assert table_seen.startswith("original") and "harbour/xlarge.webp" in table_seen


def test_a_progress_bar_grows_as_a_folder_is_imported(place, tmp_path):
    for name in ("one.jpg", "two.jpg", "three.jpg"):
        images.jpeg(tmp_path / name)
    table(tmp_path, [["file"], ["one.jpg"], ["two.jpg"], ["three.jpg"]])
    seen = on_a_terminal("import", tmp_path, "--data", place.data, cwd=place.root)
    bars = [line for line in seen.split("\r\x1b[K") if " of 3  " in line]
    assert [(bar.split()[0], bar.split("  ", 1)[1]) for bar in bars] == [
        ("#" * 10 + "." * 20, "1 of 3  one.jpg"), ("#" * 20 + "." * 10, "2 of 3  two.jpg"), ("#" * 30, "3 of 3  three.jpg")]
    assert "Imported 3, were there already 0, refused 0." in seen


def test_a_local_file_becomes_every_version(tmp_path):
    images.jpeg(tmp_path / "harbour.jpg", (900, 600))
    done = copper("image", "harbour.jpg", "--watermark", "© Marie Holm", "--position", "centre", "--size", "8", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    made = {file.stem: PIL.Image.open(file).size for file in (tmp_path / "harbour").iterdir()}
    assert made["thumbnail"] == (200, 200) and made["medium"] == (800, 533) and made["xlarge"] == (900, 600)
    for name in made:
        assert f"harbour/{name}.webp" in done.stdout
    assert "Copper C1" in done.stdout


def test_a_local_file_becomes_tiles_for_any_viewer(tmp_path):
    images.jpeg(tmp_path / "harbour.jpg", (1100, 700))
    done = copper("image", "harbour.jpg", "--zoom", "https://example.dk/harbour", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    zoom = tmp_path / "harbour" / "zoom"
    info = json.loads((zoom / "info.json").read_text())
    assert (info["id"], info["width"], info["height"]) == ("https://example.dk/harbour", 1100, 700)
    assert PIL.Image.open(zoom / "0,0,512,512" / "512,512" / "0" / "default.jpg").size == (512, 512)
    assert f"{len(list(zoom.rglob('*.jpg')))} tiles" in done.stdout


@pytest.mark.parametrize("wrong", [["--position", "middle"], ["--size", "11"], ["--opacity", "x"], ["--colour", "red"], ["--out"],
                                   ["--focus", "2,2"], ["--focus", "0.5"], ["--focus", "0.5,0.5,1"], ["--size", "5x"], ["--size", "nan"]])
def test_an_option_that_is_wrong_is_named(tmp_path, wrong):
    images.jpeg(tmp_path / "harbour.jpg", (300, 200))
    done = copper("image", "harbour.jpg", *wrong, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.startswith("copper: ") and wrong[0] in done.stderr and not (tmp_path / "harbour").exists()


def test_a_file_that_is_no_picture_is_refused_with_the_reason(tmp_path):
    images.written(tmp_path / "notes.jpg", b"Sold two impressions.")
    done = copper("image", "notes.jpg", cwd=tmp_path)
    assert done.returncode == 1 and "notes.jpg is not a JPEG, PNG or HEIC picture" in done.stderr


def test_help_is_given_without_anything_being_compiled(tmp_path):
    root = COPPER.parents[3]
    done = subprocess.run([root / "dev", "run", "--help"], cwd=tmp_path, capture_output=True, text=True, timeout=20, env={"PATH": "/usr/bin:/bin"})
    assert done.returncode == 0 and done.stderr == ""
    for arguments in ([], ["runn"]):
        asked = subprocess.run([root / "dev", *arguments], cwd=tmp_path, capture_output=True, text=True, timeout=20)
        assert asked.returncode == 2
        for option in ("--port-base", "--data", "--no-demo"):
            assert option in asked.stderr and option in done.stdout and f"`{option}" in (root / "README.md").read_text()
    for command in ("image", "up"):
        done = copper(command, "--help", cwd=tmp_path)
        assert done.returncode == 0 and done.stdout.startswith("Usage: copper")


def table(folder, rows, **format):
    with open(folder / "prints.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file, **format).writerows(rows)


def test_a_folder_becomes_prints_and_goes_on_where_it_stopped(place, tmp_path):
    artist = Artist(place)
    images.jpeg(tmp_path / "boats.jpg")
    images.heic(tmp_path / "road.heic")
    images.png(tmp_path / "quince.png")
    rows = [["file", "title_en", "title_da", "year", "plateHeightMm", "tags_da", "status"],
            ["boats.jpg", 'Two "boats", one quay', "To både, én kaj", "2019", "24,5", "hav, både", "published"],
            ["road.heic", "The road", "", "", "", "", ""]]
    table(tmp_path, rows, delimiter=";")
    run = ("import", tmp_path, "--data", place.data)
    done = copper(*run, cwd=place.root)
    assert done.returncode == 0 and "Imported 2, were there already 0, refused 0." in done.stdout, done.stdout + done.stderr

    table(tmp_path, rows + [["quince.png"] + [""] * 6])
    done = copper(*run, cwd=place.root)
    assert done.returncode == 0 and "Imported 1, were there already 2, refused 0." in done.stdout, done.stdout + done.stderr
    prints = {item["originalFileName"]: artist.processed(item["id"]) for item in artist.call("GET", "/prints")["prints"]}
    assert set(prints) >= {"boats.jpg", "road.heic", "quince.png"}
    boats = prints["boats.jpg"]
    assert boats["translations"]["en"]["title"] == 'Two "boats", one quay' and boats["translations"]["da"]["title"] == "To både, én kaj"
    assert (boats["year"], boats["plateHeightMm"], boats["status"]) == (2019, 24.5, "published")
    assert boats["translations"]["da"]["tags"] == ["hav", "både"]
    assert prints["quince.png"]["title"] == "quince"
    assert all(made["imageProcessingStatus"] == "completed" for made in prints.values())

    images.written(tmp_path / "again.jpg", (tmp_path / "boats.jpg").read_bytes())
    table(tmp_path, [["file"], ["again.jpg"]])
    done = copper(*run, cwd=place.root)
    assert done.returncode == 0 and "Imported 0, were there already 1, refused 0." in done.stdout, done.stdout
    assert f"again.jpg: skipped, for this very picture is there already: print {boats['id']}, " in done.stdout


def test_another_picture_of_the_same_name_is_imported(place, tmp_path):
    for folder in ("first", "second"):
        images.jpeg(tmp_path / folder / "harbour.jpg")
        table(tmp_path / folder, [["file"], ["harbour.jpg"]])
        done = copper("import", tmp_path / folder, "--data", place.data, cwd=place.root)
        assert done.returncode == 0 and "Imported 1, were there already 0, refused 0." in done.stdout, done.stdout + done.stderr
    named = [item for item in Artist(place).call("GET", "/prints")["prints"] if item["originalFileName"] == "harbour.jpg"]
    assert len(named) == 2


def test_a_table_with_mistakes_imports_nothing_and_names_each(place, tmp_path):
    folder = tmp_path / "folder"
    boats = images.jpeg(folder / "boats.jpg")
    images.written(folder / "same.jpg", boats.read_bytes())
    images.written(folder / "notes.jpg", b"Sold two impressions.")
    images.jpeg(tmp_path / "outside.jpg")
    wrong = [(["boats.jpg", "later", ""], 'year is "later", which is no number'), (["gone.jpg", "1999", ""], "gone.jpg"),
             (["", "1999", ""], "no file is named"), (["boats.jpg", "3023", ""], "year must be a whole number from 1400 to 2100."),
             (["boats.jpg", "1999", "9999999999"], "price must be"), (["boats.jpg", "1999", "12.500"], "which can be read in two ways"),
             (["notes.jpg", "", ""], "notes.jpg is not an image"),
             (["../outside.jpg", "", ""], "../outside.jpg is outside of the folder"),
             (["boats.jpg", "", ""], None), (["same.jpg", "", ""], "same.jpg is the same picture as boats.jpg")]
    table(folder, [["file", "year", "price"], *(row for row, _ in wrong)])
    done = copper("import", folder, "--data", place.data, cwd=place.root)
    assert done.returncode == 2
    said = dict(line.strip().split(": ", 1) for line in done.stderr.splitlines()[1:])
    assert set(said) == {f"line {number}" for number, (_, why) in enumerate(wrong, 2) if why}
    for number, (_, why) in enumerate(wrong, 2):
        assert not why or said[f"line {number}"].count(why) == 1, said
    tmp_path = folder
    table(tmp_path, [["file", "prize"], ["boats.jpg", "1"]])
    done = copper("import", tmp_path, "--data", place.data, cwd=place.root)
    assert done.returncode == 2 and "prize" in done.stderr
