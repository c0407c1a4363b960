"""The log drain as a function: what Heroku posts arrives in CloudWatch, and the function tells its metrics as it should."""
import base64
import json
import os
import time
import uuid

import botocore.session
import jsonschema_rs
import pytest

from fake_lambda import Function
from gallery_process import PROGRAMS, eventually
from s3_server import CREDENTIALS, s3_server

REGION = "us-east-1"
GROUP = "/copper/test/heroku"
TOKEN = "a token that only Heroku knows"

# What CloudWatch asks of a line in its Embedded Metric Format, by its specification.
NAME = {"type": "string", "minLength": 1, "maxLength": 1024}
EMBEDDED = jsonschema_rs.validator_for({
    "type": "object", "required": ["_aws"],
    "properties": {"_aws": {
        "type": "object", "required": ["Timestamp", "CloudWatchMetrics"], "additionalProperties": False,
        "properties": {
            "Timestamp": {"type": "integer"},
            "CloudWatchMetrics": {"type": "array", "minItems": 1, "items": {
                "type": "object", "required": ["Namespace", "Dimensions", "Metrics"], "additionalProperties": False,
                "properties": {
                    "Namespace": NAME,
                    "Dimensions": {"type": "array", "minItems": 1, "items": {
                        "type": "array", "maxItems": 30, "items": {"type": "string", "minLength": 1, "maxLength": 250}}},
                    "Metrics": {"type": "array", "minItems": 1, "maxItems": 100, "items": {
                        "type": "object", "required": ["Name"], "additionalProperties": False,
                        "properties": {"Name": NAME, "Unit": {"enum": ["Count", "Milliseconds"]},
                                       "StorageResolution": {"enum": [1, 60]}}}}}}}}}}})


@pytest.fixture(scope="module")
def endpoint():
    with s3_server() as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def cloudwatch(endpoint):
    client = botocore.session.Session().create_client(
        "logs", REGION, endpoint_url=endpoint, aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"])
    client.create_log_group(logGroupName=GROUP)
    return client


def environment(endpoint, **changed):
    clean = {key: value for key, value in os.environ.items() if not key.startswith("COPPER_")}
    return clean | CREDENTIALS | {"AWS_REGION": REGION, "AWS_ENDPOINT_URL_LOGS": endpoint, "COPPER_DRAIN_TOKEN": TOKEN,
                                  "COPPER_LOG_GROUP": GROUP, "AWS_LAMBDA_FUNCTION_NAME": "copper-test-logdrain"} | changed


@pytest.fixture
def drain(cloudwatch, endpoint, tmp_path):
    function = Function(PROGRAMS / "copper-logdrain", environment(endpoint), tmp_path)
    function.log = tmp_path / "copper-logdrain.jsonl"
    yield function
    function.stop()


def frame(text, second=0, micros=0, dyno="app web.1", priority=190):
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() - 60 + second))
    message = f"<{priority}>1 {stamp}.{micros:06d}+00:00 host {dyno} - {text}\n".encode()
    return str(len(message)).encode() + b" " + message


def post(drain, app, *frames, frame_id=None, token=TOKEN, body=None):
    """As a function URL hands over what Logplex posts."""
    content = b"".join(frames) if body is None else body
    invocation = drain.invoke({
        "version": "2.0", "rawPath": f"/drain/{app}", "rawQueryString": "",
        "headers": {"content-type": "application/logplex-1", "logplex-msg-count": str(len(frames)),
                    "logplex-frame-id": frame_id or uuid.uuid4().hex.upper(), "user-agent": "Logplex/v72",
                    "authorization": "Basic " + base64.b64encode(f"heroku:{token}".encode()).decode()},
        "requestContext": {"stage": "$default", "http": {"method": "POST", "path": f"/drain/{app}", "sourceIp": "192.0.2.1"}},
        "body": base64.b64encode(content).decode(), "isBase64Encoded": True})
    assert invocation.done.wait(20), "the function does not answer"
    assert invocation.error is None, invocation.error
    return invocation.answer["statusCode"]


def messages(cloudwatch, stream):
    found = cloudwatch.get_log_events(logGroupName=GROUP, logStreamName=stream, startFromHead=True, limit=10000)
    return [json.loads(event["message"]) for event in found["events"]], [event["timestamp"] for event in found["events"]]


def new_app():
    return "app-" + uuid.uuid4().hex[:12]


def test_lines_arrive_in_order_in_one_form(drain, cloudwatch):
    app = new_app()
    ours = {"time": "2026-11-28T12:00:00.000Z", "level": "info", "service": "gallery", "requestId": "follow-me-1", "event": "request"}
    assert post(drain, app,
                frame("State changed from starting to up", 2, dyno="heroku web.1", priority=158),
                frame(json.dumps(ours), 1),
                frame('at=info method=GET path="/da" request_id=follow-me-1 dyno=web.1 status=200', 3, 250_000,
                      dyno="heroku router", priority=158)) == 204
    found, times = messages(cloudwatch, app)
    assert [line["event"].split()[0] for line in found] == ["request", "State", "at=info"]
    assert found[0] == ours
    assert found[1] == found[1] | {"level": "info", "service": "heroku/web.1"}
    assert found[2]["requestId"] == "follow-me-1" and found[2]["service"] == "heroku/router"
    assert times == sorted(times) and times[2] % 1000 == 250


def test_a_post_that_comes_again_is_not_written_again(drain, cloudwatch):
    app = new_app()
    assert post(drain, app, frame("once"), frame_id="09C557EAFCFB6CF2740EE62F62971098") == 204
    assert post(drain, app, frame("once"), frame_id="09C557EAFCFB6CF2740EE62F62971098") == 204
    assert [line["event"] for line in messages(cloudwatch, app)[0]] == ["once"]


def test_more_than_one_call_takes_arrives_whole(drain, cloudwatch):
    app = new_app()
    assert post(drain, app, *(frame(f"line {number} " + "x" * 900, micros=number) for number in range(3000))) == 204
    found, _ = messages(cloudwatch, app)
    assert [line["event"].split()[1] for line in found] == [str(number) for number in range(3000)]


def test_bytes_that_are_no_text_arrive_as_far_as_they_are(drain, cloudwatch):
    app = new_app()
    message = b"<190>1 " + time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime()).encode() + b"+00:00 host app web.1 - caf\xe9 \x01"
    assert post(drain, app, body=str(len(message)).encode() + b" " + message) == 204
    assert messages(cloudwatch, app)[0][0]["event"] == "caf? \x01"


def test_strangers_and_nonsense_are_refused(drain, cloudwatch):
    app = new_app()
    assert post(drain, app, frame("hello"), token="a guess of some length") == 401
    assert post(drain, app, body=b"no frames at all") == 400
    assert post(drain, app, body=b"999 <190>1 cut short") == 400
    assert post(drain, "No_App", frame("hello")) == 404
    assert post(drain, "", frame("hello")) == 404


def test_what_cloudwatch_does_not_take_is_not_acknowledged(cloudwatch, tmp_path):
    drain = Function(PROGRAMS / "copper-logdrain", environment("http://127.0.0.1:1"), tmp_path)
    try:
        assert post(drain, "gallery", frame("hello")) == 503
    finally:
        drain.stop()
    assert "127.0.0.1:1" in (tmp_path / "copper-logdrain.jsonl").read_text()


@pytest.mark.parametrize("changed, word", [({"COPPER_DRAIN_TOKEN": "short"}, "COPPER_DRAIN_TOKEN"),
                                           ({"COPPER_DRAIN_TOKEN": ""}, "COPPER_DRAIN_TOKEN"),
                                           ({"COPPER_LOG_GROUP": ""}, "COPPER_LOG_GROUP")])
def test_a_drain_that_cannot_begin_says_why(endpoint, tmp_path, changed, word):
    drain = Function(PROGRAMS / "copper-logdrain", environment(endpoint, **changed), tmp_path)
    try:
        assert word in eventually(lambda: drain.errors, "the initialisation fails")[0]["errorMessage"]
    finally:
        drain.stop()


def test_a_function_whose_settings_cannot_be_read_ends_and_says_why(endpoint, tmp_path):
    drain = Function(PROGRAMS / "copper-logdrain", environment(endpoint, COPPER_CONFIG_SOURCE="ssm:/copper/test/logdrain/",
                                                               AWS_ENDPOINT_URL_SSM="http://127.0.0.1:1"), tmp_path)
    try:
        assert drain.instances[0].wait(20) == 2
        told = drain.errors[0]["errorMessage"]
        assert "ssm:/copper/test/logdrain/" in told and "http://127.0.0.1:1" in told
    finally:
        drain.stop()
    said = (tmp_path / "copper-logdrain.jsonl").read_text()
    assert "ssm:/copper/test/logdrain/" in said and "http://127.0.0.1:1" in said


def test_each_invocation_tells_its_metrics_in_a_line_that_cloudwatch_understands(drain):
    assert post(drain, new_app(), frame("hello")) == 204
    assert post(drain, new_app(), frame("hello"), token="a guess of some length") == 401

    def told():
        lines = [json.loads(line) for line in drain.log.read_text().splitlines()]
        found = [line for line in lines if line["event"] == "metrics"]
        return found if len(found) == 2 else None
    taken, refused = eventually(told, "two lines of metrics")
    for line in (taken, refused):
        EMBEDDED.validate(line)
        directive = line["_aws"]["CloudWatchMetrics"][0]
        assert directive["Namespace"] == "Copper"
        assert all(isinstance(line[metric["Name"]], (int, float)) for metric in directive["Metrics"])
        assert all(isinstance(line[name], str) for names in directive["Dimensions"] for name in names)
        assert abs(line["_aws"]["Timestamp"] - time.time() * 1000) < 120_000
        assert line["function"] == "copper-test-logdrain"
    assert taken == taken | {"service": "logdrain", "route": "/drain/{app}", "status": 204, "Requests": 1, "Faults": 0}
    assert refused["status"] == 401 and taken["Milliseconds"] > 0
