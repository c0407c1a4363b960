"""50 jobs in a row through one image service: its resident memory after the last against that after the fifth."""
import contextlib
import io
import shutil

from imaging_process import Imaging
from PIL import Image

JOBS = 50
WARM = 5
GROWTH_MAX = 1.1
SIZE = 1992, 2490  # a quarter of the pixels, so that it does not take all day


def smaller(file):
    picture, content = Image.open(file), io.BytesIO()
    picture.resize(SIZE).save(content, picture.format, quality=90)
    return content.getvalue()


def compare(files):
    """The formats take turns. Prints the figures; True when the target is reached."""
    originals = {ending: smaller(file) for ending, file in files.items()}
    resident = []
    with contextlib.closing(Imaging()) as imaging:
        for job in range(JOBS):
            ending = list(originals)[job % len(originals)]
            report = imaging.report_on(originals[ending], f"input.{ending}", publicUrl="https://example.dk")
            assert report["status"] == "completed", report
            resident.append(imaging.memory("VmRSS") / 1024 ** 2)
            shutil.rmtree(imaging.root / "blobs/images" / report["baseImageId"])
    growth = resident[-1] / resident[WARM - 1]
    print(f"\n{JOBS} jobs in a row, 5 megapixels in JPEG, PNG and HEIC in turn: resident {resident[WARM - 1]:.0f} MB after job {WARM}, "
          f"{resident[-1]:.0f} MB after the last, {max(resident):.0f} MB at most between jobs")
    print(f"  ratio {growth:.2f} (at most {GROWTH_MAX})")
    return growth <= GROWTH_MAX
