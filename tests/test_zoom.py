"""Zoom tiles and placeholders (R6.3): a static IIIF Image API 3.0 service of compliance level 0, published with its print."""
import base64
import html
import io
import math

import pytest
import requests
from PIL import Image

import images
from gallery_process import eventually

SIZE = (2300, 1500)


def public_print(gallery, print_id):
    return requests.get(f"{gallery.api}/api/v1/prints/{print_id}", timeout=10)


@pytest.fixture(scope="module")
def shown(artist, gallery, tmp_path_factory):
    """A published print as the public API gives it."""
    made = artist.make_print(images.jpeg(tmp_path_factory.mktemp("zoom") / "etching.jpg", SIZE), "Zoomed")
    artist.publish(made["id"])
    return eventually(lambda: (answer := public_print(gallery, made["id"])).ok and answer.json(), "the print is public")


@pytest.fixture(scope="module")
def info(shown):
    answer = requests.get(shown["zoom"]["url"], timeout=10)
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("application/json")
    return answer.json()


def named(info):
    """Every file that info.json promises, with its size, as the specification derives them (section 4.7 and 5.4)."""
    width, height = info["width"], info["height"]
    files = {f"full/{size['width']},{size['height']}": (size["width"], size["height"]) for size in info["sizes"]}
    for tile in info["tiles"]:
        for factor in tile["scaleFactors"]:
            for left in range(0, width, tile["width"] * factor):
                for top in range(0, height, tile["height"] * factor):
                    across = min(tile["width"] * factor, width - left)
                    down = min(tile["height"] * factor, height - top)
                    size = math.ceil(across / factor), math.ceil(down / factor)
                    region = "full" if (across, down) == (width, height) else f"{left},{top},{across},{down}"
                    files[f"{region}/{size[0]},{size[1]}"] = size
    largest = max(info["sizes"], key=lambda size: size["width"])
    files["full/max"] = largest["width"], largest["height"]
    return files


def tile_of(info, name):
    answer = requests.get(f"{info['id']}/{name}/0/default.jpg", timeout=10)
    assert answer.status_code == 200, name
    assert answer.headers["Content-Type"] == "image/jpeg"
    return answer.content


def test_the_information_is_as_the_specification_says(shown, info):
    assert info["@context"] == "http://iiif.io/api/image/3/context.json"
    assert info["type"] == "ImageService3" and info["protocol"] == "http://iiif.io/api/image"
    assert info["profile"] == "level0"
    assert f"{info['id']}/info.json" == shown["zoom"]["url"]
    assert (info["width"], info["height"]) == SIZE == (shown["zoom"]["width"], shown["zoom"]["height"])
    assert all(size["width"] <= info["maxWidth"] and size["height"] <= info["maxWidth"] for size in info["sizes"])
    assert info["tiles"][0]["scaleFactors"] == [1, 2, 4, 8]


def test_every_picture_it_names_is_there_in_its_size(info):
    for name, size in named(info).items():
        picture = Image.open(io.BytesIO(tile_of(info, name)))
        assert picture.format == "JPEG" and picture.size == size, name


def test_tiles_carry_the_rights_and_nothing_of_the_camera(info):
    tile = tile_of(info, "0,0,512,512/512,512")
    exif = Image.open(io.BytesIO(tile)).getexif()
    assert set(exif) == {0x013B, 0x8298}  # Artist, Copyright
    assert images.CAMERA_SERIAL.encode() not in tile and b"Copper C1" not in tile
    assert Image.open(io.BytesIO(tile)).info["icc_profile"]


def test_the_levels_show_one_picture(info):
    overview = Image.open(io.BytesIO(tile_of(info, "full/max"))).convert("L")
    smallest = Image.open(io.BytesIO(tile_of(info, "full/288,188"))).convert("L")
    for x in range(1, 8):
        for y in range(1, 8):
            boxes = [(round(p.width * x / 8) - 12, round(p.height * y / 8) - 12) for p in (overview, smallest)]
            tones = [sum(p.resize((4, 4), box=(*at, at[0] + 24, at[1] + 24)).tobytes()) / 16
                     for p, at in zip((overview, smallest), boxes)]
            assert abs(tones[0] - tones[1]) < 60, (x, y, tones)


def test_the_placeholder_is_a_few_bytes_in_the_colour_of_the_paper(shown):
    placeholder = shown["placeholder"]
    file = base64.b64decode(placeholder["image"].removeprefix("data:image/webp;base64,"))
    assert len(file) < 400
    assert max(Image.open(io.BytesIO(file)).size) == 32
    assert placeholder["colour"].startswith("#")


def test_a_page_shows_the_placeholder_and_brings_the_tiles(gallery, shown):
    page = requests.get(f"{gallery.gallery}/en/print/{shown['id']}", timeout=10)
    text = html.unescape(page.text)
    assert f'class="tiny" src="{shown["placeholder"]["image"]}"' in text
    assert f'"id":"{shown["zoom"]["url"].removesuffix("/info.json")}"' in text
    assert "data:" in page.headers["Content-Security-Policy"]


def test_a_draft_has_no_tiles_that_the_public_can_read(artist, gallery, shown, info):
    artist.unpublish(shown["id"])
    def gone():
        statuses = {requests.get(url, timeout=10).status_code
                    for url in (shown["zoom"]["url"], f"{info['id']}/full/max/0/default.jpg")}
        return statuses == {404}
    eventually(gone, "the tiles are gone")
    assert all(requests.get(f"{info['id']}/{name}/0/default.jpg", timeout=10).status_code == 404 for name in named(info))
    artist.publish(shown["id"])
    eventually(lambda: public_print(gallery, shown["id"]).ok, "the print is public again")
    tile_of(info, "full/max")


def test_deleting_a_print_removes_its_tiles(artist, tmp_path, gallery):
    made = artist.make_print(images.png(tmp_path / "gone.png"), "Gone")
    artist.publish(made["id"])
    shown = eventually(lambda: (answer := public_print(gallery, made["id"])).ok and answer.json(), "the print is public")
    artist.call("DELETE", f"/prints/{made['id']}", status=204)
    eventually(lambda: requests.get(shown["zoom"]["url"], timeout=10).status_code == 404, "the tiles are gone")
