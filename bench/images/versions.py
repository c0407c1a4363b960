"""20 megapixels to all public versions: the image service against sharp, Pillow and ImageMagick.

All read the file, make the same sizes in WebP of quality 80 and write them to a folder, each in the arrangement in which it is fastest:
sharp in two of them, of which the one that was faster counts. The image service also draws the watermark, writes rights and colour profile and reads every file again; the others do not.
Likeness and bytes are compared without the watermark.
"""
import pathlib
import statistics
import sys

from gallery_process import PROGRAMS
from likeness import almost_ideal, reduced, ssim
from pictures import PLATES, grey, inputs
from PIL import Image
from side_by_side import costs

HERE = pathlib.Path(__file__).resolve().parent
ROUNDS = 5
TIME_MAX = 0.7    # of sharp's
MEMORY_MAX = 0.6
BYTES_MAX = 1.02
LOSS_MAX = 0.002  # of mean SSIM, of any one plate
WIDTHS = {"medium": 800, "medium_2x": 1600, "large_2x": 3200, "xlarge": 3840}  # large is medium_2x under another name
SQUARES = {"thumbnail": 200, "thumbnail_2x": 400}
QUALITY = 80
EFFORT = 4       # sharp's own, and libwebp's
LESS_EFFORT = 2  # the image service's, with settings that sharp does not know (docs/images.md)
ARRANGEMENTS = {"sharp": "each", "sharp, decoded once": "once"}
RIGHTS = ["--creator", "Marie Holm", "--notice", "© 2024 Marie Holm", "--url", "https://example.dk/terms"]


def copper(file, out, *options):
    return [[PROGRAMS / "copper-imaging", "make", file, "--out", out, *RIGHTS, *options]]


def sharp(file, out, effort, decoded="each"):
    """sharp's own build reads no HEIC."""
    converted = [["heif-convert", "--quiet", "-q", "95", file, out / "input.jpg"]] if file.suffix == ".heic" else []
    return [*converted, ["node", HERE / "sharp.mjs", out / "input.jpg" if converted else file, out, QUALITY, effort, decoded]]


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
    made = {"copper": copper(file, root / "copper", "--watermark", "© Marie Holm")}
    made |= {name: sharp(file, root / name, EFFORT, decoded) for name, decoded in ARRANGEMENTS.items()}
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


def compare_cost(file, root):
    """Prints time and memory; True when their targets are reached."""
    commands = contenders(file, root)
    print(f"\n20 megapixels in {file.suffix[1:].upper()} to all versions, median of {ROUNDS} rounds")
    spent = costs(ROUNDS, commands)
    for name, took in spent.items():
        print(f"  {name:20}{took.milliseconds:7.0f} ms {took.processor:7.0f} ms of processors {took.memory:6.0f} MB")
    faster = min(ARRANGEMENTS, key=lambda name: spent[name].milliseconds)
    time, memory = (getattr(spent["copper"], what) / getattr(spent[faster], what) for what in ("milliseconds", "memory"))
    print(f"  of {faster}: time {time:.2f} (at most {TIME_MAX}), memory {memory:.2f} (at most {MEMORY_MAX})")
    if file.suffix == ".jpg":
        costs(1, {"copper": copper(file, root / "copper")})  # without the watermark
        print_quality(file, {name: root / name for name in commands})
    return time <= TIME_MAX and memory <= MEMORY_MAX


def print_quality(file, folders):
    """Answers with bytes and mean SSIM by name."""
    like = likenesses(file, folders)
    for name, folder in folders.items():
        print(f"  {name:20}{bytes_in(folder) / 1e6:7.2f} MB written, SSIM {' '.join(f'{value:.4f}' for value in like[name])}")
    return {name: (bytes_in(folder), sum(like[name]) / len(WIDTHS)) for name, folder in folders.items()}


def compare_quality(root):
    """Prints bytes and likeness of several plates, since they differ from each other; True when the targets are reached on the whole."""
    bytes_ratios, gains = [], []
    for plate in PLATES:
        folders = {name: root / plate / name for name in ("copper", *ARRANGEMENTS)}
        for folder in folders.values():
            folder.mkdir(parents=True)
        file = inputs(root / plate, plate, ["jpg"])["jpg"]
        costs(1, {"copper": copper(file, folders["copper"])} | {name: sharp(file, folders[name], EFFORT, decoded)
                                                                for name, decoded in ARRANGEMENTS.items()})
        print(f"\nThe plate {plate}, SSIM at {', '.join(map(str, WIDTHS.values()))} pixels")
        found = print_quality(file, folders)
        bytes_ratios.append(found["copper"][0] / min(found[name][0] for name in ARRANGEMENTS))
        gains.append(found["copper"][1] - max(found[name][1] for name in ARRANGEMENTS))
        print(f"  of sharp's bytes {bytes_ratios[-1]:.3f}, mean SSIM {gains[-1]:+.4f}, to the better of its arrangements")
    bytes_ratio, gain = statistics.mean(bytes_ratios), statistics.mean(gains)
    print(f"  on the whole of sharp's bytes {bytes_ratio:.3f} (at most {BYTES_MAX}), mean SSIM {gain:+.4f} (not less), of the least like plate "
          f"{min(gains):+.4f} (at most {LOSS_MAX} less)")
    return bytes_ratio <= BYTES_MAX and gain >= 0 and min(gains) >= -LOSS_MAX
