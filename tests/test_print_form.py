"""Prints sent as forms, as a page without JavaScript or curl sends them: one request with the fields and the file."""
import subprocess

import pytest
import requests

import contract
import images
from test_texts import CONTROLS, KEPT, at, string_fields

RECORD = {"title": "Havn i tåge", "technique": "Etching", "plateType": "Copper", "dimensions": "245 x 320 mm",
          "year": "2021", "editionInfo": "5/50"}


def send(artist, file=None, path="/prints", name=None, **fields):
    files = {"image": (name or file.name, file.read_bytes(), "image/jpeg")} if file else {"other": (None, "x")}
    return requests.post(f"{artist.gallery.api}/api/v1/artist{path}", data=fields, files=files, timeout=60,
                         headers={"Authorization": f"Bearer {artist.token}"})


def problems(answer):
    assert answer.status_code == 400, answer.text
    return {detail["field"] for detail in answer.json()["error"]["details"]}


def test_a_form_becomes_a_print(artist, tmp_path):
    answer = send(artist, images.jpeg(tmp_path / "havn æøå.jpg"), **RECORD, description="Two lines\nof it", price="1200.5",
                  artist_name="Marie Holm", style_movement="Realism", availability="sold", language="da", tags="havn")
    assert answer.status_code == 202, answer.text
    made = artist.processed(answer.json()["id"])
    assert answer.headers["Location"].endswith(f"/prints/{made['id']}")
    assert made["imageProcessingStatus"] == "completed", made["imageProcessingError"]
    assert made["originalFileName"] == "havn æøå.jpg"
    assert made["translations"]["da"]["title"] == RECORD["title"] and made["translations"]["en"]["title"] is None
    assert (made["year"], made["price"], made["availability"]) == (2021, 1200.5, "sold")
    assert (made["artistName"], made["styleMovement"], made["plateHeightMm"]) == ("Marie Holm", "Realism", 245)
    assert made["translations"]["da"]["tags"] == ["havn"]


def test_curl_sends_a_large_file(artist, tmp_path):
    file = images.jpeg(tmp_path / "large.jpg", (5000, 3600))
    assert file.stat().st_size > 1_000_000
    fields = [argument for name, value in RECORD.items() for argument in ("-F", f"{name}={value}")]
    done = subprocess.run(["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-F", f"image=@{file}", *fields,
                           "-H", f"Authorization: Bearer {artist.token}", f"{artist.gallery.api}/api/v1/artist/prints"],
                          capture_output=True, text=True, timeout=60)
    assert done.stdout == "202", done.stderr


def test_a_form_replaces_an_image(artist, tmp_path):
    made = artist.make_print(images.jpeg(tmp_path / "first.jpg"))
    answer = send(artist, images.jpeg(tmp_path / "second.jpg"), f"/prints/{made['id']}/image")
    assert answer.status_code == 202, answer.text
    assert artist.processed(made["id"])["originalFileName"] == "second.jpg"


def text_fields():
    told = next(told for name, method, _, template, told in contract.operations() if (name, method, template) == ("artist", "POST", "/prints"))
    return {path[0]: schema["maxLength"] for path, schema in string_fields(told["requestBody"]["content"]["multipart/form-data"]["schema"])
            if "maxLength" in schema}


@pytest.mark.parametrize("field, limit", text_fields().items())
def test_texts_of_a_form_keep_to_the_document(artist, tmp_path, field, limit):
    file = images.jpeg(tmp_path / "a.jpg")
    for wrong in ["å" * (limit + 1), *(f"a{character}b" for character in CONTROLS)]:
        assert problems(send(artist, file, **RECORD | {field: wrong})) == {field}


def test_unusual_texts_of_a_form_come_back(artist, tmp_path):
    file, text = images.jpeg(tmp_path / "b.jpg", (310, 205)), " ".join(KEPT)
    texts = {field: text[:limit] for field, limit in text_fields().items() if field != "dimensions"}
    answer = send(artist, file, name="Ærø 🖼️ שלום <b>.jpg", **RECORD | texts)
    assert answer.status_code == 202, answer.text
    made = artist.processed(answer.json()["id"])
    assert {field: at(made, (field,)) for field in texts} == texts
    assert made["originalFileName"] == "Ærø 🖼️ שלום <b>.jpg"


def test_every_wrong_field_is_named(artist, tmp_path):
    file = images.jpeg(tmp_path / "a.jpg")
    assert problems(send(artist)) == {"image", *RECORD}
    assert problems(send(artist, file, **RECORD | {"year": "long ago", "price": "much"})) == {"year", "price"}
    assert problems(send(artist, file, **RECORD | {"title": "x" * 201})) == {"title"}
    assert problems(send(artist, file, **RECORD | {"title": "a\x00b"})) == {"title"}
    for price in ("nan", "-inf", "1e400", "2.400,00"):
        assert problems(send(artist, file, **RECORD | {"price": price})) == {"price"}
    for name in ("n" * 256, "scans/", "a\nb.jpg", "a\x1bb.jpg"):
        assert problems(send(artist, file, name=name, **RECORD)) == {"image"}


@pytest.mark.parametrize("content, status", [(b"", 400), (b"Sold two impressions today.\n" * 20, 415)])
def test_a_file_that_is_no_image_is_refused_and_nothing_is_left_of_it(artist, tmp_path, content, status):
    before = artist.gallery.stored("temporary/")  # of earlier tests, which may be on its way out
    prints = artist.call("GET", "/prints?limit=1")["totalCount"]
    answer = send(artist, images.written(tmp_path / "notes.jpg", content), **RECORD)
    assert answer.status_code == status, answer.text
    assert not artist.gallery.stored("temporary/") - before
    assert artist.call("GET", "/prints?limit=1")["totalCount"] == prints


def test_more_than_a_hundred_megabytes_are_refused(artist):
    answer = requests.post(f"{artist.gallery.api}/api/v1/artist/prints", timeout=60, data=b" " * (102 << 20),
                           headers={"Authorization": f"Bearer {artist.token}",
                                    "Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 413, answer.text


@pytest.mark.parametrize("body", [b"", b"--x", b"--x\r\n\r\n--x--", b"--y--"])
def test_a_malformed_form_is_400(artist, body):
    answer = requests.post(f"{artist.gallery.api}/api/v1/artist/prints", timeout=10, data=body,
                           headers={"Authorization": f"Bearer {artist.token}",
                                    "Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 400 and "form" in answer.json()["error"]["message"], answer.text


def test_a_form_needs_a_token(gallery, tmp_path):
    answer = requests.post(f"{gallery.api}/api/v1/artist/prints", files={"image": ("a.jpg", b"x")}, timeout=10)
    assert answer.status_code == 401
