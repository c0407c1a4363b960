"""The image service itself, fed what no camera wrote: every file ends as a picture or as a failed job with a reason, and the
process that met the first of them still meets the last. Given the same seed, the same files."""
import io
import pathlib
import random
import struct
import zipfile
import zlib

import numpy
import PIL.Image
import pytest

import images
from imaging_process import Imaging

TILES = pathlib.Path(__file__).resolve().parent.parent / "services/imaging/testdata/tiles.heic"  # four tiles in two rows

MEGABYTE = 1024 * 1024
MEMORY_MAX = 600 * MEGABYTE  # for the largest files of the most demanding kinds, and whatever says it is larger
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
        "a JPEG that goes over its picture again and again": jpeg_of_scans(5000),
        "a HEIC of 3,600 megapixels": heic_of_size(60000, 60000),
        "a HEIC whose size is not its picture's": heic_of_size(4400, 4500),
        "a HEIC of 65,025 tiles of which four are there": TILES.read_bytes().replace(b"\0\0\1\1\0x\0d", b"\0\0\xff\xff\0x\0d"),
        "a HEIC made of itself": TILES.read_bytes().replace(struct.pack(">4H", 1, 2, 3, 4), struct.pack(">4H", 5, 5, 5, 5)),
    }


def jpeg_of_scans(count):
    """A progressive JPEG of 20 megapixels whose last scan, of next to no bytes, comes `count` times."""
    content = saved(PIL.Image.new("L", (5000, 4000), 200), "JPEG", progressive=True)
    scan = content[content.rindex(b"\xff\xda"):-2]
    return content[:-2] + scan * count + b"\xff\xd9"


def heic_of_size(width, height):
    """HEIC says how large a picture is beside it, too."""
    content = saved(PIL.Image.new("RGB", (240, 180), (200, 190, 170)), "HEIF")
    at = content.index(b"ispe") + 8
    return content[:at] + struct.pack(">II", width, height) + content[at + 8:]


def huge_jpeg(small):
    at = small.index(b"\xff\xc0") + 5
    return small[:at] + b"\xff\xff\xff\xff" + small[at + 4:]


def test_what_is_no_accepted_picture_is_refused_by_its_content(imaging):
    for disguise, content in disguises().items():
        report = imaging.report_on(content)
        assert is_refused(report), f"{disguise}: {report}"


def padded(content, box=b""):
    """As large as a file may be; what follows the picture is not looked at, and kept in memory all the same."""
    return content + box + bytes(100 * MEGABYTE - len(content) - len(box))


def interlaced_png_of_sixteen_bits(width, height):
    """With transparency, and in seven passes (PNG, third edition, §8.1), for which a decoder must have all of it at once."""
    rows = numpy.zeros((height, width, 4), dtype=">u2") + numpy.array([60000, 58000, 54000, 50000], dtype=">u2")
    rows[:, ::7] = [9000, 8000, 7000, 65535]
    passes = b"".join(numpy.pad(part.view("u1").reshape(part.shape[0], -1), ((0, 0), (1, 0))).tobytes()
                      for y, x, down, right in [(0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1)]
                      for part in [numpy.ascontiguousarray(rows[y::down, x::right])])
    header = struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 1)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(passes, 1)) + png_chunk(b"IEND", b"")


def progressive_jpeg_of_four_inks(size):
    return saved(images.line_work(size).convert("CMYK"), "JPEG", progressive=True, quality=95)


def heic(size):
    content = saved(images.line_work(size), "HEIF", quality=90, enc_params={"preset": "ultrafast"})
    return padded(content, struct.pack(">I4s", 100 * MEGABYTE - len(content), b"free"))


@pytest.mark.parametrize("content", [lambda: padded(interlaced_png_of_sixteen_bits(5000, 4000)),
                                     lambda: padded(progressive_jpeg_of_four_inks((5000, 4000))), lambda: heic((5000, 4000))],
                         ids=["PNG of 16 bits", "progressive JPEG of four inks", "HEIC"])
def test_the_largest_pictures_are_made_within_the_memory_there_is(content):
    service = Imaging()
    try:
        report = service.report_on(content(), publicUrl="https://example.dk")
        assert report["status"] == "completed", report
        assert service.memory("VmHWM") < MEMORY_MAX, f"{service.memory('VmHWM') / MEGABYTE:.0f} MB"
    finally:
        service.close()


def test_a_name_says_nothing(imaging, tmp_path):
    assert imaging.report_on(whole("png", tmp_path), "really-a-png.heic")["status"] == "completed"


def test_a_picture_that_moves_is_shown_as_it_begins(imaging):
    frames = [PIL.Image.new("RGB", (90, 60), shade) for shade in ((250, 0, 0), (0, 0, 250))]
    report = imaging.report_on(saved(frames[0], "PNG", save_all=True, append_images=frames[1:]))
    assert report["status"] == "completed"
    assert (report["originalWidth"], report["originalHeight"]) == (90, 60)
