"""What the image service makes, made with Pillow in its fastest arrangement: one decoded picture, from which the versions are reduced
and encoded at the same time. Usage: pillow.py FILE DIR QUALITY EFFORT"""
import concurrent.futures
import pathlib
import sys
import time

import pillow_heif
from PIL import Image, ImageOps

WIDTHS = {"xlarge": 3840, "large_2x": 3200, "medium_2x": 1600, "medium": 800}  # large is medium_2x under another name
SQUARES = {"thumbnail_2x": 400, "thumbnail": 200}


def main(file, directory, quality, effort):
    start = time.monotonic()
    picture = ImageOps.exif_transpose(Image.open(file)).convert("RGB")

    def make(name):
        if name in SQUARES:
            made = ImageOps.fit(picture, (SQUARES[name], SQUARES[name]), Image.Resampling.LANCZOS)
        else:
            made = picture.resize((WIDTHS[name], round(picture.height * WIDTHS[name] / picture.width)), Image.Resampling.LANCZOS)
        made.save(pathlib.Path(directory) / f"{name}.webp", quality=int(quality), method=int(effort))

    with concurrent.futures.ThreadPoolExecutor() as pool:
        list(pool.map(make, [*WIDTHS, *SQUARES]))
    print(f"{(time.monotonic() - start) * 1000:.0f} ms")


pillow_heif.register_heif_opener()
main(*sys.argv[1:])
