"""50 jobs in a row through one image service: its resident memory after the last against that after the fifth."""
import contextlib
import http.server
import json
import os
import pathlib
import queue
import shutil
import subprocess
import threading
import uuid

import requests
from gallery_process import PROGRAMS, eventually, free_port_base
from PIL import Image

JOBS = 50
WARM = 5
GROWTH_MAX = 1.1
SIZE = 1992, 2490  # a quarter of the pixels, so that it does not take all day


@contextlib.contextmanager
def content():
    """Stands in for the Content Management Service: its address, and the results it is called back with."""
    results = queue.Queue()

    class Callback(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            results.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Callback)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", results
    finally:
        server.shutdown()


@contextlib.contextmanager
def service(root, content_url):
    """The image service's address and process."""
    port = free_port_base()
    process = subprocess.Popen([PROGRAMS / "copper-imaging"], cwd=root, stdout=subprocess.DEVNULL,
                               env=os.environ | {"PORT": str(port),
                                                 "COPPER_STORAGE": f"file:{root / 'blobs'}", "COPPER_CONTENT_URL": content_url})
    url = f"http://127.0.0.1:{port}"

    def is_ready():
        with contextlib.suppress(requests.ConnectionError):
            return requests.get(f"{url}/readyz", timeout=5).ok

    try:
        eventually(is_ready, "the image service is ready")
        yield url, process
    finally:
        process.terminate()
        process.wait()


def resident_mb(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def compare(files, root):
    """The formats take turns. Prints the figures; True when the target is reached."""
    originals = root / "blobs/temporary/uploads/original"
    originals.mkdir(parents=True)
    for ending, file in files.items():
        Image.open(file).resize(SIZE).save(originals / f"input.{ending}", quality=90)
    resident = []
    with content() as (content_url, results), service(root, content_url) as (url, process):
        for job in range(JOBS):
            image = str(uuid.uuid4())
            ending = list(files)[job % len(files)]
            answer = requests.post(f"{url}/api/v1/process", timeout=10, json={
                "baseImageId": image, "originalImageReference": f"temp-storage://uploads/original/input.{ending}", "publicUrl": "https://example.dk",
                "fileName": f"input.{ending}", "callbackToken": "t", "watermark": {"text": "© Marie Holm"}})
            assert answer.status_code == 202, answer.text
            result = results.get(timeout=60)
            assert result["status"] == "completed", result
            resident.append(resident_mb(process))
            shutil.rmtree(root / "blobs/images" / image)
    growth = resident[-1] / resident[WARM - 1]
    print(f"\n{JOBS} jobs in a row, 5 megapixels in JPEG, PNG and HEIC in turn: resident {resident[WARM - 1]:.0f} MB after job {WARM}, "
          f"{resident[-1]:.0f} MB after the last, {max(resident):.0f} MB at most between jobs")
    print(f"  ratio {growth:.2f} (at most {GROWTH_MAX})")
    return growth <= GROWTH_MAX
