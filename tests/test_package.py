"""A function's package needs nothing of the system it runs on: no loader, no library, no font, no certificate."""
import subprocess

import PIL.Image
import pytest

import packages
FUNCTIONS = [name for name in ("content", "search", "imaging", "logdrain", "migrate") if (packages.ROOT / "hosts" / name).is_dir()]


@pytest.fixture(scope="module")
def made():
    return packages.make(*FUNCTIONS)


@pytest.fixture
def empty_root(made, tmp_path):
    return lambda function: packages.EmptyRoot(made[0] / function, tmp_path / function)


def event(path):
    return {"version": "2.0", "rawPath": path, "rawQueryString": "", "headers": {"host": "localhost"}, "isBase64Encoded": False,
            "requestContext": {"http": {"method": "GET", "path": path, "sourceIp": "192.0.2.1"}}}


@pytest.mark.parametrize("name, path, found", [("content", "/api/v1/galleries", '"galleries"'), ("search", "/api/v1/search", '"hits"')])
def test_content_and_search_answer_from_an_empty_root(place, empty_root, tmp_path, name, path, found):
    bridge = packages.DatabaseBridge(place)
    function = packages.packaged_function(empty_root(name), name, {
        "COPPER_DATABASE_URL": bridge.url, "COPPER_STORAGE": "file:/tmp/blobs", "COPPER_OIDC_ISSUER": place.identity,
        "COPPER_IMAGING": place.imaging, "COPPER_CDN_URL": place.gallery, "COPPER_GALLERY_URL": place.gallery}, tmp_path)
    try:
        invocation = function.invoke(event(path) | {"rawQueryString": "q=harbour"})
        assert invocation.done.wait(20), (tmp_path / f"{name}.jsonl").read_text()
        assert invocation.error is None
        assert invocation.answer["statusCode"] == 200
        assert found in invocation.answer["body"]
    finally:
        function.stop()
        bridge.close()


def test_the_drain_answers_from_an_empty_root(empty_root, tmp_path):
    function = packages.packaged_function(empty_root("logdrain"), "logdrain", {
        "COPPER_DRAIN_TOKEN": "the drains' password of this test", "COPPER_LOG_GROUP": "/copper/test", "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"}, tmp_path)
    try:
        invocation = function.invoke(event("/drain/gallery"))
        assert invocation.done.wait(20), (tmp_path / "logdrain.jsonl").read_text()
        assert invocation.answer["statusCode"] == 401, "nobody without the password"
    finally:
        function.stop()


def test_migrate_brings_the_schema_up_to_date_on_a_schedule(place, empty_root, tmp_path):
    bridge = packages.DatabaseBridge(place)
    function = packages.packaged_function(empty_root("migrate"), "migrate", {"COPPER_DATABASE_URL": bridge.url}, tmp_path)
    try:
        invocation = function.invoke({"source": "aws.events"})
        assert invocation.done.wait(20), (tmp_path / "migrate.jsonl").read_text()
        assert invocation.error is None and invocation.answer == {}
        assert '"schema is up to date"' in (tmp_path / "migrate.jsonl").read_text()
    finally:
        function.stop()
        bridge.close()


@pytest.mark.parametrize("kind", ["jpg", "png", "heic"])
def test_imaging_finds_its_decoders_and_its_letters_in_an_empty_root(empty_root, kind):
    root = empty_root("imaging")
    picture = PIL.Image.linear_gradient("L").resize((1200, 900)).convert("RGB")
    if kind == "heic":
        (root.directory / "tmp/print.heic").write_bytes((packages.ROOT / "services/imaging/testdata/turned.heic").read_bytes())
    else:
        picture.save(root.directory / f"tmp/print.{kind}")
    signed = root.run("/var/task/bootstrap", "make", f"/tmp/print.{kind}", "--out", "/tmp/signed", "--watermark", "Marie Holm",
                      "--zoom", "http://localhost/zoom")
    plain = root.run("/var/task/bootstrap", "make", f"/tmp/print.{kind}", "--out", "/tmp/plain")
    assert (signed.returncode, plain.returncode) == (0, 0), signed.stderr + plain.stderr
    made = [PIL.Image.open(root.directory / "tmp" / name / "medium.webp") for name in ("signed", "plain")]
    assert made[0].width == made[1].width
    assert made[0].tobytes() != made[1].tobytes(), "the letters are missing"
    assert (root.directory / "tmp/signed/zoom/info.json").is_file()


def test_imaging_draws_the_letters_of_every_script_from_an_empty_root(empty_root):
    root = empty_root("imaging")
    PIL.Image.new("RGB", (900, 600), "white").save(root.directory / "tmp/print.png")
    drawn = set()
    for text in ("Søren", "Ελένη", "Ольга", "שרה", "سارة", "版画", "민수", "🖼"):
        made = root.run("/var/task/bootstrap", "make", "/tmp/print.png", "--out", "/tmp/made", "--watermark", text, "--size", "10")
        assert made.returncode == 0, made.stderr
        drawn.add((root.directory / "tmp/made/medium.webp").read_bytes())
    assert len(drawn) == 8
    refused = root.run("/var/task/bootstrap", "make", "/tmp/print.png", "--out", "/tmp/made", "--watermark", "𓀀")
    assert refused.returncode == 1 and "no font here has the character 𓀀 (U+13000)" in refused.stderr


@pytest.mark.parametrize("kind", ["svg", "tiff", "jp2", "gif"])
def test_imaging_refuses_in_words_what_its_libvips_can_no_longer_read(empty_root, kind):
    root = empty_root("imaging")
    if kind == "svg":
        (root.directory / "tmp/print.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"/>')
    else:
        PIL.Image.linear_gradient("L").resize((900, 900)).save(root.directory / f"tmp/print.{kind}")
    made = root.run("/var/task/bootstrap", "make", f"/tmp/print.{kind}", "--out", "/tmp/made")
    assert made.returncode == 1, made.stderr
    assert "JPEG" in made.stderr


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_package_is_whole_and_small_enough_for_lambda(made, function):
    package = made[0] / function
    assert package.with_suffix(".zip").stat().st_size < 50_000_000  # of one that is sent with the call
    assert sum(path.stat().st_size for path in package.rglob("*") if path.is_file()) < 250_000_000
    linked = subprocess.run(["readelf", "-dl", package / "bootstrap"], capture_output=True, text=True, check=True).stdout
    assert "/var/task/lib/ld-linux-x86-64.so.2" in linked and "(RPATH)" in linked
    assert "BEGIN CERTIFICATE" in (package / "rds.pem").read_text()


def test_the_same_program_makes_the_same_package(made):
    first = (made[0] / "migrate.zip").read_bytes()
    packages.make("migrate")
    assert (made[0] / "migrate.zip").read_bytes() == first


@pytest.mark.parametrize("function", [name for name in FUNCTIONS if name in ("content", "search")])
def test_content_and_search_bring_no_libvips(made, function):
    assert not list((made[0] / function).glob("lib/libvips*"))
