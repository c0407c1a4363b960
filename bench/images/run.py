"""A 20-megapixel JPEG of line work to all versions: the image service against sharp (npm), taking turns in one run.

Both read the file, decode it once, make the same sizes in WebP of the same quality and effort, side by side, and write
them to a folder. The image service also draws the watermark and writes rights and colour profile; sharp does neither.
Time is what each counts from reading to written, without the start of its process; memory is the process's peak.
Exit status 1 above 1.0 of sharp's time or 0.8 of its memory.
"""
import math
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

import PIL.Image

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests"))
from gallery_process import PROGRAMS  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ROUNDS = 5
TIME_MAX = 1.0
MEMORY_MAX = 0.8
QUALITY, EFFORT = "80", "4"
PLATE = "street"


def measured(command):
    """Milliseconds as the program counts them, and its peak memory in MB."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{command[0]} ended with status {status}")
    return float(re.search(r"^(\d+) ms$", output, re.M).group(1)), usage.ru_maxrss / 1024


def plate(folder):
    """A demonstration plate enlarged to 20 megapixels, so that there is line work in every pixel row."""
    subprocess.run([PROGRAMS / "copper-plates", folder, PLATE], check=True, stdout=subprocess.DEVNULL)
    drawn = PIL.Image.open(folder / f"{PLATE}.jpg")
    scale = math.sqrt(19_990_000 / (drawn.width * drawn.height))
    size = int(drawn.width * scale), int(drawn.height * scale)
    file = folder / "input.jpg"
    drawn.resize(size, PIL.Image.Resampling.LANCZOS).save(file, quality=92)
    return file, f"{size[0]}x{size[1]}"


def bytes_in(folder):
    return sum(path.stat().st_size for path in folder.glob("*.webp") if path.stem != "large")


def main():
    with tempfile.TemporaryDirectory() as root:
        root = pathlib.Path(root)
        file, size = plate(root)
        commands = {
            "copper": [PROGRAMS / "copper-imaging", "make", file, "--out", root / "copper", "--watermark", "© Marie Holm",
                       "--creator", "Marie Holm", "--notice", "© 2024 Marie Holm", "--url", "https://example.dk/terms"],
            "sharp": ["node", HERE / "sharp.mjs", file, root / "sharp", QUALITY, EFFORT],
        }
        for name in commands:
            (root / name).mkdir()
        figures = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                figures[name].append(measured([str(word) for word in command]))
        written = {name: bytes_in(root / name) for name in commands}
    time = {name: statistics.median(ms for ms, _ in values) for name, values in figures.items()}
    memory = {name: statistics.median(mb for _, mb in values) for name, values in figures.items()}
    print(f"{size} JPEG, WebP quality {QUALITY}, effort {EFFORT}, median of {ROUNDS} rounds")
    for name in commands:
        print(f"  {name:8}{time[name]:8.0f} ms {memory[name]:8.0f} MB peak {written[name] / 1e6:8.2f} MB written")
    ratios = time["copper"] / time["sharp"], memory["copper"] / memory["sharp"]
    print(f"  ratio   {ratios[0]:8.2f}    {ratios[1]:8.2f}   (at most {TIME_MAX} and {MEMORY_MAX})")
    return 0 if ratios[0] <= TIME_MAX and ratios[1] <= MEMORY_MAX else 1


sys.exit(main())
