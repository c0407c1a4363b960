"""The input: a demonstration plate of 20 megapixels in the three formats an artist may bring."""
import subprocess

import numpy
import pillow_heif
from gallery_process import PROGRAMS
from PIL import Image

pillow_heif.register_heif_opener()

PLATE = "street"
# Enlarged by a sixth, so that there is line work in every row of pixels; 4 to 5, so that no program has to round a height.
SIZE = 3984, 4980
FORMATS = {"jpg": {"quality": 92}, "png": {"compress_level": 6}, "heic": {"quality": 90}}


def inputs(folder):
    """The file in each format."""
    subprocess.run([PROGRAMS / "copper-plates", folder, PLATE], check=True, stdout=subprocess.DEVNULL)
    drawn = Image.open(folder / f"{PLATE}.jpg")
    plate = drawn.crop((0, 0, drawn.width, drawn.width * SIZE[1] // SIZE[0])).resize(SIZE, Image.Resampling.LANCZOS)
    files = {ending: folder / f"input.{ending}" for ending in FORMATS}
    for ending, options in FORMATS.items():
        plate.save(files[ending], **options)
    return files


def grey(file):
    """sRGB from 0 to 1."""
    return numpy.asarray(Image.open(file).convert("L")) / 255
