"""The image service beside what a user would pick instead (versions.py, tiles.py), and its memory over many jobs (jobs.py). Time is by the
clock, without the start of a process that counts for itself; memory is a process's peak. Exit status 1 when a target is missed. With
--encoder instead the table of the encoder's settings in docs/images.md (encoder.py).
"""
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[1:1] = [str(ROOT / "bench"), str(ROOT / "tests")]

import encoder  # noqa: E402
import jobs  # noqa: E402
import pictures  # noqa: E402
import tiles  # noqa: E402
import versions  # noqa: E402


def main():
    sys.stdout.reconfigure(line_buffering=True)  # it takes minutes
    with tempfile.TemporaryDirectory() as root:
        root = pathlib.Path(root)
        files = pictures.inputs(root)
        if "--encoder" in sys.argv:
            encoder.table(files["png"], root)
            return 0
        reached = [versions.compare_cost(file, root) for file in files.values()]
        reached += [versions.compare_quality(root), tiles.compare(files["jpg"], root), jobs.compare(files)]
    return 0 if all(reached) else 1


sys.exit(main())
