"""What the settings of the encoder cost in bytes and processor time, and gain in likeness: the table of docs/images.md."""
import re
import subprocess

import numpy
from likeness import almost_ideal, reduced, ssim
from pictures import SIZE, grey
from PIL import Image

WIDTHS = [800, 3200]
ROUNDS = 3
# Effort, noise shaping (25 is the drawing preset's), quality.
SETTINGS = [(4, 25, 80), (3, 25, 80), (2, 25, 80), (1, 25, 80), (0, 25, 80), (4, 70, 80), (2, 50, 80), (2, 70, 80), (2, 90, 80),
            (2, 70, 60), (2, 70, 70), (2, 70, 75), (2, 70, 85), (2, 70, 90), (2, 70, 95)]


def lanczos2():
    return 2, lambda x: numpy.where(abs(x) < 2, numpy.sinc(x) * numpy.sinc(x / 2), 0)


def encoded(pixels, out, effort, shaping, quality):
    """Bytes and milliseconds, by the program of the library that the image service uses."""
    command = ["cwebp", "-v", "-preset", "drawing", "-m", effort, "-sns", shaping, "-q", quality, pixels, "-o", out]
    said = [subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True).stderr for _ in range(ROUNDS)]
    return out.stat().st_size, min(float(re.search(r"encode picture: ([\d.]+)s", text).group(1)) * 1000 for text in said)


def table(file, root):
    """`file` is the input without loss."""
    original = numpy.asarray(Image.open(file).convert("RGB")) / 255
    rows = {settings: "| {} | {} | {} |".format(*settings) for settings in SETTINGS}
    for width in WIDTHS:
        size = width, width * SIZE[1] // SIZE[0]
        reference = reduced(grey(file), *size, almost_ideal())
        channels = [reduced(original[:, :, channel], *size, lanczos2()) for channel in range(3)]
        pixels = root / f"{width}.ppm"
        Image.fromarray(numpy.round(numpy.stack(channels, axis=2) * 255).astype("uint8")).save(pixels)
        for settings in SETTINGS:
            size_in_bytes, milliseconds = encoded(pixels, root / "encoded.webp", *settings)
            rows[settings] += f" {size_in_bytes:,} | {ssim(grey(root / 'encoded.webp'), reference):.4f} | {milliseconds:.0f} ms |"
    print("\n| effort | noise shaping | quality |" + "".join(f" bytes at {width} | SSIM | time |" for width in WIDTHS))
    print("|---|---|---|" + "---|---|---|" * len(WIDTHS))
    print("\n".join(rows.values()))
