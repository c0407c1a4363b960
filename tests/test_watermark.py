"""The artist moves her watermark in the studio, and every image follows."""
import io

import PIL.Image
import requests
from playwright.sync_api import expect

import images
from artist import Artist
from browsing import DESKTOP
from gallery_process import eventually


def marked_corner(made):
    """Which quarter of the picture has the watermark: bottom or top, right or left."""
    url = next(image["url"] for image in made["images"] if image["version"] == "medium")
    picture = PIL.Image.open(io.BytesIO(requests.get(url, timeout=10).content)).convert("L").point(lambda grey: 255 * (grey < 200))
    left, top, right, bottom = picture.getbbox()
    return "top" if bottom < picture.height / 2 else "bottom", "left" if right < picture.width / 2 else "right"


def test_the_watermark_moves_to_where_the_artist_says(another, window, tmp_path):
    artist = Artist(another)
    made = artist.make_print(images.flat(tmp_path / "paper.png", 250))
    assert marked_corner(made) == ("bottom", "right")

    watched = window(**DESKTOP)
    page = watched.page
    page.goto(f"{another.studio}/site")
    page.get_by_label("User name").fill("marie")
    page.get_by_label("Password").fill(another.password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Place").select_option("Top left")
    page.get_by_label("Size of the letters").fill("3,5")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#save-state")).to_contain_text("Saved")
    assert not watched.barriers() and not watched.problems

    site = artist.call("GET", "/site")
    assert (site["watermarkPosition"], site["watermarkSize"], site["watermarkOpacity"]) == ("top_left", 3.5, 60)
    eventually(lambda: marked_corner(artist.print(made["id"])) == ("top", "left"), "the image is made anew", 60)
