"""What the image service writes, as other programs see it: rights and nothing else beside the picture, and the picture itself, by a
perceptual hash and by colour difference."""
import io
import subprocess

import numpy
import PIL.Image
import pytest

import images
from gallery_process import PROGRAMS

RIGHTS = {"Exif.Image.Artist", "Exif.Image.Copyright", "Xmp.dc.creator", "Xmp.dc.rights", "Xmp.xmpRights.Marked", "Xmp.xmpRights.UsageTerms",
          "Xmp.xmpRights.WebStatement"}
SIZE = (1800, 1260)
WHOLE = ("medium", "medium_2x", "large")  # the thumbnails are cropped to the subject


def make(file, folder, *options):
    subprocess.run([PROGRAMS / "copper-imaging", "make", file, "--out", folder, *options], check=True, capture_output=True, timeout=60)


def test_exiv2_finds_the_rights_and_nothing_else(tmp_path):
    make(images.jpeg(tmp_path / "print.jpg", (1200, 900)), tmp_path / "made", "--creator", "Marie Holm", "--notice", "© Marie Holm",
         "--url", "https://prints.example/terms", "--zoom", "https://prints.example/zoom")
    written = [*(tmp_path / "made").glob("*.webp"), *(tmp_path / "made/zoom").rglob("*.jpg")]
    assert len(written) > 10
    for file in written:
        read = subprocess.run(["exiv2", "-pa", file], check=True, capture_output=True, text=True, timeout=30).stdout
        assert {line.split()[0] for line in read.splitlines()} == RIGHTS, file
        assert read.count("Marie Holm") == 5, file


def coloured(size):
    """Line work over fields of colour that run into each other."""
    lines = numpy.asarray(images.line_work(size), dtype=float) / 255
    y, x = numpy.mgrid[0:size[1], 0:size[0]]
    tint = numpy.stack([0.35 + 0.65 * x / size[0], 0.45 + 0.5 * y / size[1], 0.95 - 0.5 * x / size[0]], axis=2)
    return PIL.Image.fromarray((255 * lines * tint).round().astype("uint8"))


@pytest.fixture(scope="module", params=["jpg", "png", "heic"])
def made(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("likeness")
    file = folder / f"print.{request.param}"
    coloured(SIZE).save(file, quality=92)
    make(file, folder / "made")
    return PIL.Image.open(file).convert("RGB"), {name: PIL.Image.open(folder / "made" / f"{name}.webp").convert("RGB") for name in WHOLE}


def to_light(picture):
    srgb = numpy.asarray(picture, dtype=float) / 255
    return numpy.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def reduced(picture, size):
    """In light, by Pillow, as light."""
    bands = [PIL.Image.fromarray(band.astype("float32")) for band in numpy.moveaxis(to_light(picture), 2, 0)]
    return numpy.stack([numpy.asarray(band.resize(size, PIL.Image.Resampling.LANCZOS)) for band in bands], axis=2).clip(0, 1)


def to_lab(light):
    """CIE 1976 L*a*b* of sRGB's light, white being D65."""
    xyz = light @ numpy.array([[0.4124, 0.2126, 0.0193], [0.3576, 0.7152, 0.1192], [0.1805, 0.0722, 0.9505]]) / [0.9505, 1, 1.089]
    f = numpy.where(xyz > 0.008856, numpy.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return numpy.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=2)


def steps_of(light):
    """How much lighter it becomes to the right, at nine by eight places. Their signs are a difference hash."""
    small = PIL.Image.fromarray(light.mean(axis=2).astype("float32")).resize((9, 8), PIL.Image.Resampling.BOX)
    return numpy.diff(numpy.asarray(small))


def as_webp(light):
    """What Pillow makes of it: half of the colours' width is lost by the format, not by who writes it."""
    light = light.clip(0, 1)
    srgb = numpy.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    file = io.BytesIO()
    PIL.Image.fromarray((255 * srgb).round().astype("uint8")).save(file, "webp", quality=80)
    return PIL.Image.open(file).convert("RGB")


def difference(light, other):
    """CIE 1976 colour difference of places of four by four pixels: within them another kernel puts a line a little elsewhere."""
    places = [numpy.stack([numpy.asarray(PIL.Image.fromarray(band.astype("float32")).reduce(4)) for band in numpy.moveaxis(one, 2, 0)], axis=2)
              for one in (light, other)]
    return numpy.linalg.norm(to_lab(places[0]) - to_lab(places[1]), axis=2)


@pytest.mark.parametrize("name", WHOLE)
def test_a_version_is_like_the_reduction_of_another_program(made, name):
    original, versions = made
    version = to_light(versions[name])
    reference = reduced(original, versions[name].size)
    steps = steps_of(reference)
    clear = abs(steps) > 0.005  # of the others chance decides
    assert clear.sum() > 32  # of 64
    assert ((steps_of(version) > 0) == (steps > 0))[clear].all()
    ours, theirs = difference(version, reference), difference(to_light(as_webp(reference)), reference)
    assert ours.mean() < 1.1 * theirs.mean()
    assert numpy.percentile(ours, 95) < 1.1 * numpy.percentile(theirs, 95)


@pytest.mark.parametrize("name", WHOLE)
def test_what_is_moved_or_tinted_is_less_alike_than_that(made, name):
    original, versions = made
    reference = reduced(original, versions[name].size)
    theirs = difference(to_light(as_webp(reference)), reference)
    for wrong in (numpy.roll(reference, versions[name].width // 200, axis=1), reference * [1.15, 1, 1]):
        assert difference(to_light(as_webp(wrong)), reference).mean() > 1.1 * theirs.mean()
