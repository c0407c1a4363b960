"""From a clean clone to the first page, and the second start; where the time goes.

Clones this checkout's HEAD into a temporary folder and runs `./dev run` there with an empty compiler cache. Debian
packages that are installed already are not installed again: run it on a fresh machine to have their time counted too.
Exit status 1 above 15 minutes or 10 seconds.
"""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
from gallery_process import free_port_base  # noqa: E402

FIRST_SECONDS_MAX = 15 * 60
SECOND_SECONDS_MAX = 10


def answers(url):
    try:
        return urllib.request.urlopen(url, timeout=5).status == 200
    except OSError:
        return False


def first_page(clone, port, environment):
    """Runs ./dev run until the gallery's first page; returns the seconds and what was said when."""
    start = time.monotonic()
    process = subprocess.Popen(["./dev", "run", "--port-base", str(port)], cwd=clone, env=environment, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
    os.set_blocking(process.stdout.fileno(), False)
    said = []
    try:
        while not answers(f"http://localhost:{port}/en/"):
            if process.poll() is not None:
                sys.exit(f"./dev run ended with status {process.returncode}:\n" + "\n".join(line for _, line in said))
            said += [(time.monotonic() - start, line.strip()) for line in process.stdout.readlines() if line.strip()]
            time.sleep(0.1)
        return time.monotonic() - start, said
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="copper-fresh-"))
    folder.chmod(0o755)
    try:
        clone = folder / "clone"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        environment = os.environ | {"CCACHE_DIR": str(folder / "ccache")}
        port = free_port_base()
        first, said = first_page(clone, port, environment)
        second, _ = first_page(clone, port, environment)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for seconds, line in said[:8]:
        print(f"  {seconds:6.1f} s  {line}")
    print(f"first page after  {first:6.1f} s   (at most {FIRST_SECONDS_MAX})")
    print(f"second start      {second:6.1f} s   (at most {SECOND_SECONDS_MAX})")
    return 0 if first <= FIRST_SECONDS_MAX and second <= SECOND_SECONDS_MAX else 1


sys.exit(main())
