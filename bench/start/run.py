"""How soon `copper up` shows its first page on existing data, and how much memory it keeps after 10,000 requests.

Exit status 1 above 2 s or 120 MB.
"""
import concurrent.futures
import pathlib
import statistics
import sys
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests"))
import images  # noqa: E402
from artist import Artist  # noqa: E402
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


def seconds_to_first_page(gallery):
    begin = time.monotonic()
    process = gallery.spawn(gallery.arguments())
    while True:
        try:
            fetch(gallery.gallery + "/en/")
            break
        except OSError:
            time.sleep(0.01)
    took = time.monotonic() - begin
    process.terminate()
    process.wait()
    return took


def main():
    gallery = GalleryProcess()
    try:
        gallery.start()
        artist = Artist(gallery)
        room = artist.make_gallery("Harbour")["id"]
        prints = []
        for number in range(6):
            file = images.jpeg(gallery.root / f"{number}.jpg", (900, 700))
            prints.append(artist.exhibit(room, file, f"Plate {number + 1}")["id"])
        gallery.stop()
        times = [seconds_to_first_page(gallery) for _ in range(STARTS)]
        gallery.start()
        api = gallery.api + "/api/v1"
        urls = [f"{gallery.gallery}/en/", f"{gallery.gallery}/da/", f"{gallery.gallery}/en/gallery/{room}",
                f"{api}/galleries", f"{api}/prints?limit=50", f"{api}/galleries/{room}/prints",
                *(f"{gallery.gallery}/{path}/{item}" for item in prints for path in ("en/print", "da/tryk")),
                *(f"{api}/prints/{item}" for item in prints), f"{gallery.studio}/healthz"]
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(fetch, (urls[i % len(urls)] for i in range(REQUESTS))))
        memory = resident_mb(gallery.pid("copper"))
    finally:
        gallery.remove()
    median = statistics.median(times)
    print(f"first page after {median:.2f} s, median of {STARTS} starts, {min(times):.2f} to {max(times):.2f} "
          f"(at most {START_SECONDS_MAX})")
    print(f"resident after {REQUESTS} requests: {memory:.0f} MB (at most {RESIDENT_MB_MAX})")
    return 0 if median <= START_SECONDS_MAX and memory <= RESIDENT_MB_MAX else 1


sys.exit(main())
