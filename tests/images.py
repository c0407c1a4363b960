"""Pictures made for the tests: no two alike, since the gallery refuses a file it has already."""
import io
import itertools
import pathlib
import random

import piexif
import pillow_heif
from PIL import Image, ImageDraw

pillow_heif.register_heif_opener()

CAMERA_SERIAL = "SERIAL-4711"
_serial = itertools.count(1)


def line_work(size):
    """Hatching on warm paper, as an etching has it, and a black corner at the upper left that tells which way is up."""
    width, height = size
    chance = random.Random(next(_serial))
    picture = Image.new("RGB", size, (240, 232, 214))
    draw = ImageDraw.Draw(picture)
    margin = min(size) // 10
    for x in range(margin, width - margin, chance.randint(7, 9)):
        lean = chance.randint(-20, 20)
        draw.line([(x, margin), (x + lean, height - margin)], fill=(45, 38, 32), width=2)
    for y in range(height // 2, height - margin, chance.randint(5, 7)):
        draw.line([(margin, y), (width - margin, y + chance.randint(-6, 6))], fill=(45, 38, 32), width=1)
    draw.rectangle([0, 0, min(size) // 8, min(size) // 8], fill=(20, 16, 12))
    return picture


def camera_exif(orientation=1):
    """What a camera writes: things worth keeping, and where it stood and which one it was."""
    return piexif.dump({
        "0th": {piexif.ImageIFD.Make: "Copper", piexif.ImageIFD.Model: "Copper C1",
                piexif.ImageIFD.Orientation: orientation, piexif.ImageIFD.CameraSerialNumber: CAMERA_SERIAL},
        "Exif": {piexif.ExifIFD.ExposureTime: (1, 125), piexif.ExifIFD.FNumber: (56, 10),
                 piexif.ExifIFD.ISOSpeedRatings: 200, piexif.ExifIFD.DateTimeOriginal: "2024:05:17 10:20:30",
                 piexif.ExifIFD.LensModel: "Copper 60mm Macro", piexif.ExifIFD.BodySerialNumber: CAMERA_SERIAL,
                 piexif.ExifIFD.LensSerialNumber: CAMERA_SERIAL},
        "GPS": {piexif.GPSIFD.GPSLatitudeRef: "N", piexif.GPSIFD.GPSLatitude: ((55, 1), (40, 1), (34, 1)),
                piexif.GPSIFD.GPSLongitudeRef: "E", piexif.GPSIFD.GPSLongitude: ((12, 1), (34, 1), (6, 1))},
    })


def _saved(picture, file, **options):
    file.parent.mkdir(parents=True, exist_ok=True)
    picture.save(file, **options)
    return file


def jpeg(file, size=(600, 400), orientation=1):
    return _saved(line_work(size), pathlib.Path(file), quality=90, exif=camera_exif(orientation))


def png(file, size=(600, 400)):
    return _saved(line_work(size), pathlib.Path(file), exif=camera_exif())


def heic(file, size=(600, 400)):
    return _saved(line_work(size), pathlib.Path(file), quality=85, exif=camera_exif())


def flat(file, shade, size=(800, 600)):
    """One shade but for a corner pixel, so that whatever else is seen in a version was drawn into it."""
    picture = Image.new("RGB", size, (shade, shade, shade))
    picture.putpixel((0, 0), (next(_serial) % 256, 0, 0))
    return _saved(picture, pathlib.Path(file))


def noise(file, size=(1800, 1700)):
    """A PNG that does not compress: more than one part of an upload."""
    picture = Image.frombytes("RGB", size, random.Random(next(_serial)).randbytes(size[0] * size[1] * 3))
    return _saved(picture, pathlib.Path(file), compress_level=0)


def forty_megapixels(file):
    """Small as a file: 8000 x 5000 pixels of one bit."""
    return _saved(Image.new("1", (8000, 5000), 1), pathlib.Path(file))


def truncated(file):
    """A JPEG whose last third did not arrive."""
    whole = io.BytesIO()
    line_work((900, 700)).save(whole, "JPEG", quality=90)
    content = whole.getvalue()
    return written(file, content[:len(content) * 2 // 3])


def written(file, content):
    file = pathlib.Path(file)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file
