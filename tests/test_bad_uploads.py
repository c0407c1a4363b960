"""Files that are no accepted image: the artist is told which and why, and nothing of them is kept."""
import pytest

import images
from gallery_process import eventually

MEGABYTE = 1024 * 1024


@pytest.fixture
def untouched(gallery, artist):
    """Whatever the test does, it adds neither a print nor a stored object."""
    def everything():
        return gallery.stored(), artist.call("GET", "/prints?limit=1")["totalCount"]
    before = everything()
    yield
    eventually(lambda: everything() == before, "nothing is left of the refused file")


def refusal(answer, status, name):
    assert answer.status_code == status, answer.text
    message = answer.json()["error"]["message"]
    assert name in message, message
    return message.lower()


def refused_on_arrival(artist, file, status, name=None):
    upload = artist.begin_upload(file, name)
    artist.send_parts(upload, file)
    answer = artist.complete(upload)
    assert artist.ask("POST", "/prints", {"uploadId": upload["uploadId"], "title": "Never"}).status_code in (400, 404, 409)
    return refusal(answer, status, name or file.name)


def refused_at_once(artist, name, size, kind="image/jpeg"):
    return artist.ask("POST", "/uploads", {"fileName": name, "size": size, "contentType": kind})


def test_a_text_file_named_jpg_is_refused(artist, untouched, tmp_path):
    file = images.written(tmp_path / "notes.jpg", b"Sold two impressions of the harbour today.\n" * 20)
    assert "text" in refused_on_arrival(artist, file, 415)


def test_a_truncated_jpeg_is_refused(artist, untouched, tmp_path):
    refused_on_arrival(artist, images.truncated(tmp_path / "half.jpg"), 400)


def test_forty_megapixels_are_refused_with_the_limit(artist, untouched, tmp_path):
    message = refused_on_arrival(artist, images.forty_megapixels(tmp_path / "huge.png"), 413)
    assert "40" in message and "20" in message


def test_two_hundred_megabytes_are_refused_before_a_byte_is_sent(artist, untouched):
    assert "100 mb" in refusal(refused_at_once(artist, "scan.png", 200 * MEGABYTE), 413, "scan.png")


def test_an_empty_file_is_refused(artist, untouched):
    answer = refused_at_once(artist, "nothing.jpg", 0)
    assert "empty" in refusal(answer, 400, "nothing.jpg")
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == ["size"]


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "image/gif", ""])
def test_what_is_declared_to_be_no_picture_is_refused(artist, untouched, kind):
    answer = refused_at_once(artist, "harbour.jpg", 1, kind)
    assert "image/jpeg" in refusal(answer, 400, "contentType")
    assert [detail["field"] for detail in answer.json()["error"]["details"]] == ["contentType"]


def test_a_part_larger_than_announced_is_refused(artist, untouched, tmp_path):
    small = images.jpeg(tmp_path / "small.jpg", (300, 200))
    large = images.jpeg(tmp_path / "large.jpg", (900, 700))
    upload = artist.begin_upload(small)
    with pytest.raises(AssertionError, match="part 1: 4"):
        artist.send_part(upload, large, 1)
    artist.call("DELETE", f"/uploads/{upload['uploadId']}", status=204)


def test_an_upload_with_a_missing_part_is_not_complete(artist, untouched, tmp_path):
    file = images.noise(tmp_path / "two-parts.png")
    upload = artist.begin_upload(file)
    assert upload["partCount"] == 2
    artist.send_part(upload, file, 1)
    refusal(artist.complete(upload), 409, "two-parts.png")
    artist.call("DELETE", f"/uploads/{upload['uploadId']}", status=204)


def test_the_same_file_twice_is_refused_and_names_both(artist, tmp_path):
    file = images.jpeg(tmp_path / "skagen.jpg")
    made = artist.make_print(file, "Skagen lighthouse")
    count = artist.call("GET", "/prints?limit=1")["totalCount"]
    upload = artist.begin_upload(file, "copy of skagen.jpg")
    artist.send_parts(upload, file)
    message = refusal(artist.complete(upload), 409, "copy of skagen.jpg")
    assert "skagen lighthouse" in message
    assert artist.call("GET", "/prints?limit=1")["totalCount"] == count
    artist.call("DELETE", f"/prints/{made['id']}", status=204)


def test_a_file_is_told_by_its_content_not_its_name(artist, tmp_path):
    file = images.png(tmp_path / "etching.png")
    upload = artist.upload(file, "really-a-png.jpg")
    made = artist.call("POST", "/prints", {"uploadId": upload, "title": "A PNG by another name"}, status=202)
    assert artist.processed(made["id"])["imageProcessingStatus"] == "completed"


def test_an_image_that_breaks_in_the_decoder_fails_with_a_reason_and_keeps_the_original(gallery, artist, tmp_path):
    """Its header and its end are in order; what lies between is not."""
    content = images.png(tmp_path / "whole.png", (500, 400)).read_bytes()
    middle = len(content) // 2
    file = images.written(tmp_path / "scratched.png", content[:middle] + bytes(64) + content[middle + 64:])
    made = artist.processed(artist.create_print(file, "Scratched")["id"])
    assert made["imageProcessingStatus"] == "failed"
    assert "scratched.png" in made["imageProcessingError"]
    assert any(f"{made['baseImageId']}.png" in path for path in gallery.stored(made["baseImageId"]))
    assert artist.ask("PUT", f"/prints/{made['id']}", {"status": "published"}).status_code in (200, 409)
    artist.call("POST", f"/prints/{made['id']}/image/retry", {}, status=202)
    assert artist.processed(made["id"])["imageProcessingStatus"] == "failed"
    artist.call("DELETE", f"/prints/{made['id']}", status=204)
    eventually(lambda: not gallery.stored(made["baseImageId"]), "nothing of it is left")
