"""The image service itself, fed what no camera wrote: every file ends as a picture or as a failed job with a reason, and the
process that met the first of them still meets the last. Given the same seed, the same files."""
import io
import random
import zipfile
import zlib

import PIL.Image
import pytest

import images
from imaging_process import Imaging

MEGABYTE = 1024 * 1024
MEMORY_MAX = 1.5 * 1024 * MEGABYTE  # what 20 megapixels of the worst kind need, and never 3,600
SEED = 4


@pytest.fixture(scope="module")
def imaging():
    service = Imaging()
    try:
        yield service
        assert service.process.poll() is None, "the image service ended"
        assert service.memory("VmHWM") < MEMORY_MAX
    finally:
        service.close()


def is_refused(report, name="harbour.jpg"):
    return report["status"] == "failed" and report["error"].startswith(name) and report["versions"] == []


def whole(kind, tmp_path):
    return getattr(images, kind)(tmp_path / f"whole.{kind}", (240, 180)).read_bytes()


def corrupted(content, chance):
    """A bit turned, a region overwritten, taken out, doubled or emptied."""
    at = chance.randrange(len(content))
    length = min(len(content) - at, 2 ** chance.randrange(0, 12))
    region = content[at:at + length]
    return content[:at] + chance.choice([
        bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1:],
        chance.randbytes(length) + content[at + length:],
        content[at + length:],
        region + content[at:],
        bytes(length) + content[at + length:],
    ])


@pytest.mark.parametrize("kind", ["jpeg", "png", "heic"])
def test_a_file_cut_anywhere_is_refused(imaging, tmp_path, kind):
    content = whole(kind, tmp_path)
    for percent in range(0, 100, 5):
        report = imaging.report_on(content[:len(content) * percent // 100])
        assert is_refused(report), f"{percent} %: {report}"
    assert imaging.report_on(content)["status"] == "completed"


@pytest.mark.parametrize("kind", ["jpeg", "png", "heic"])
def test_a_corrupted_file_is_a_picture_or_a_failure_with_a_reason(imaging, tmp_path, kind, request):
    chance = random.Random(SEED)
    content = whole(kind, tmp_path)
    ended = {"completed": 0, "failed": 0}
    for number in range(500 if request.config.getoption("--long") else 20):
        report = imaging.report_on(corrupted(content, chance))
        ended[report["status"]] += 1
        assert report["status"] == "completed" or is_refused(report), f"variant {number}: {report}"
    assert ended["failed"], "no variant was bad enough to be noticed"


def png_chunk(kind, data):
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


def png_of(width, height, data):
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", data) + png_chunk(b"IEND", b"")


def saved(picture, kind, **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("harbour.jpg", b"no picture")
    return out.getvalue()


def disguises():
    grey = PIL.Image.new("L", (300, 200), 120)
    small = saved(PIL.Image.new("RGB", (60, 40), (200, 190, 170)), "JPEG")
    return {
        "an empty file": b"",
        "an SVG": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        "a PDF": b"%PDF-1.7\n" + b"1 0 obj <<>> endobj\n" * 50,
        "a TIFF": saved(grey, "TIFF"),
        "a GIF that moves": saved(grey, "GIF", save_all=True, append_images=[grey.point(lambda v: v // 2)]),
        "a WebP": saved(grey, "WEBP"),
        "a ZIP": zipped(),
        "a ZIP behind the first bytes of a JPEG": b"\xff\xd8\xff\xe0" + zipped(),
        "noise": random.Random(SEED).randbytes(100 * MEGABYTE),
        "noise behind the first bytes of a JPEG": b"\xff\xd8\xff" + random.Random(SEED).randbytes(MEGABYTE),
        "more than 100 MB": small + bytes(100 * MEGABYTE),
        "a PNG of 3,600 megapixels": png_of(60000, 60000, zlib.compress(bytes(1000))),
        "a PNG of no pixels": png_of(0, 0, zlib.compress(b"")),
        "a PNG whose data unpack to far more than its pixels": png_of(3, 2, zlib.compress(bytes(64 * MEGABYTE))[:-9]),
        "a JPEG of 65,535 by 65,535": huge_jpeg(small),
    }


def huge_jpeg(small):
    at = small.index(b"\xff\xc0") + 5
    return small[:at] + b"\xff\xff\xff\xff" + small[at + 4:]


def test_what_is_no_accepted_picture_is_refused_by_its_content(imaging):
    for disguise, content in disguises().items():
        report = imaging.report_on(content)
        assert is_refused(report), f"{disguise}: {report}"


def test_a_name_says_nothing(imaging, tmp_path):
    assert imaging.report_on(whole("png", tmp_path), "really-a-png.heic")["status"] == "completed"


def test_a_picture_that_moves_is_shown_as_it_begins(imaging):
    frames = [PIL.Image.new("RGB", (90, 60), shade) for shade in ((250, 0, 0), (0, 0, 250))]
    report = imaging.report_on(saved(frames[0], "PNG", save_all=True, append_images=frames[1:]))
    assert report["status"] == "completed"
    assert (report["originalWidth"], report["originalHeight"]) == (90, 60)
