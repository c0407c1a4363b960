"""One visit can be followed through every part by its request id and its trace."""
import requests

import images
from gallery_process import eventually

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def lines_of(gallery, trace):
    """The log's request lines of a trace."""
    return [line for line in gallery.log_lines(trace) if line["event"] == "request"]


def test_a_visit_has_one_request_id_and_one_trace_in_every_part(gallery):
    requests.get(f"{gallery.gallery}/en/print/999999", timeout=5,
                 headers={"X-Request-Id": "follow-this-visit", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"})
    eventually(lambda: {line["service"] for line in lines_of(gallery, TRACE)} >= {"gallery", "gateway", "content"},
               "every part has logged the visit")
    assert {line["requestId"] for line in lines_of(gallery, TRACE)} == {"follow-this-visit"}
    assert any(line["route"].startswith("/api/v1/prints/{") for line in lines_of(gallery, TRACE))


def test_an_upload_has_one_request_id_and_one_trace_from_the_gateway_to_imaging_and_back(gallery, artist, tmp_path):
    trace = "7c1d3a5e9b2f48d6a0c4e8f213579bdf"
    upload = artist.upload(images.png(tmp_path / "followed.png"))
    answer = artist.ask("POST", "/prints", {"uploadId": upload, "title": "Followed"},
                        {"X-Request-Id": "follow-this-upload", "traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert answer.status_code == 202, answer.text
    assert artist.processed(answer.json()["id"])["imageProcessingStatus"] == "completed"
    places = {("gateway", "/api/v1/artist/{rest:path}"), ("content", "/api/v1/artist/prints"),
              ("imaging", "/api/v1/process"), ("content", "/api/v1/images/callback")}
    eventually(lambda: {(line["service"], line["route"]) for line in lines_of(gallery, trace)} >= places,
               "every part has logged the upload")
    assert {line["requestId"] for line in lines_of(gallery, trace)} == {"follow-this-upload"}
