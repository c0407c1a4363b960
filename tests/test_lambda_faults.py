"""What goes wrong between Heroku and AWS, and inside AWS Lambda: each has an outcome that is defined, and none loses anything."""
import contextlib
import json
import pathlib
import subprocess

import pytest
import requests

import images
from artist import Artist
from fake_lambda import Function, http_event
from gallery_process import PROGRAMS, eventually, running
from hybrid import OnLambda


@pytest.fixture(scope="module")
def gallery():
    yield from running(OnLambda())


@pytest.fixture(scope="module")
def artist(gallery):
    return Artist(gallery)


@pytest.fixture
def content(gallery):
    return gallery.functions["copper-content"]


@pytest.fixture
def imaging(gallery):
    return gallery.functions["copper-imaging"]


def sql(gallery, statement):
    done = subprocess.run(["psql", "-Atq", gallery.database_url, "-c", statement], capture_output=True, text=True, timeout=20)
    assert done.returncode == 0, done.stderr
    return done.stdout


def cut_connections(gallery):
    sql(gallery, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'copper' AND pid <> pg_backend_pid()")


def answer_of(function, event):
    """What becomes of an event."""
    invocation = function.invoke(event)
    assert invocation.done.wait(30), "no answer"
    return invocation


def visit(gallery, path="/api/v1/galleries"):
    return requests.get(f"{gallery.api}{path}", timeout=40)


def is_unavailable(answer):
    return answer.status_code == 503 and answer.json()["error"]["code"] == "UNAVAILABLE"


# ---- events

GOOD = http_event("GET", "/api/v1/galleries", [("Host", "content")], b"")
MALFORMED = {
    "half of one": b'{"version":"2.0","rawPath":"/api',
    "no object": b"[]",
    "nothing in it": {},
    "of another service": {"Records": [{"eventSource": "aws:s3"}]},
    "without a method": GOOD | {"requestContext": {"http": {}}},
    "without a path": GOOD | {"rawPath": "galleries"},
    "a body that is not base64": GOOD | {"body": "?!", "isBase64Encoded": True},
    "a header of two lines": GOOD | {"headers": {"x-a": "1\r\nx-b: 2"}},
    "a header that is none": GOOD | {"headers": {"x-a": {}}},
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_event_is_an_error_and_the_function_goes_on(content, name):
    processes = {instance.process.pid for instance in content.instances}
    failed = answer_of(content, MALFORMED[name])
    assert failed.error["errorType"] == "copper::Error" and "event" in failed.error["errorMessage"], failed.error
    assert answer_of(content, GOOD).answer["statusCode"] == 200
    assert {instance.process.pid for instance in content.instances} == processes


@pytest.mark.parametrize("part", ["content", "search", "imaging"])
@pytest.mark.parametrize("path", ["/nothing", "/api/v1/nothing", "/../healthz", "/%00", "/%E0%A4%A", "/api/v1/process"])
def test_an_unknown_path_is_answered_like_anywhere(gallery, part, path):
    answer = answer_of(gallery.functions[f"copper-{part}"], http_event("GET", path, [], b"")).answer
    assert answer["statusCode"] in (400, 404, 405), answer
    assert json.loads(answer["body"])["error"]["message"]


def test_bytes_that_are_no_text_are_a_bad_request(gallery, artist):
    answer = requests.post(f"{gallery.api}/api/v1/artist/galleries", data=b"\xff\xfe{", timeout=20,
                           headers={"Authorization": f"Bearer {artist.token}", "Content-Type": "application/json"})
    assert answer.status_code == 400 and answer.json()["error"]["code"] == "BAD_REQUEST"


# ---- what AWS refuses

def test_nobody_without_a_signature_reaches_a_function(gallery, content):
    for headers in ({}, {"Authorization": "Bearer x"}, {"X-Copper-Client": "127.0.0.1"}):
        assert requests.get(f"{gallery.content_api.url}/api/v1/galleries", headers=headers, timeout=10).status_code == 403
    assert visit(gallery).status_code == 200


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_reading_visitor_does_not_notice_one_refusal_of_aws(gallery, status):
    gallery.content_api.troubles.append(status)
    assert visit(gallery).status_code == 200
    assert not gallery.content_api.troubles


@pytest.mark.parametrize("status", [429, 500, 503])
def test_when_aws_goes_on_refusing_it_is_503_and_nothing_of_aws_is_told(gallery, status):
    with troubled(gallery.content_api, status):
        answer = visit(gallery)
        assert is_unavailable(answer), answer.text
        assert "Try again later" not in answer.text and answer.headers["X-Request-Id"]
    eventually(lambda: visit(gallery).status_code == 200, "it is there again")


@contextlib.contextmanager
def troubled(door, status):
    door.troubles[:] = [status] * 1000
    try:
        yield
    finally:
        door.troubles.clear()


def test_a_refused_write_is_not_sent_again_by_itself(gallery, artist):
    with troubled(gallery.content_api, 500):
        gallery.content_api.troubled.clear()
        assert is_unavailable(artist.ask("POST", "/galleries?language=en", {"title": "Once"}))
        assert gallery.content_api.troubled.count("POST") == 1
    eventually(lambda: artist.ask("GET", "/galleries").ok and visit(gallery).ok, "it is there again, for visitors too")


def test_expired_credentials_are_503_and_forgotten_with_new_ones(gallery):
    gallery.signatures.expired = True
    try:
        assert is_unavailable(visit(gallery))
        assert "expired" in gallery.content_api.refused[-1]
        told = gallery.log_lines("The security token included in the request is expired")
        assert told, "the operator is told why"
    finally:
        gallery.signatures.expired = False
    eventually(lambda: visit(gallery).status_code == 200, "it is there again")


def test_a_clock_that_is_wrong_by_an_hour_is_corrected(gallery):
    gallery.signatures.skew = 3600
    try:
        assert visit(gallery).status_code == 200
    finally:
        gallery.signatures.skew = 0
    assert visit(gallery).status_code == 200


def test_an_order_that_lambda_refuses_is_given_again(gallery, artist, tmp_path):
    gallery.lambda_api.troubles += [429, 500]
    made = artist.create_print(images.jpeg(tmp_path / "throttled.jpg"), "Throttled")
    assert artist.processed(made["id"], 40)["imageProcessingStatus"] == "completed"
    assert not gallery.lambda_api.troubles


def test_a_result_that_does_not_get_through_is_brought_again(gallery, artist, tmp_path):
    upload = artist.upload(images.jpeg(tmp_path / "result.jpg"))
    made = artist.call("POST", "/prints", {"uploadId": upload, "title": "Brought again"}, status=202)
    gallery.content_api.troubles += [503]  # whoever comes first: a look at the print, or the result
    assert artist.processed(made["id"], 40)["imageProcessingStatus"] == "completed"


# ---- connections

@pytest.mark.parametrize("end", ["hang_up", "turn_deaf"])
def test_a_function_that_was_frozen_calls_anew_whoever_has_hung_up_meanwhile(gallery, artist, content, imaging, end, tmp_path):
    upload = artist.upload(images.jpeg(tmp_path / "before.jpg"))
    artist.processed(artist.call("POST", "/prints", {"uploadId": upload, "title": "Before"}, status=202)["id"])
    doors = [gallery.storage.serving, gallery.lambda_api.serving]
    for door in doors:
        assert door.server.connections, "connections are kept"
    for instance in content.instances + imaging.instances:
        instance.freeze()
    for door in doors:
        getattr(door, end)()
    for instance in content.instances + imaging.instances:
        instance.thaw()
    made = artist.make_print(images.jpeg(tmp_path / "after.jpg"), "After")
    artist.publish(made["id"])
    assert end == "hang_up" or gallery.storage.serving.unheard
    assert not imaging.failures


def test_a_read_is_sent_again_when_its_connection_dies_and_a_write_is_not(gallery, artist):
    door = gallery.content_api.serving
    assert visit(gallery).status_code == 200
    door.turn_deaf()
    assert visit(gallery).status_code == 200 and "GET" in door.unheard
    door.unheard.clear()
    door.turn_deaf()
    assert is_unavailable(artist.ask("POST", "/galleries?language=en", {"title": "At most once"}))
    assert door.unheard.count("POST") == 1, "nobody knows whether it was done"
    artist.call("POST", "/galleries?language=en", {"title": "On a new one"}, status=201)


# ---- the database

def test_a_function_that_was_frozen_finds_its_connections_dead_and_makes_new_ones(gallery, content):
    for _ in range(6):
        assert visit(gallery).status_code == 200
    for instance in content.instances:
        instance.freeze()
    cut_connections(gallery)
    for instance in content.instances:
        instance.thaw()
    for _ in range(6):
        assert visit(gallery).status_code == 200


def test_a_function_waits_for_a_cold_database_and_answers_once_it_is_there(gallery, content):
    lines = pathlib.Path(gallery.database_url.partition("'")[2].partition("'")[0]) / ".s.PGSQL.5432"
    away = lines.with_suffix(".away")
    lines.rename(away)  # nobody can connect
    try:
        cold = Function(PROGRAMS / "copper-content", content.environment, gallery.root, log=gallery.log_of("cold"))
        try:
            early = answer_of(cold, GOOD).answer
            assert early["statusCode"] == 503 and json.loads(early["body"])["error"]["code"] == "UNAVAILABLE"
            away.rename(lines)
            assert answer_of(cold, GOOD).answer["statusCode"] == 200
            assert not cold.errors
        finally:
            cold.stop()
    finally:
        if away.exists():
            away.rename(lines)


def test_a_function_that_cannot_begin_says_why(gallery, content):
    broken = Function(PROGRAMS / "copper-content", content.environment | {"COPPER_IMAGING": ""}, gallery.root,
                      log=gallery.log_of("broken"))
    try:
        eventually(lambda: broken.errors, "the error of the initialisation is posted")
        assert broken.errors[0]["errorType"] == "copper::StartError"
        assert "COPPER_IMAGING" in broken.errors[0]["errorMessage"]
    finally:
        broken.stop()


def test_a_function_that_is_too_late_is_answered_for_and_another_takes_its_place(gallery, content):
    slow = Function(PROGRAMS / "copper-content", content.environment, gallery.root, log=gallery.log_of("slow"))
    try:
        assert answer_of(slow, GOOD).answer["statusCode"] == 200
        with gallery.locked("gallery"):
            slow.seconds, process = 2, slow.instances[0].process
            late = answer_of(slow, GOOD).answer
            assert late["statusCode"] == 503 and json.loads(late["body"])["error"]["code"] == "UNAVAILABLE", late
            assert process.wait(10) == 1
        slow.seconds = 30
        assert answer_of(slow, GOOD).answer["statusCode"] == 200
        assert not slow.errors
    finally:
        slow.stop()


# ---- asynchronous invocations

def as_seen(gallery, made):
    return {(image["version"], image["width"], image["height"]) for image in made["images"]}, \
        gallery.stored(made["baseImageId"]), made["updatedAt"]


def test_an_order_delivered_three_times_is_harmless(gallery, artist, tmp_path):
    gallery.lambda_api.invocations.clear()
    gallery.lambda_api.copies = 3
    try:
        made = artist.make_print(images.jpeg(tmp_path / "thrice.jpg", (900, 700)), "Three times")
        eventually(lambda: not [path for path in gallery.stored(made["baseImageId"]) if path.startswith("temporary")],
                   "the original is in its place")
        first = as_seen(gallery, artist.print(made["id"]))
        assert len(gallery.lambda_api.invocations) == 3
        for invocation in gallery.lambda_api.invocations:
            assert invocation.done.wait(30) and invocation.error is None
        assert as_seen(gallery, artist.print(made["id"])) == first
    finally:
        gallery.lambda_api.copies = 1


def test_an_order_delivered_late_changes_nothing_but_the_log(gallery, artist, imaging, tmp_path):
    gallery.lambda_api.invocations.clear()
    made = artist.make_print(images.jpeg(tmp_path / "late.jpg"), "Late")
    order = gallery.lambda_api.invocations[0].event
    artist.call("DELETE", f"/prints/{made['id']}", status=204)
    eventually(lambda: not gallery.stored(made["baseImageId"]), "everything of it is gone")
    late = answer_of(imaging, order)
    assert late.error is None
    assert not gallery.stored(made["baseImageId"])


def test_a_picture_that_kills_the_function_goes_to_the_failure_queue_and_is_shown_as_failed(gallery, artist, imaging, tmp_path):
    upload = artist.upload(images.jpeg(tmp_path / "poison.jpg"))
    imaging.deadly = lambda event: "poison.jpg" in json.dumps(event)
    try:
        made = artist.call("POST", "/prints", {"uploadId": upload, "title": "Poison"}, status=202)

        def leases_ran_out():
            sql(gallery, f"UPDATE image_job SET lease_until = now() WHERE image_id = '{made['baseImageId']}' AND state = 'leased'")
            return artist.print(made["id"])["imageProcessingStatus"] == "failed"
        eventually(leases_ran_out, "it is shown as failed", 60)
        assert "stopped 5 times" in artist.print(made["id"])["imageProcessingError"]
        eventually(lambda: [failure for failure in imaging.failures if imaging.deadly(failure["requestPayload"])],
                   "its order lies in the failure queue", 30)
        assert artist.make_print(images.jpeg(tmp_path / "next.jpg"), "The next one")["imageProcessingStatus"] == "completed"
    finally:
        imaging.deadly = lambda event: False
    artist.call("POST", f"/prints/{made['id']}/image/retry")
    assert artist.processed(made["id"])["imageProcessingStatus"] == "completed", "nothing of it was lost"


# ---- what is packed

@pytest.mark.parametrize("program", ["copper-content"])
def test_what_makes_no_pictures_links_nothing_that_does(program):
    linked = subprocess.run(["ldd", PROGRAMS / program], capture_output=True, text=True, check=True, timeout=20).stdout
    for library in ("libvips", "libwebp", "libheif", "libjpeg", "libpng", "libicu"):
        assert library not in linked, linked
