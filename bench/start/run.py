"""How soon `copper up` shows its first page on existing data, and how much memory it keeps after 10,000 requests."""
import concurrent.futures
import pathlib
import statistics
import sys
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests"))
from gallery_process import GalleryProcess  # noqa: E402

STARTS = 5
REQUESTS = 10_000
START_SECONDS_MAX = 2.0
RESIDENT_MB_MAX = 120


def resident_mb(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def fetch(url):
    with urllib.request.urlopen(url) as answer:
        answer.read()


def main():
    gallery = GalleryProcess(demo=False)
    gallery.start()
    gallery.stop()
    times = []
    for _ in range(STARTS):
        begin = time.monotonic()
        gallery.start(wait=False)
        while True:
            try:
                fetch(gallery.gallery_url + "/en/")
                break
            except OSError:
                time.sleep(0.01)
        times.append(time.monotonic() - begin)
        if len(times) < STARTS:
            gallery.stop()
    urls = [f"{gallery.gallery_url}/en/", f"{gallery.gallery_url}/da/", f"{gallery.api_url}/api/v1/galleries",
            f"{gallery.api_url}/api/v1/prints?limit=50", f"{gallery.studio_url}/healthz"]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(fetch, (urls[i % len(urls)] for i in range(REQUESTS))))
    memory = resident_mb(gallery.pid)
    gallery.stop()
    gallery.remove()
    median = statistics.median(times)
    print(f"first page after {median:.2f} s, median of {STARTS} starts (at most {START_SECONDS_MAX})")
    print(f"resident after {REQUESTS} requests: {memory:.0f} MB (at most {RESIDENT_MB_MAX})")
    return 0 if median <= START_SECONDS_MAX and memory <= RESIDENT_MB_MAX else 1


sys.exit(main())
