"""20 megapixels to all public versions: the image service against sharp, Pillow and ImageMagick.

All read the file, decode it once, make the same sizes in WebP of quality 80 and write them to a folder, each in the arrangement in which
it is fastest. The image service also draws the watermark, writes rights and colour profile and reads every file again; the others do not.
Likeness and bytes are compared without the watermark.
"""
import pathlib
import sys

from gallery_process import PROGRAMS
from likeness import almost_ideal, reduced, ssim
from pictures import grey
from PIL import Image
from side_by_side import costs

HERE = pathlib.Path(__file__).resolve().parent
ROUNDS = 5
TIME_MAX = 0.7    # of sharp's
MEMORY_MAX = 0.6
BYTES_MAX = 1.02
WIDTHS = {"medium": 800, "medium_2x": 1600, "large_2x": 3200, "xlarge": 3840}  # large is medium_2x under another name
SQUARES = {"thumbnail": 200, "thumbnail_2x": 400}
QUALITY = 80
EFFORT = 4       # sharp's own, and libwebp's
LESS_EFFORT = 2  # the image service's, with settings that sharp does not know (docs/images.md)
RIGHTS = ["--creator", "Marie Holm", "--notice", "© 2024 Marie Holm", "--url", "https://example.dk/terms"]


def copper(file, out, *options):
    return [[PROGRAMS / "copper-imaging", "make", file, "--out", out, *RIGHTS, *options]]


def sharp(file, out, effort):
    """sharp's own build reads no HEIC."""
    converted = [["heif-convert", "--quiet", "-q", "95", file, out / "input.jpg"]] if file.suffix == ".heic" else []
    return [*converted, ["node", HERE / "sharp.mjs", out / "input.jpg" if converted else file, out, QUALITY, effort]]


def imagemagick(file, out):
    def written(name, *how):
        return ["(", "+clone", *how, "-write", out / f"{name}.webp", "+delete", ")"]

    command = ["convert-im6.q16", file, "-auto-orient", "-quality", QUALITY, "-define", f"webp:method={EFFORT}"]
    for name, width in WIDTHS.items():
        command += written(name, "-resize", f"{width}x")
    for name, side in SQUARES.items():
        command += written(name, "-resize", f"{side}x{side}^", "-gravity", "center", "-extent", f"{side}x{side}")
    return [[*command, "null:"]]


def contenders(file, root):
    made = {"copper": copper(file, root / "copper", "--watermark", "© Marie Holm"), "sharp": sharp(file, root / "sharp", EFFORT)}
    if file.suffix == ".jpg":  # for the table
        made[f"sharp, effort {LESS_EFFORT}"] = sharp(file, root / f"sharp, effort {LESS_EFFORT}", LESS_EFFORT)
        made["Pillow"] = [[sys.executable, HERE / "pillow.py", file, root / "Pillow", QUALITY, EFFORT]]
        made["ImageMagick"] = imagemagick(file, root / "ImageMagick")
    for name in made:
        (root / name).mkdir(exist_ok=True)
    return made


def likenesses(file, folders):
    """For each folder, the SSIM of its versions to a reduction of high precision."""
    original = grey(file)
    found = {name: [] for name in folders}
    for version, width in WIDTHS.items():
        size = Image.open(folders["copper"] / f"{version}.webp").size
        reference = reduced(original, *size, almost_ideal())
        for name, folder in folders.items():
            found[name].append(ssim(grey(folder / f"{version}.webp"), reference))
    return found


def bytes_in(folder):
    return sum((folder / f"{name}.webp").stat().st_size for name in (*WIDTHS, *SQUARES))


def compare(file, root):
    """Prints the table; True when the targets are reached."""
    commands = contenders(file, root)
    spent = costs(ROUNDS, commands)
    costs(1, {"copper": copper(file, root / "copper")})  # without the watermark
    folders = {name: root / name for name in commands}
    like = likenesses(file, folders)
    print(f"\n20 megapixels in {file.suffix[1:].upper()} to all versions, median of {ROUNDS} rounds; SSIM at {', '.join(map(str, WIDTHS.values()))} pixels")
    for name, folder in folders.items():
        took = spent[name]
        print(f"  {name:16}{took.milliseconds:7.0f} ms {took.processor:7.0f} ms of processors {took.memory:6.0f} MB"
              f" {bytes_in(folder) / 1e6:7.2f} MB written   {' '.join(f'{value:.4f}' for value in like[name])}")
    ours, theirs = spent["copper"], spent["sharp"]
    ratios = [ours.milliseconds / theirs.milliseconds, ours.memory / theirs.memory,
              bytes_in(folders["copper"]) / bytes_in(folders["sharp"])]
    mean = {name: sum(values) / len(values) for name, values in like.items()}
    print("  of sharp's: time {:.2f} (at most {}), memory {:.2f} (at most {}), bytes {:.3f} (at most {}); mean SSIM {:.4f} against {:.4f}"
          .format(ratios[0], TIME_MAX, ratios[1], MEMORY_MAX, ratios[2], BYTES_MAX, mean["copper"], mean["sharp"]))
    return ratios[0] <= TIME_MAX and ratios[1] <= MEMORY_MAX and ratios[2] <= BYTES_MAX and mean["copper"] >= mean["sharp"]
