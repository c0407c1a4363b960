"""Settings: where they come from, what the operator sees of them, and the two sides held against each other."""
import calendar
import email.utils
import json
import pathlib
import re
import subprocess
import time
import urllib.parse

import botocore.session
import pytest

from fake_lambda import Serving, Signatures
from gallery_process import GalleryProcess
from s3_server import CREDENTIALS, s3_server

REGION = "us-east-1"
HERE = {"COPPER_CDN_URL": "https://images.example.com", "COPPER_MAIL_FROM": "here@example.org",
        "COPPER_DATABASE_URL": "postgresql://copper:very-secret@db/copper", "COPPER_OIDC_CLIENT_SECRET": "not-for-eyes"}


@pytest.fixture(scope="module")
def endpoint():
    with s3_server() as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def ssm(endpoint):
    """Parameter Store with nothing in it."""
    client = botocore.session.Session().create_client(
        "ssm", REGION, endpoint_url=endpoint, aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"])
    names = [p["Name"] for page in client.get_paginator("describe_parameters").paginate() for p in page["Parameters"]]
    for name in names:
        client.delete_parameter(Name=name)
    return client


def put(ssm, path, settings):
    for name, value in settings.items():
        ssm.put_parameter(Name=path + name.removeprefix("COPPER_"), Value=value, Type="SecureString")


@pytest.fixture
def copper(endpoint):
    process = GalleryProcess()

    def run(*arguments, **environment):
        aws = CREDENTIALS | {"AWS_REGION": REGION, "AWS_ENDPOINT_URL_SSM": endpoint, "AWS_ENDPOINT_URL_STS": endpoint}
        status = process.run(arguments, **(aws | environment))
        return status, process.console.splitlines(), process.errors
    yield run
    process.remove()


def check(copper, *arguments, **environment):
    """The settings shown that somebody made and, after an empty line, what is said of the other side."""
    status, lines, errors = copper("config", "check", *arguments, **environment)
    assert errors == "", errors
    settings, _, said = "\n".join(lines).partition("\n\n")
    return status, [s for s in settings.splitlines() if "RATE_LIMIT" not in s and not s.endswith(" (default)")], said.splitlines()


def limits(there):
    """The test's own settings of `copper`, which both sides then have."""
    return there | {f"COPPER_RATE_LIMIT_{what}": "off" for what in ("READING", "SEARCHING", "WRITING", "LOGIN")}


def test_the_effective_settings_are_shown_and_secrets_are_not(copper):
    status, settings, _ = check(copper, **HERE, COPPER_APP_KEY="a key that apps show the gateway")
    assert status == 0
    assert settings == ["COPPER_APP_KEY=(secret)", "COPPER_CDN_URL=https://images.example.com", "COPPER_DATABASE_URL=(secret)",
                        "COPPER_MAIL_FROM=here@example.org", "COPPER_OIDC_CLIENT_SECRET=(secret)"]


DOCUMENTED = pathlib.Path(__file__).resolve().parent.parent / "docs" / "operations.md"


def test_what_is_not_set_is_shown_with_its_default(copper):
    status, lines, errors = copper("config", "check", **{f"COPPER_RATE_LIMIT_{name}": "" for name in ("READING", "SEARCHING", "WRITING", "LOGIN")})
    assert (status, errors) == (0, "")
    rows = re.findall(r"^\| `(COPPER_[A-Z_]+)` \| [^|]* \| (?:`([^`]+)`|([a-z]+)) \|$", DOCUMENTED.read_text().partition("## Parts")[0], re.M)
    defaults = {key: quoted or word for key, quoted, word in rows if key != "COPPER_SEARCH_TIMEOUT_MS"}
    assert len(defaults) == 8
    for key, value in defaults.items():
        assert f"{key}={value} (default)" in lines, key
    assert "COPPER_CDN_URL: the gallery's own /media (default)" in lines


def test_every_documented_key_is_known_and_others_are_named(copper):
    keys = set(re.findall(r"`(COPPER_[A-Z0-9_]+)`", DOCUMENTED.read_text())) - {"COPPER_CONFIG_SOURCE"}
    assert len(keys) > 35
    _, lines, _ = copper("config", "check", **dict.fromkeys(keys, "x"), COPPER_LOG_LEVL="debug", COPPER_DATABSE_URL="secret")
    unknown = [line for line in lines if "no program here knows this key" in line]
    assert unknown == [f"{key}: no program here knows this key" for key in ("COPPER_DATABSE_URL", "COPPER_LOG_LEVL")]


@pytest.mark.parametrize("key, value", [("LOG_LEVEL", "loud"), ("RATE_LIMIT_READING", "abc"), ("BEHIND_PROXY", "maybe"),
                                        ("STORAGE", "blobs"), ("MAIL_FROM", "nobody"), ("CDN_URL", "here"),
                                        ("SEARCH_TIMEOUT_MS", "5"), ("ALLOWED_ORIGINS", "x")])
def test_a_value_the_programs_refuse_is_named(copper, key, value):
    status, _, errors = copper("config", "check", **{f"COPPER_{key}": value, "COPPER_APP_KEY": "short"})
    assert status == 2
    said = [line for line in errors.splitlines() if f"COPPER_{key} " in line]
    assert len(said) == 1 and f"'{value}'" in said[0] and "COPPER_APP_KEY is too short" in errors, errors


def test_parameter_store_comes_after_the_environment_and_the_file(copper, ssm, tmp_path):
    put(ssm, "/copper/prod/", {f"COPPER_KEY_{number}X": str(number) for number in range(25)} | HERE)
    status, settings, _ = check(copper, COPPER_CONFIG_SOURCE="ssm:/copper/prod/", COPPER_MAIL_FROM="nearer@example.org")
    assert status == 0
    assert "COPPER_MAIL_FROM=nearer@example.org" in settings
    assert "COPPER_CDN_URL=https://images.example.com" in settings
    assert sum(setting.startswith("COPPER_KEY_") for setting in settings) == 25


def test_sides_that_agree_are_said_to(copper, ssm):
    put(ssm, "/copper/prod/", limits(HERE))
    status, _, said = check(copper, "--against", "ssm:/copper/prod/", COPPER_CONFIG_SOURCE="env", **HERE)
    assert (status, said) == (0, ["Settings that differ: 0; of one side only: 0."])


def test_every_difference_is_found_and_no_secret_shown(copper, ssm):
    there = HERE | {"COPPER_DATABASE_URL": "postgresql://copper:other-secret@db/copper",
                    "COPPER_MAIL_FROM": "there@example.org", "COPPER_SMTP_URL": "smtps://hidden"}
    del there["COPPER_CDN_URL"]
    put(ssm, "/copper/prod/", limits(there))
    status, _, said = check(copper, "--against", "ssm:/copper/prod/", **HERE)
    assert status == 1
    assert said == ["COPPER_CDN_URL is only here.",
                    "COPPER_DATABASE_URL differs; it is a secret.",
                    "COPPER_MAIL_FROM is here@example.org here and there@example.org in ssm:/copper/prod/.",
                    "COPPER_SMTP_URL is only in ssm:/copper/prod/.",
                    "Settings that differ: 2; of one side only: 2."]


def test_settings_of_one_side_alone_are_no_conflict(copper, ssm):
    put(ssm, "/copper/prod/", limits(HERE | {"COPPER_SMTP_URL": "smtps://hidden"}))
    status, _, said = check(copper, "--against", "ssm:/copper/prod/", **HERE)
    assert (status, said) == (0, ["COPPER_SMTP_URL is only in ssm:/copper/prod/.",
                                  "Settings that differ: 0; of one side only: 1."])


def test_the_credentials_of_a_role_read_them(copper, ssm):
    put(ssm, "/copper/prod/", HERE)
    status, settings, _ = check(copper, COPPER_CONFIG_SOURCE="ssm:/copper/prod/",
                                COPPER_ROLE_ARN="arn:aws:iam::123456789012:role/copper-gateway")
    assert status == 0
    assert "COPPER_CDN_URL=https://images.example.com" in settings


@pytest.mark.parametrize("command", [["up"], ["config", "check"], ["migrate"]])
def test_an_unreachable_parameter_store_is_named_with_path_and_reason(copper, command):
    status, _, errors = copper(*command, COPPER_CONFIG_SOURCE="ssm:/copper/prod/", AWS_ENDPOINT_URL_SSM="http://127.0.0.1:1")
    assert status == 2
    assert len(errors.splitlines()) == 1
    for word in ("COPPER_CONFIG_SOURCE", "ssm:/copper/prod/", "http://127.0.0.1:1", "connect"):
        assert word in errors, errors


def test_missing_credentials_and_an_unreachable_sts_are_named(copper):
    status, _, errors = copper("config", "check", COPPER_CONFIG_SOURCE="ssm:/copper/prod/", AWS_ACCESS_KEY_ID="")
    assert status == 2 and "AWS_ACCESS_KEY_ID" in errors
    role = {"COPPER_ROLE_ARN": "arn:aws:iam::123456789012:role/copper-gateway", "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1"}
    status, _, errors = copper("config", "check", COPPER_CONFIG_SOURCE="ssm:/copper/prod/", **role)
    assert status == 2 and "http://127.0.0.1:1" in errors, errors


def test_a_wrong_clock_an_overload_and_an_empty_page_only_take_longer(copper):
    """Parameter Store an hour before us, whose signatures botocore checks."""
    signatures = Signatures(CREDENTIALS["AWS_ACCESS_KEY_ID"], CREDENTIALS["AWS_SECRET_ACCESS_KEY"])
    signatures.skew = 3600
    answers = [(500, {"__type": "InternalServerError"}), (400, {"__type": "ThrottlingException", "message": "Rate exceeded"}),
               (200, {"Parameters": [], "NextToken": "more"}),
               (200, {"Parameters": [{"Name": "/copper/prod/CDN_URL", "Value": "https://images.example.com"}]})]
    asked = []

    def parameter_store(request, body):
        now = time.time() + 3600
        request.date_time_string = lambda: email.utils.formatdate(now, usegmt=True)
        signed = calendar.timegm(time.strptime(request.headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ"))
        refusal = "Signature expired" if abs(signed - now) > 300 else signatures.refusal(request, body, "ssm", serving.address)
        if refusal:
            asked.append(refusal)
            return 400, [], json.dumps({"__type": "InvalidSignatureException", "message": refusal}).encode()
        asked.append(json.loads(body).get("NextToken"))
        status, answer = answers.pop(0)
        return status, [], json.dumps(answer).encode()

    serving = Serving(parameter_store)
    try:
        status, settings, _ = check(copper, COPPER_CONFIG_SOURCE="ssm:/copper/prod/", COPPER_LOG_LEVEL="error", AWS_ENDPOINT_URL_SSM=serving.url)
    finally:
        serving.close()
    assert status == 0 and "COPPER_CDN_URL=https://images.example.com" in settings
    assert asked == ["Signature expired", None, None, None, "more"]


def test_an_empty_path_is_no_configuration(copper, ssm):
    status, _, errors = copper("config", "check", "--against", "ssm:/copper/none/")
    assert status == 2 and "--against" in errors and "ssm:/copper/none/" in errors


@pytest.mark.parametrize("arguments", [["config"], ["config", "show"], ["config", "check", "--against"], ["migrate", "--all"]])
def test_what_is_not_known_is_refused(copper, arguments):
    status, _, errors = copper(*arguments)
    assert status == 2 and len(errors.splitlines()) == 1, errors


def test_a_database_is_migrated_before_a_release(place, copper):
    postmaster = next((place.data / "postgres").resolve().rglob("postmaster.pid"))
    sockets = postmaster.read_text().splitlines()[4]
    subprocess.run(["psql", "-h", sockets, "-U", "postgres", "-qc", "CREATE DATABASE release OWNER copper", "postgres"], check=True)
    url = f"postgresql://copper@/release?host={urllib.parse.quote(sockets, safe='')}"
    status, said, errors = copper("migrate", COPPER_DATABASE_URL=url)
    assert status == 0, errors
    count = len(list((pathlib.Path(__file__).resolve().parent.parent / "schema").glob("*.sql")))
    assert said == [f"Migrations applied: {count}. The database is up to date."]
    assert copper("migrate", COPPER_DATABASE_URL=url)[:2] == (0, ["Migrations applied: 0. The database is up to date."])


def test_what_cannot_be_migrated_says_why_without_the_password(copper):
    status, _, errors = copper("migrate")
    assert status == 2 and "COPPER_DATABASE_URL is not set" in errors
    status, _, errors = copper("migrate", COPPER_DATABASE_URL="postgresql://copper:very-secret@127.0.0.1:1/copper")
    assert status == 2 and "COPPER_DATABASE_URL" in errors and "very-secret" not in errors
