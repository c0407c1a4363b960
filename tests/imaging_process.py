"""The image service as a process of its own, and what it reports."""
import http.server
import json
import os
import pathlib
import queue
import subprocess
import tempfile
import threading
import uuid

import requests

import images
from gallery_process import PROGRAMS, eventually, free_port_base, status_of


class Imaging:
    """copper-imaging with a folder for storage, and in content's place a server that hears the callbacks."""

    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="copper-imaging-")
        self.root = pathlib.Path(self.folder.name)
        self.root.chmod(0o755)  # when we are root it becomes another user
        self.reports = queue.Queue()
        reports = self.reports

        class Content(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                reports.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        port = free_port_base()
        self.url = f"http://127.0.0.1:{port}"
        self.content = http.server.ThreadingHTTPServer(("127.0.0.1", port + 1), Content)
        threading.Thread(target=self.content.serve_forever, daemon=True).start()
        clean = {key: value for key, value in os.environ.items() if not key.startswith("COPPER_")}
        self.log = open(self.root / "log", "wb")
        self.process = subprocess.Popen([PROGRAMS / "copper-imaging"], cwd=self.root, stdout=self.log, stderr=self.log, env=clean | {
            "PORT": str(port), "COPPER_CONTENT_URL": f"http://127.0.0.1:{port + 1}", "COPPER_STORAGE": f"file:{self.root}/blobs"})
        eventually(self.answers, "copper-imaging is ready")

    def answers(self):
        try:
            return requests.get(self.url + "/readyz", timeout=2).ok
        except requests.ConnectionError:
            return False

    def report_on(self, content, name="harbour.jpg", **order):
        """What content is told of a file. One that ends the process is reported by nobody."""
        image = str(uuid.uuid4())
        original = images.written(self.root / f"blobs/temporary/uploads/original/{image}.jpg", content)
        answer = requests.post(self.url + "/api/v1/process", timeout=10, json={
            "baseImageId": image, "originalImageReference": f"temp-storage://uploads/original/{image}.jpg", "fileName": name,
            "callbackToken": "t", "watermark": {"text": "© Marie Holm"}, "copyright": {"creator": "Marie Holm"}} | order)
        assert answer.status_code == 202, answer.text
        report = self.reports.get(timeout=120)
        assert report["baseImageId"] == image
        assert original.read_bytes() == content, "the original was touched"
        return report

    def memory(self, field):
        """In bytes: VmHWM, the most it ever had, or VmRSS, what it has."""
        return int(status_of(self.process.pid)[field][0]) * 1024

    def close(self):
        self.process.terminate()
        self.process.wait(30)
        self.content.shutdown()
        self.content.server_close()
        self.log.close()
        self.folder.cleanup()
