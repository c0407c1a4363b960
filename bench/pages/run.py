"""A cached gallery page over one I/O thread against nginx serving the same bytes from a file.

wrk, 64 connections, one thread; the two servers take turns within one run, so that what else the machine does hits both.
Prints requests per second, the medians and their ratio; exit status 1 below 0.8.
"""
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests"))
import images  # noqa: E402
from artist import Artist  # noqa: E402
from gallery_process import GalleryProcess, free_port_base  # noqa: E402

ROUNDS = 7
SECONDS = 4
TARGET = 0.8

NGINX = """
daemon off; worker_processes 1; pid {root}/nginx.pid; error_log {root}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000; open_file_cache max=100;
  client_body_temp_path {root}; proxy_temp_path {root}; fastcgi_temp_path {root}; uwsgi_temp_path {root}; scgi_temp_path {root};
  default_type text/html;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


def wrk(url):
    output = subprocess.run(["wrk", "-t1", "-c64", f"-d{SECONDS}s", url], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in output:
        sys.exit(f"{url} answered with errors:\n{output}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1))


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


def compare(gallery, folder):
    url = hung(gallery)
    page = settled(url)
    (folder / "page.html").write_bytes(page)
    port = free_port_base()
    (folder / "nginx.conf").write_text(NGINX.format(root=folder, port=port))
    nginx = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        urls = {"copper": url, "nginx": f"http://127.0.0.1:{port}/page.html"}
        figures = {name: [] for name in urls}
        for address in urls.values():
            wrk(address)  # warm both
        for _ in range(ROUNDS):
            for name, address in urls.items():
                figures[name].append(wrk(address))
    finally:
        nginx.terminate()
        nginx.wait()
    return page, figures


def main():
    gallery = GalleryProcess()
    try:
        gallery.start()
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder).chmod(0o755)
            page, figures = compare(gallery, pathlib.Path(folder))
    finally:
        gallery.remove()
    medians = {name: statistics.median(values) for name, values in figures.items()}
    ratio = medians["copper"] / medians["nginx"]
    print(f"page of {len(page)} bytes, 64 connections, median of {ROUNDS} rounds of {SECONDS} s")
    for name, value in medians.items():
        print(f"  {name:8}{value:10.0f} requests/s   (from {min(figures[name]):.0f} to {max(figures[name]):.0f})")
    print(f"  ratio   {ratio:10.2f}   (at least {TARGET})")
    return 0 if ratio >= TARGET else 1


sys.exit(main())
