"""A cached gallery page over one I/O thread against nginx serving the same bytes from a file.

wrk, 64 connections, one thread; the two servers take turns within one run, so that what else the machine does hits both.
Prints requests per second, the medians and their ratio; exit status 1 below 0.8.
"""
import pathlib
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from side_by_side import nginx, table, wrk  # noqa: E402  (and the way to tests/)
import images  # noqa: E402
from artist import Artist  # noqa: E402
from gallery_process import GalleryProcess  # noqa: E402

ROUNDS = 7
SECONDS = 4
CONNECTIONS = 64
TARGET = 0.8


def hung(gallery):
    """The address of a gallery's page with twelve prints."""
    artist = Artist(gallery)
    room = artist.make_gallery("Harbour")["id"]
    for number in range(12):
        artist.exhibit(room, images.jpeg(gallery.root / f"{number}.jpg", (900, 700)), f"Harbour, plate {number + 1}",
                       year=2020, technique="Etching and aquatint")
    # wrk follows no redirects: the address with the title in it.
    return urllib.request.urlopen(f"http://127.0.0.1:{gallery.port_base}/en/gallery/{room}").url


def settled(url):
    """The page, once two readings in a row are the same."""
    before = None
    while True:
        page = urllib.request.urlopen(url).read()
        if page == before:
            return page
        before = page
        time.sleep(2)


def main():
    gallery = GalleryProcess()
    try:
        gallery.start()
        url = hung(gallery)
        page = settled(url)
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "page.html").write_bytes(page)
            with nginx(folder) as other:
                urls = {"copper": url, "nginx": f"{other}/page.html"}
                for address in urls.values():
                    wrk(address, CONNECTIONS, 1)  # warm both
                figures = {name: [] for name in urls}
                for _ in range(ROUNDS):
                    for name, address in urls.items():
                        figures[name].append(wrk(address, CONNECTIONS, SECONDS).rate)
    finally:
        gallery.remove()
    reached = table(f"page of {len(page)} bytes, {CONNECTIONS} connections, median of {ROUNDS} rounds of {SECONDS} s",
                    figures, TARGET)
    return 0 if reached else 1


sys.exit(main())
