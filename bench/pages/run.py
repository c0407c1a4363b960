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
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests"))
from gallery_process import GalleryProcess, free_port  # noqa: E402

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


def main():
    with GalleryProcess(demo=False) as gallery, tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        folder.chmod(0o755)
        page_url = gallery.gallery_url + "/en/"
        page = urllib.request.urlopen(page_url).read()
        (folder / "page.html").write_bytes(page)
        port = free_port()
        (folder / "nginx.conf").write_text(NGINX.format(root=folder, port=port))
        nginx = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)])
        try:
            file_url = f"http://127.0.0.1:{port}/page.html"
            urls = {"copper": page_url.replace("localhost", "127.0.0.1"), "nginx": file_url}
            figures = {name: [] for name in urls}
            for url in urls.values():
                wrk(url)  # warm both
            for _ in range(ROUNDS):
                for name, url in urls.items():
                    figures[name].append(wrk(url))
        finally:
            nginx.terminate()
            nginx.wait()
    medians = {name: statistics.median(values) for name, values in figures.items()}
    ratio = medians["copper"] / medians["nginx"]
    print(f"page of {len(page)} bytes, 64 connections, median of {ROUNDS} rounds of {SECONDS} s")
    for name, value in medians.items():
        print(f"  {name:8}{value:10.0f} requests/s   (from {min(figures[name]):.0f} to {max(figures[name]):.0f})")
    print(f"  ratio   {ratio:10.2f}   (at least {TARGET})")
    return 0 if ratio >= TARGET else 1


sys.exit(main())
