"""How line work survives reduction (R2.8): kernels, gamma or linear light, and the image service itself, measured on a zone plate,
on hatching of single pixels and on a demonstration plate.

The candidates are computed here in 64-bit floating point; the service is measured as it is, through its WebP files. Prints the table
of docs/images.md and draws its picture anew with --pictures. Exit status 1 when the service lets more than 2 % of the energy above the
new Nyquist limit through, or changes the tone of hatching on paper by more than 2 %: neighbouring greys of WebP differ by as much.
"""
import math
import pathlib
import subprocess
import sys
import tempfile

import numpy
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT / "bench"))
from gallery_process import PROGRAMS  # noqa: E402
from likeness import almost_ideal, reduced, ssim, to_light, to_srgb  # noqa: E402

ALIASES_MAX = 2.0  # percent
TONE_MAX = 1.0     # percent, on paper
WHITE_MAX = 2.0    # percent, on pure white, where light is cut off and a grey is met that WebP cannot hold (docs/images.md)
SIDE, WIDTH = 1920, 800  # of the synthetic pictures and of the version they are reduced to: by 2.4
PAPER, INK = 240 / 255, 40 / 255
PERIODS = [2, 2.5, 3, 4, 5, 7]  # of the hatching, in pixels; lines one pixel wide


# ── kernels ──

def lanczos(lobes):
    return lobes, lambda x: numpy.where(abs(x) < lobes, numpy.sinc(x) * numpy.sinc(x / lobes), 0)


def mitchell():
    def weight(x):
        x = abs(x)
        near = 7 * x ** 3 - 12 * x ** 2 + 16 / 3
        far = -7 / 3 * x ** 3 + 12 * x ** 2 - 20 * x + 32 / 3
        return numpy.where(x < 1, near, numpy.where(x < 2, far, 0)) / 6
    return 2, weight


def box():
    return 0.5, lambda x: numpy.where(abs(x) <= 0.5, 1.0, 0)


def of_width(picture, kernel, is_linear):
    """In 8 bits."""
    return eight_bits(reduced(picture, WIDTH, round(picture.shape[0] * WIDTH / picture.shape[1]), kernel, is_linear))


CANDIDATES = {
    "box, gamma": (box(), False), "box, linear": (box(), True),
    "Mitchell, gamma": (mitchell(), False), "Mitchell, linear": (mitchell(), True),
    "Lanczos2, gamma": (lanczos(2), False), "Lanczos2, linear": (lanczos(2), True),
    "Lanczos3, gamma": (lanczos(3), False), "Lanczos3, linear": (lanczos(3), True),
}


# ── pictures ──

def eight_bits(srgb):
    return numpy.round(srgb * 255) / 255


def zone_plate():
    """Rings that grow finer outwards, up to one line in two pixels at the sides; half of the light everywhere."""
    y, x = numpy.mgrid[0:SIDE, 0:SIDE] - (SIDE - 1) / 2
    return eight_bits(to_srgb(0.5 + 0.5 * numpy.cos(math.pi * (x ** 2 + y ** 2) / SIDE)))


def hatching(period, paper=PAPER, ink=INK):
    """Lines of ink one pixel wide on paper, a little slanted."""
    grain = 8  # samples a pixel
    y, x = numpy.mgrid[0:480, 0:SIDE * grain]
    across = (x + 0.5) / grain + y * 0.1
    inked = (numpy.mod(across, period) < 1).reshape(480, SIDE, grain).mean(axis=2)
    paper, ink = to_light(numpy.array([paper, ink]))
    return eight_bits(to_srgb(paper + (ink - paper) * inked))


def plate(folder):
    subprocess.run([PROGRAMS / "copper-plates", folder, "street"], check=True, stdout=subprocess.DEVNULL)
    return numpy.asarray(Image.open(folder / "street.jpg").convert("L")) / 255


def as_image(srgb):
    return Image.fromarray(numpy.round(srgb * 255).astype("uint8"))


def of_the_service(srgb, folder):
    as_image(srgb).save(folder / "input.png")
    subprocess.run([PROGRAMS / "copper-imaging", "make", folder / "input.png", "--out", folder / "made"], check=True,
                   stdout=subprocess.DEVNULL)
    return numpy.asarray(Image.open(folder / "made/medium.webp").convert("L")) / 255


class Pictures:
    def __init__(self, folder):
        self.rings = zone_plate()
        self.on_paper = [hatching(period) for period in PERIODS]
        self.on_white = [hatching(period, 1, 0) for period in PERIODS]
        self.plate = plate(folder)
        self.reference = of_width(self.plate, almost_ideal(), True)


# ── measures ──

def aliases(small):
    """Energy left where the rings are finer than the new size can show, against that where it can show them, in percent."""
    y, x = numpy.mgrid[0:small.shape[0], 0:small.shape[1]] - (WIDTH - 1) / 2
    radius = numpy.hypot(x, y) * SIDE / WIDTH  # in the large picture, where a ring's frequency is radius / SIDE
    limit = 0.5 * WIDTH  # the radius of the new Nyquist frequency: 0.5 / 2.4 lines a pixel
    light = to_light(small)
    above = light[(radius > 1.2 * limit) & (radius < SIDE / 2)]
    below = light[radius < 0.5 * limit]
    return 100 * above.var() / below.var()


def tone(small, large):
    return 100 * (to_light(small[20:-20, 20:-20]).mean() / to_light(large[48:-48, 48:-48]).mean() - 1)


def contrast_kept(small):
    """Of the rings between 0.6 and 0.9 of the limit, in percent of full contrast."""
    y, x = numpy.mgrid[0:small.shape[0], 0:small.shape[1]] - (WIDTH - 1) / 2
    radius = numpy.hypot(x, y) * SIDE / WIDTH
    light = to_light(small)
    band = light[(radius > 0.3 * WIDTH) & (radius < 0.45 * WIDTH)]
    return 100 * band.std() / math.sqrt(0.125)


def worst_tone(reduce, hatches):
    return max((tone(reduce(hatch), hatch) for hatch in hatches), key=abs)


def measured(reduce, pictures):
    small = reduce(pictures.rings)
    return (aliases(small), contrast_kept(small), worst_tone(reduce, pictures.on_paper), worst_tone(reduce, pictures.on_white),
            ssim(reduce(pictures.plate), pictures.reference))


def crops(pictures, file):
    """Beside each other: gamma and box as most programs do it, and what was chosen; each pixel three times as large."""
    shown = ["box, gamma", "Lanczos3, gamma", "Mitchell, linear", "Lanczos2, linear"]
    side, zoom, gap = 120, 3, 12
    sheet = Image.new("L", (len(shown) * (side * zoom + gap) - gap, 3 * (side * zoom + gap) - gap), 255)
    for column, name in enumerate(shown):
        for row, (picture, left, top) in enumerate(((pictures.rings, 640, 340), (pictures.on_paper[1], 300, 40), (pictures.plate, 360, 420))):
            small = as_image(of_width(picture, *CANDIDATES[name])).crop((left, top, left + side, top + side))
            place = (column * (side * zoom + gap), row * (side * zoom + gap))
            sheet.paste(small.resize((side * zoom, side * zoom), Image.Resampling.NEAREST), place)
    sheet.quantize(32).save(file, optimize=True)


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        pictures = Pictures(folder)
        rows = {name: measured(lambda picture: of_width(picture, *candidate), pictures) for name, candidate in CANDIDATES.items()}
        rows["this service, WebP"] = measured(lambda picture: of_the_service(picture, folder), pictures)
        print("| Kernel and light | aliases | fine lines | tone on paper | on pure white | SSIM |\n|---|---|---|---|---|---|")
        for name, (leak, contrast, on_paper, on_white, likeness) in rows.items():
            print(f"| {name} | {leak:.1f} % | {contrast:.0f} % | {on_paper:+.1f} % | {on_white:+.1f} % | {likeness:.3f} |")
        if "--pictures" in sys.argv:
            crops(pictures, ROOT / "docs/images/lines.png")
    leak, _, on_paper, on_white, _ = rows["this service, WebP"]
    return 0 if leak <= ALIASES_MAX and abs(on_paper) <= TONE_MAX and abs(on_white) <= WHITE_MAX else 1


sys.exit(main())
