"""From the artist's file to the visitor's screen (R2, R3.3, R4, R6.1), over HTTP alone."""
import io
import json
import subprocess
import uuid

import pytest
import requests
from PIL import Image

import images
from gallery_process import eventually

WIDTHS = {"medium": 800, "medium_2x": 1600, "large": 1600, "large_2x": 3200, "xlarge": 3840}  # R2.4
SQUARES = {"thumbnail": 200, "thumbnail_2x": 400}
ENGLISH = {"title": "Harbour at dusk", "description": "Boats between the piers."}
DANISH = {"title": "Havn i skumring", "description": "Både mellem molerne."}
# The size is that of the picture as it is shown; the JPEG is stored lying on its side.
KINDS = {
    "jpeg": lambda folder: (images.jpeg(folder / "havn.jpg", (2000, 4100), orientation=6), (4100, 2000)),
    "png": lambda folder: (images.png(folder / "hede.png", (1000, 800)), (1000, 800)),
    "heic": lambda folder: (images.heic(folder / "fyr.heic", (600, 900)), (600, 900)),
}


@pytest.fixture(scope="module")
def uploaded(artist, tmp_path_factory):
    """One print of each kind of file: what was acknowledged, what became of it, the file and its size as shown."""
    folder = tmp_path_factory.mktemp("originals")
    files = {kind: make(folder) for kind, make in KINDS.items()}
    made = {kind: artist.create_print(file, f"A {kind} of a print") for kind, (file, _) in files.items()}
    return {kind: {"acknowledged": made[kind], "print": artist.processed(made[kind]["id"]), "file": file, "size": size}
            for kind, (file, size) in files.items()}


@pytest.fixture
def published(gallery, artist, tmp_path):
    """A published print with texts in both languages."""
    made = artist.make_print(images.jpeg(tmp_path / "harbour.jpg"), ENGLISH["title"],
                             translations={"en": ENGLISH, "da": DANISH}, year=2021)
    artist.publish(made["id"])
    eventually(lambda: status_of(f"{gallery.api}/api/v1/prints/{made['id']}") == 200, "it is public")
    return artist.print(made["id"])


def public(gallery, path, status=200):
    answer = requests.get(f"{gallery.api}/api/v1{path}", timeout=10)
    assert answer.status_code == status, answer.text
    return answer.json()


def page(gallery, path):
    return requests.get(gallery.gallery + path, timeout=10)


def status_of(url):
    return requests.get(url, timeout=10).status_code


def print_page_when(gallery, path, status):
    """The page once it is there, or gone; pages are revalidated within seconds."""
    def asked():
        answer = page(gallery, path)
        return [answer] if answer.status_code == status else None  # an answer of 404 is falsy by itself
    return eventually(asked, f"{path} answers {status}")[0]


def opened(url):
    answer = requests.get(url, timeout=10)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/webp", url
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.format == "WEBP"
    return picture


def shown_size(original, version):
    if version in SQUARES:
        return (min(SQUARES[version], *original),) * 2
    width = min(WIDTHS[version], original[0])
    return width, round(original[1] * width / original[0])


def version_of(made, name):
    return next(image for image in made["images"] if image["version"] == name)


@pytest.mark.parametrize("kind", KINDS)
def test_a_print_is_acknowledged_as_processing_and_then_completed(uploaded, kind):
    first, last = uploaded[kind]["acknowledged"], uploaded[kind]["print"]
    assert first["imageProcessingStatus"] == "processing"
    assert uuid.UUID(first["baseImageId"]).version == 4
    assert last["imageProcessingStatus"] == "completed", last["imageProcessingError"]
    assert last["baseImageId"] == first["baseImageId"]
    assert last["originalFileName"] == uploaded[kind]["file"].name
    assert last["status"] == "draft"


@pytest.mark.parametrize("kind", KINDS)
def test_every_version_is_webp_of_its_size_and_never_enlarged(uploaded, kind):
    made, size = uploaded[kind]["print"], uploaded[kind]["size"]
    assert {image["version"] for image in made["images"]} == {*WIDTHS, *SQUARES}
    for image in made["images"]:
        width, height = shown_size(size, image["version"])
        assert image["width"] == width and abs(image["height"] - height) <= 1, image
        assert opened(image["url"]).size == (image["width"], image["height"])


def test_a_version_shows_the_picture_upright(uploaded):
    """The camera lay on its side: the black corner of the file is the upper right one of what it saw."""
    shown = opened(version_of(uploaded["jpeg"]["print"], "medium")["url"]).convert("L")
    width, height = shown.size
    corners = {(left, top): shown.getpixel((20 if left else width - 20, 20 if top else height - 20))
               for left in (True, False) for top in (True, False)}
    assert min(corners, key=corners.get) == (False, True), corners


def test_what_the_camera_wrote_is_kept_for_the_artist(uploaded):
    exif = uploaded["jpeg"]["print"]["exifData"]
    assert "Copper C1" in exif["camera"]
    assert exif["lens"] == "Copper 60mm Macro"
    assert "1/125" in exif["exposureTime"]
    assert "5.6" in exif["aperture"]
    assert str(exif["iso"]) == "200"
    assert exif["dateTimeOriginal"].startswith("2024-05-17T10:20:30")


@pytest.mark.parametrize("kind", KINDS)
def test_versions_name_the_artist_and_tell_no_place_or_serial(uploaded, tmp_path, kind):
    for image in uploaded[kind]["print"]["images"]:
        content = requests.get(image["url"], timeout=10).content
        (tmp_path / f"{image['version']}.webp").write_bytes(content)
        assert images.CAMERA_SERIAL.encode() not in content
    read = subprocess.run(["exiftool", "-json", "-G1", "-a", "-u", tmp_path], capture_output=True, check=True, timeout=30)
    for tags in json.loads(read.stdout):
        file = tags["SourceFile"]
        assert tags.get("IFD0:Artist") == "Marie Holm", (file, tags)
        assert "Marie Holm" in tags.get("IFD0:Copyright", ""), (file, tags)
        assert tags.get("XMP-dc:Creator") == "Marie Holm", (file, tags)
        assert "Marie Holm" in tags.get("XMP-dc:Rights", ""), (file, tags)
        assert tags.get("XMP-xmpRights:WebStatement", "").startswith("http"), (file, tags)
        named = [tag for tag in tags if "gps" in tag.lower() or "serial" in tag.lower()]
        assert not named, (file, named)


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_the_watermark_is_legible_on_dark_and_light(artist, tmp_path, shade):
    made = artist.make_print(images.flat(tmp_path / f"shade{shade}.png", shade), f"Shade {shade}")
    for name in ("thumbnail_2x", "medium", "xlarge"):
        shown = opened(version_of(made, name)["url"]).convert("L").tobytes()
        marked = sum(abs(pixel - shade) > 30 for pixel in shown)
        untouched = sum(abs(pixel - shade) < 6 for pixel in shown)
        assert marked > 40, name
        assert untouched > len(shown) * 0.8, name


def test_the_original_is_kept_byte_for_byte_and_no_visitor_reaches_it(gallery, artist, uploaded):
    for kind, made in uploaded.items():
        artist.publish(made["print"]["id"])
        image = made["print"]["baseImageId"]
        key = f"originals/{image}{made['file'].suffix}"
        assert gallery.stored_bytes(f"images/{key}") == made["file"].read_bytes()
        for url in (f"{gallery.gallery}/media/{key}", f"{gallery.gallery}/media/../{key}",
                    f"{gallery.gallery}/media/%2e%2e/{key}", f"{gallery.api}/storage/images/{key}"):
            assert status_of(url) in (400, 403, 404), url
        eventually(lambda: not [path for path in gallery.stored(image) if path.startswith("temporary")],
                   f"the temporary copy of the {kind} is gone")
        artist.unpublish(made["print"]["id"])


def test_a_draft_is_in_no_public_answer(gallery, artist, tmp_path):
    made = artist.make_print(images.jpeg(tmp_path / "secret.jpg"), "Nobody sees this yet")
    hung = artist.make_gallery("With a draft in it")
    artist.hang(hung["id"], made["id"])
    public(gallery, f"/prints/{made['id']}", 404)
    assert made["id"] not in [found["id"] for found in public(gallery, "/prints?limit=100")["prints"]]
    assert public(gallery, f"/galleries/{hung['id']}")["prints"] == []
    assert public(gallery, f"/galleries/{hung['id']}/prints")["totalCount"] == 0
    for path in (f"/en/print/{made['id']}", f"/da/tryk/{made['id']}"):
        assert page(gallery, path).status_code == 404
    for path in ("/en/", "/en/prints", "/en/feed.xml", f"/en/gallery/{hung['id']}"):
        assert "Nobody sees this yet" not in page(gallery, path).text, path
    for name in gallery.stored(made["baseImageId"]):
        assert "/public/" not in name
        assert status_of(f"{gallery.gallery}/media/{name.removeprefix('images/')}") == 404


def test_a_draft_image_is_seen_only_with_its_signature(artist, tmp_path):
    made = artist.make_print(images.jpeg(tmp_path / "draft.jpg"))
    url = version_of(made, "medium")["url"]
    assert status_of(url) == 200
    assert status_of(url.partition("?")[0]) == 403
    assert status_of(url[:-1] + ("a" if url[-1] != "a" else "b")) == 403


def test_a_published_print_is_seen_in_both_languages(gallery, published):
    for language, path, texts in (("en", "/en/print/", ENGLISH), ("da", "/da/tryk/", DANISH)):
        shown = public(gallery, f"/prints/{published['id']}?language={language}")
        assert {name: shown[name] for name in texts} == texts
        assert shown["language"] == language and shown["fallbackFields"] == []
        found = print_page_when(gallery, f"{path}{published['id']}", 200)
        assert texts["title"] in found.text and texts["description"] in found.text
        assert f'<html lang="{language}"' in found.text
        for image in shown["images"]:
            assert opened(image["url"]).size == (image["width"], image["height"])


@pytest.fixture
def bare_home(gallery, artist):
    """The home page shows the first galleries only: those of other tests are drafts meanwhile."""
    others = [shown["id"] for shown in public(gallery, "/galleries?limit=100")["galleries"]]
    for other in others:
        artist.set_status("galleries", other, "draft")
    yield
    for other in others:
        artist.set_status("galleries", other, "published")


def test_a_published_print_is_on_the_home_page_within_seconds(gallery, artist, tmp_path, bare_home):
    page(gallery, "/en/")  # cached now
    hung = artist.make_gallery("Evening sheets", translations={"da": {"title": "Aftenblade"}})
    made = artist.make_print(images.jpeg(tmp_path / "evening.jpg"), "Evening")
    artist.hang(hung["id"], made["id"])
    artist.publish(made["id"])
    eventually(lambda: "Evening sheets" in page(gallery, "/en/").text, "the gallery is on the English home page")
    eventually(lambda: "Aftenblade" in page(gallery, "/da/").text, "the gallery is on the Danish home page")
    eventually(lambda: "Evening" in page(gallery, f"/en/gallery/{hung['id']}").text, "the print hangs on its page")


def test_published_images_may_be_kept_for_ever(published):
    answer = requests.get(version_of(published, "large")["url"], timeout=10)
    assert "immutable" in answer.headers["Cache-Control"] and "max-age=31536000" in answer.headers["Cache-Control"]
    again = requests.get(answer.url, headers={"If-None-Match": answer.headers["ETag"]}, timeout=10)
    assert again.status_code == 304 and not again.content


def test_an_unpublished_print_is_gone_within_seconds(gallery, artist, published):
    urls = [image["url"] for image in published["images"]]
    paths = [f"/en/print/{published['id']}", f"/da/tryk/{published['id']}"]
    for path in paths:
        print_page_when(gallery, path, 200)
    artist.unpublish(published["id"])
    public(gallery, f"/prints/{published['id']}", 404)
    for path in paths:
        print_page_when(gallery, path, 404)
    eventually(lambda: all(status_of(url) == 404 for url in urls), "the images are gone")
    print_page_when(gallery, "/en/", 200)
    assert all(url.partition("/media/")[2] not in page(gallery, "/en/").text for url in urls)


def test_a_text_missing_in_a_language_falls_back_and_says_so(gallery, artist, tmp_path):
    made = artist.make_print(images.jpeg(tmp_path / "mill.jpg"), "The mill",
                             translations={"en": {"title": "The mill", "description": "A wheel in the stream."},
                                           "da": {"title": "Møllen"}})
    artist.publish(made["id"])
    danish = public(gallery, f"/prints/{made['id']}?language=da")
    assert danish["title"] == "Møllen" and danish["description"] == "A wheel in the stream."
    assert danish["fallbackFields"] == ["description"] and danish["fallbackLanguage"] == "en"
    text = print_page_when(gallery, f"/da/tryk/{made['id']}", 200).text
    before = text[:text.index("A wheel in the stream.", text.index("<body"))]
    assert 'lang="en"' in before[before.index("<body"):], "nothing on the page says that the text is English"


def test_prints_hang_in_the_order_the_artist_gives_them(gallery, artist, tmp_path):
    hung = artist.make_gallery("Three sheets")
    titles = ["Alder", "Birch", "Cedar"]
    made = [artist.create_print(images.png(tmp_path / f"{title}.png"), title) for title in titles]
    for item in made:
        assert artist.processed(item["id"])["imageProcessingStatus"] == "completed"
        artist.publish(item["id"])
        artist.hang(hung["id"], item["id"])
    assert artist.ask("POST", f"/galleries/{hung['id']}/prints/{made[0]['id']}", {}).status_code == 409

    def order():
        found = public(gallery, f"/galleries/{hung['id']}/prints")["prints"]
        assert [item["order"] for item in found] == [1, 2, 3]
        return [item["title"] for item in found]

    assert order() == titles
    wanted = [made[2], made[0], made[1]]
    artist.call("PUT", f"/galleries/{hung['id']}/prints",
                {"printOrders": [{"printId": item["id"], "newOrder": place} for place, item in enumerate(wanted, 1)]})
    assert order() == ["Cedar", "Alder", "Birch"]

    def on_the_page():
        text = page(gallery, f"/en/gallery/{hung['id']}").text
        text = text[text.index("<main"):]
        return [text.find(title) for title in ("Cedar", "Alder", "Birch")]
    eventually(lambda: -1 < on_the_page()[0] < on_the_page()[1] < on_the_page()[2], "the page has the new order")


def test_a_draft_gallery_is_not_public_though_its_prints_are(gallery, artist, published):
    hidden = artist.make_gallery("Not open yet", status="draft")
    artist.hang(hidden["id"], published["id"])
    public(gallery, f"/galleries/{hidden['id']}", 404)
    assert hidden["id"] not in [found["id"] for found in public(gallery, "/galleries?limit=100")["galleries"]]
    assert page(gallery, f"/en/gallery/{hidden['id']}").status_code == 404
    shown = public(gallery, f"/prints/{published['id']}")
    assert hidden["id"] not in [found["id"] for found in shown["galleries"]]


def test_a_replaced_image_takes_the_place_of_the_old_one(gallery, artist, published, tmp_path):
    before = {image["url"] for image in published["images"]}
    upload = artist.upload(images.png(tmp_path / "better.png", (500, 700)))
    artist.call("POST", f"/prints/{published['id']}/image", {"uploadId": upload})

    def replaced():
        shown = public(gallery, f"/prints/{published['id']}")  # at no moment without an image
        assert shown["images"]
        return shown if {image["url"] for image in shown["images"]}.isdisjoint(before) else None
    after = eventually(replaced, "the new image is public", 30)
    assert version_of(after, "medium")["height"] == 700
    assert opened(version_of(after, "medium")["url"]).size == (500, 700)
    eventually(lambda: not gallery.stored(published["baseImageId"]), "the old image's files are gone")
    assert all(status_of(url) == 404 for url in before)


def test_a_deleted_print_leaves_nothing(gallery, artist, published):
    hung = artist.make_gallery("Soon empty")
    artist.hang(hung["id"], published["id"])
    assert public(gallery, f"/galleries/{hung['id']}")["printCount"] == 1
    artist.call("DELETE", f"/prints/{published['id']}", status=204)
    public(gallery, f"/prints/{published['id']}", 404)
    assert artist.ask("GET", f"/prints/{published['id']}").status_code == 404
    assert public(gallery, f"/galleries/{hung['id']}")["printCount"] == 0
    eventually(lambda: not gallery.stored(published["baseImageId"]), "the files of the print are gone")
    print_page_when(gallery, f"/en/print/{published['id']}", 404)


def test_an_upload_given_up_leaves_nothing(gallery, artist, tmp_path):
    before = gallery.stored("temporary/")  # of earlier tests, which may be on its way out
    file = images.jpeg(tmp_path / "never-mind.jpg")
    upload = artist.begin_upload(file)
    artist.send_parts(upload, file)
    assert gallery.stored("temporary/") - before
    artist.call("DELETE", f"/uploads/{upload['uploadId']}", status=204)
    eventually(lambda: not gallery.stored("temporary/") - before, "nothing of the upload is stored")
    assert artist.ask("GET", f"/uploads/{upload['uploadId']}").status_code == 404


def test_an_edit_changes_only_what_it_names_and_refuses_an_old_version(artist, published):
    edited = artist.call("PUT", f"/prints/{published['id']}", {"paperType": "Hahnemühle", "year": None})
    assert edited["paperType"] == "Hahnemühle" and edited["year"] is None
    assert edited["translations"]["da"]["title"] == DANISH["title"]
    stale = artist.ask("PUT", f"/prints/{published['id']}", {"year": 1999}, {"If-Match": f"\"{published['version']}\""})
    assert stale.status_code == 412
    assert artist.print(published["id"])["year"] is None
