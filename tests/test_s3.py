"""A gallery that keeps everything on S3 (here moto, on this machine) and nothing on its own disk."""
import io
import random
import re

import pytest
import requests
from PIL import Image

import images
from artist import Artist
from gallery_process import GalleryProcess, eventually, running
from s3_server import BUCKETS, client_of, environment, s3_server

@pytest.fixture(scope="module")
def endpoint():
    with s3_server() as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def s3(endpoint):
    return client_of(endpoint)


@pytest.fixture(scope="module")
def gallery(endpoint, s3):
    yield from running(GalleryProcess(**environment(endpoint)))


@pytest.fixture(scope="module")
def artist(gallery):
    return Artist(gallery)


def keys(s3, bucket, prefix=""):
    return {found["Key"] for found in s3.list_objects_v2(Bucket=BUCKETS[bucket], Prefix=prefix).get("Contents", [])}


def status_of(url):
    return requests.get(url, timeout=10).status_code


def test_from_the_upload_to_the_wall_and_back(gallery, artist, s3, endpoint, tmp_path):
    file = images.jpeg(tmp_path / "harbour.jpg", (2000, 1500))
    made = artist.make_print(file)
    image = made["baseImageId"]
    original = s3.get_object(Bucket=BUCKETS["IMAGES"], Key=f"originals/{image}.jpg")
    assert original["Body"].read() == file.read_bytes()
    assert original["ServerSideEncryption"] == "AES256"
    assert original["ContentType"] == "image/jpeg"
    for version in made["images"]:
        assert version["url"].startswith(f"{endpoint}/{BUCKETS['IMAGES']}/"), "a draft is shown by S3, signed"
        shown = Image.open(io.BytesIO(requests.get(version["url"], timeout=10).content))
        assert (shown.format, shown.size) == ("WEBP", (version["width"], version["height"]))
    assert not keys(s3, "IMAGES", "public/")

    published = artist.publish(made["id"])
    urls = [version["url"] for version in published["images"]]
    for url in urls:
        assert url.startswith(gallery.gallery + "/media/")
        answer = requests.get(url, timeout=10)
        assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/webp"
        assert "immutable" in answer.headers["Cache-Control"] and answer.headers["ETag"]
        again = requests.get(url, headers={"If-None-Match": answer.headers["ETag"]}, timeout=10)
        assert again.status_code == 304
    public = {key.removeprefix("public/") for key in keys(s3, "IMAGES", "public/")}
    assert public == keys(s3, "IMAGES", f"{image}/"), "the versions and the zoom tiles, and nothing else"
    for path in (f"originals/{image}.jpg", f"../originals/{image}.jpg", f"%2e%2e/originals/{image}.jpg"):
        assert status_of(f"{gallery.gallery}/media/{path}") in (400, 404)

    artist.unpublish(made["id"])
    eventually(lambda: all(status_of(url) == 404 for url in urls), "the images are gone")
    eventually(lambda: not keys(s3, "IMAGES", "public/"), "nothing is public")
    eventually(lambda: not keys(s3, "TEMP"), "nothing is left of the upload")
    assert not gallery.blobs.exists(), "nothing is kept on this machine"


def test_an_upload_of_many_parts_can_be_taken_up_again(artist, s3, tmp_path):
    file = tmp_path / "noise.png"  # nothing to compress: 9 MB
    Image.frombytes("RGB", (1750, 1750), random.Random(1).randbytes(1750 * 1750 * 3)).save(file)
    upload = artist.begin_upload(file)
    assert upload["partCount"] == 2
    artist.send_part(upload, file, 2)
    assert artist.complete(upload).status_code == 409
    found = artist.call("GET", f"/uploads/{upload['uploadId']}")
    assert [part["number"] for part in found["parts"]] == [2]
    artist.send_part(upload, file, 1)
    assert artist.complete(upload).status_code == 200
    stored = keys(s3, "TEMP", f"uploads/original/{upload['uploadId']}")
    assert s3.head_object(Bucket=BUCKETS["TEMP"], Key=stored.pop())["ContentLength"] == file.stat().st_size


def test_an_original_has_the_content_type_of_what_it_is(artist, s3, tmp_path):
    file = images.png(tmp_path / "etching.png", (500, 400))
    image = artist.upload(file, "really-a-png.jpg")
    made = artist.call("POST", "/prints", {"uploadId": image, "title": "A PNG by another name"}, status=202)
    artist.processed(made["id"])
    eventually(lambda: keys(s3, "IMAGES", f"originals/{image}") == {f"originals/{image}.png"}, "the original is kept")
    original = s3.head_object(Bucket=BUCKETS["IMAGES"], Key=f"originals/{image}.png")
    assert original["ContentType"] == "image/png"


def test_an_upload_given_up_leaves_nothing(artist, s3, tmp_path):
    file = images.jpeg(tmp_path / "never-mind.jpg")
    upload = artist.begin_upload(file)
    artist.send_parts(upload, file)
    artist.call("DELETE", f"/uploads/{upload['uploadId']}", status=204)
    assert not [found for found in s3.list_multipart_uploads(Bucket=BUCKETS["TEMP"]).get("Uploads", [])
                if upload["uploadId"] in found["Key"]]
    assert not keys(s3, "TEMP", f"uploads/original/{upload['uploadId']}")


def test_a_storage_that_goes_away_is_blamed_itself_and_not_the_picture(tmp_path):
    with s3_server() as port:
        alone = GalleryProcess(**environment(f"http://127.0.0.1:{port}"))
        artist = Artist(alone.start())
        upload = artist.upload(images.jpeg(tmp_path / "harbour.jpg"))
    try:
        made = artist.call("POST", "/prints", {"uploadId": upload, "title": "Harbour"}, status=202)
        failed = artist.processed(made["id"])
        assert failed["imageProcessingStatus"] == "failed"
        assert "the picture storage does not answer" in failed["imageProcessingError"]
    finally:
        alone.remove()


def test_the_studio_may_send_to_the_storage(gallery, endpoint):
    policy = requests.get(gallery.studio + "/", timeout=10, allow_redirects=False).headers["Content-Security-Policy"]
    for directive in ("connect-src", "img-src"):
        assert endpoint in re.search(rf"{directive} ([^;]*)", policy)[1]


@pytest.mark.parametrize("missing", ["COPPER_S3_REGION", "COPPER_S3_BUCKET_IMAGES", "AWS_SECRET_ACCESS_KEY"])
def test_what_is_not_configured_is_named(endpoint, missing):
    process = GalleryProcess()
    try:
        assert process.run(process.arguments(), **(environment(endpoint) | {missing: ""})) == 2
        assert missing in process.errors and process.errors.count("\n") == 1
    finally:
        process.remove()
