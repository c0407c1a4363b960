"""The input: demonstration plates of 20 megapixels in the three formats an artist may bring."""
import subprocess

import numpy
import pillow_heif
from gallery_process import PROGRAMS
from PIL import Image

pillow_heif.register_heif_opener()

PLATES = ["street", "quinces", "crow", "thistles", "heath"]  # the first has most line work
# Enlarged by a sixth, so that there is line work in every row of pixels; 4 to 5, so that no program has to round a height.
SIZE = 3984, 4980
FORMATS = {"jpg": {"quality": 92}, "png": {"compress_level": 6}, "heic": {"quality": 90}}


def inputs(folder, plate=PLATES[0], endings=tuple(FORMATS)):
    """The file in each format."""
    subprocess.run([PROGRAMS / "copper-plates", folder, plate], check=True, stdout=subprocess.DEVNULL)
    drawn = Image.open(folder / f"{plate}.jpg")
    enlarged = drawn.crop((0, 0, drawn.width, drawn.width * SIZE[1] // SIZE[0])).resize(SIZE, Image.Resampling.LANCZOS)
    files = {ending: folder / f"input.{ending}" for ending in endings}
    for ending, file in files.items():
        enlarged.save(file, **FORMATS[ending])
    return files


def grey(file):
    """sRGB from 0 to 1."""
    return numpy.asarray(Image.open(file).convert("L")) / 255
