"""The artist's API as a program uses it: signed URLs for uploads, prints, galleries, publishing."""
import math
import mimetypes

import requests

import contract
from gallery_process import eventually

mimetypes.add_type("image/heic", ".heic")


class Artist:
    def __init__(self, gallery):
        self.gallery = gallery
        self.token = gallery.token("artist")

    def ask(self, method, path, body=None, headers=None):
        """The plain answer, whatever its status; it and the request must be as docs/api/artist.yaml says."""
        answer = requests.request(method, f"{self.gallery.api}/api/v1/artist{path}", json=body, timeout=30,
                                  headers={"Authorization": f"Bearer {self.token}"} | (headers or {}))
        contract.check(answer)
        return answer

    def call(self, method, path, body=None, status=None):
        """The answer's JSON; fails when it is no success (or not `status`)."""
        answer = self.ask(method, path, body)
        good = answer.status_code == status if status else answer.ok
        assert good, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    # ---- uploads

    def begin_upload(self, file, name=None):
        kind = mimetypes.guess_type(name or file.name)[0] or "application/octet-stream"
        return self.call("POST", "/uploads", status=201,
                         body={"fileName": name or file.name, "size": file.stat().st_size, "contentType": kind})

    def send_part(self, upload, file, number):
        size = upload["partSize"]
        part = file.read_bytes()[(number - 1) * size:number * size]
        signed = self.call("GET", f"/uploads/{upload['uploadId']}/parts/{number}")
        answer = requests.put(signed["url"], data=part, timeout=30)
        assert answer.ok and answer.headers["ETag"], f"part {number}: {answer.status_code} {answer.text}"

    def send_parts(self, upload, file):
        count = math.ceil(file.stat().st_size / upload["partSize"])
        assert upload["partCount"] == count
        for number in range(1, count + 1):
            self.send_part(upload, file, number)

    def complete(self, upload):
        """The plain answer: this is where a file is looked at."""
        return self.ask("POST", f"/uploads/{upload['uploadId']}/complete", {})

    def upload(self, file, name=None):
        upload = self.begin_upload(file, name)
        self.send_parts(upload, file)
        answer = self.complete(upload)
        assert answer.status_code == 200, answer.text
        return answer.json()["uploadId"]

    # ---- prints

    def create_print(self, file, title="Harbour", **fields):
        """Uploads the file and makes a print of it, whose image is still being processed."""
        body = {"uploadId": self.upload(file), "title": title} | fields
        return self.call("POST", "/prints", body, status=202)

    def print(self, print_id):
        return self.call("GET", f"/prints/{print_id}")

    def processed(self, print_id, seconds=60):
        """The print once its image is no longer being processed."""
        def settled():
            found = self.print(print_id)
            return found if found["imageProcessingStatus"] in ("completed", "failed") else None
        return eventually(settled, f"print {print_id} is processed", seconds)

    def make_print(self, file, title="Harbour", **fields):
        """A print whose image is completed."""
        made = self.processed(self.create_print(file, title, **fields)["id"])
        assert made["imageProcessingStatus"] == "completed", made["imageProcessingError"]
        return made

    def set_status(self, kind, item_id, status):
        return self.call("PUT", f"/{kind}/{item_id}", {"status": status})

    def publish(self, print_id):
        return self.set_status("prints", print_id, "published")

    def unpublish(self, print_id):
        return self.set_status("prints", print_id, "draft")

    # ---- galleries

    def make_gallery(self, title, status="published", **fields):
        return self.call("POST", "/galleries?language=en", {"title": title, "status": status} | fields, status=201)

    def hang(self, gallery_id, print_id, order=None):
        body = {} if order is None else {"order": order}
        return self.call("POST", f"/galleries/{gallery_id}/prints/{print_id}", body, status=201)

    def exhibit(self, gallery_id, file, title="Harbour", **fields):
        """A print that visitors see in a published gallery."""
        made = self.make_print(file, title, **fields)
        self.publish(made["id"])
        self.hang(gallery_id, made["id"])
        eventually(lambda: requests.get(f"{self.gallery.api}/api/v1/prints/{made['id']}", timeout=5).ok, f"{title} is public")
        return made
