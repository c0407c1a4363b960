"""Our signatures are those of botocore, Amazon's own library, for every key and query a gallery may meet."""
import datetime
import json
import subprocess
import urllib.parse
from unittest import mock

import botocore.auth
import botocore.session
import pytest
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from gallery_process import PROGRAMS

TIME = 1_700_000_000
KEY_ID, SECRET, REGION = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "eu-north-1"
KEYS = ["plain.jpg", "a b/c d.jpg", "a+b+c", "tørvemose/æøå Ø.jpg", "日本/銅版画.png", "🖼/e\u0301.webp", "deep/er/and/deeper",
        "100%/50%25/%41%2F", "~tilde~", "a=b&c=d?e#f", "quote'\"<>\\", "!$*(),;:@[]{}|^`"]
TOKENS = ["", "IQoJb3JpZ2luX2VjE+/w==", "a token/with blanks"]
PLACES = {"virtual": ("https://prints.s3.eu-north-1.amazonaws.com", None),
          "path": ("http://127.0.0.1:9000/prints", "http://127.0.0.1:9000")}


def ours(**asked):
    line = {"time": TIME, "service": "s3", "query": "", "headers": {}, "body": "", "token": ""} | asked
    done = subprocess.run([PROGRAMS / "sigv4-probe"], input=json.dumps(line), capture_output=True, text=True, timeout=10)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(autouse=True)
def stopped_clock():
    time = datetime.datetime.fromtimestamp(TIME, datetime.timezone.utc).replace(tzinfo=None)
    with mock.patch.object(botocore.auth, "get_current_datetime", lambda *_, **__: time):
        yield


def client(place, token):
    return botocore.session.Session().create_client(
        "s3", REGION, endpoint_url=PLACES[place][1], aws_access_key_id=KEY_ID, aws_secret_access_key=SECRET,
        aws_session_token=token or None,
        config=Config(signature_version="s3v4", s3={"addressing_style": place}, request_checksum_calculation="when_required"))


def same_url(url, expected):
    """The same place and the same parameters, the signature among them; their order is free."""
    ours_parts, theirs = urllib.parse.urlsplit(url), urllib.parse.urlsplit(expected)
    assert ours_parts[:3] == theirs[:3]
    assert dict(urllib.parse.parse_qsl(ours_parts.query, True)) == dict(urllib.parse.parse_qsl(theirs.query, True))


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("key", KEYS)
def test_a_presigned_url_is_botocores(key, place, token):
    s3 = client(place, token)
    asked = {"base_url": PLACES[place][0], "key": key, "token": token, "lifetime": 900}
    same_url(ours(method="GET", **asked)["url"],
             s3.generate_presigned_url("get_object", {"Bucket": "prints", "Key": key}, 900))
    same_url(ours(method="PUT", headers={"Content-Length": "17", "Content-Type": "image/png"}, **asked)["url"],
             s3.generate_presigned_url("put_object", {"Bucket": "prints", "Key": key, "ContentLength": 17,
                                                      "ContentType": "image/png"}, 900))
    upload = "id+/=~ %ø"
    same_url(ours(method="PUT", headers={"Content-Length": "17"},
                  query=urllib.parse.urlencode({"partNumber": 2, "uploadId": upload}), **asked)["url"],
             s3.generate_presigned_url("upload_part", {"Bucket": "prints", "Key": key, "PartNumber": 2,
                                                       "UploadId": upload, "ContentLength": 17}, 900))


def signed_by_botocore(auth, method, url, headers, body, token):
    request = AWSRequest(method, url, dict(headers), body.encode())
    auth(Credentials(KEY_ID, SECRET, token or None), "s3" if auth is botocore.auth.S3SigV4Auth else "execute-api",
         REGION).add_auth(request)
    return request.headers


def same_headers(result, expected):
    for name in ("Authorization", "X-Amz-Date", "X-Amz-Content-SHA256", "X-Amz-Security-Token"):
        found = {given.lower(): value for given, value in result["headers"].items()}.get(name.lower())
        assert found == expected.get(name), name


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("key", KEYS)
def test_signed_headers_are_botocores(key, token):
    base = PLACES["path"][0]
    source = "/prints/" + urllib.parse.quote(key)
    for method, headers, body in (("GET", {}, ""), ("PUT", {"Content-Type": "image/webp", "If-None-Match": "*"}, "æble"),
                                  ("PUT", {"X-Amz-Copy-Source": source, "X-Amz-Server-Side-Encryption": "aws:kms"}, ""),
                                  ("GET", {"Range": "bytes=0-9"}, "")):
        result = ours(method=method, base_url=base, key=key, headers=headers, body=body, token=token)
        # botocore signs whatever there is; we leave out what a proxy may change.
        signed = {name: value for name, value in headers.items() if name != "If-None-Match"}
        url = base + "/" + urllib.parse.quote(key, safe="/~")
        same_headers(result, signed_by_botocore(botocore.auth.S3SigV4Auth, method, url, signed, body, token))
        assert base + result["target"] == url


@pytest.mark.parametrize("query", ["uploads=", "uploads", "list-type=2&prefix=a%20b%2B%C3%B8%2F&continuation-token=1%2F%2B%3D",
                                   "empty=&b=2&a=1", "z=%7E&y=%25&x=%3D", "a=2&a=1"])
def test_queries_are_signed_as_botocore_signs_them(query):
    base = PLACES["path"][0]
    result = ours(method="GET", base_url=base, key="k", query=query)
    # botocore is given the canonical form, which is the one we send.
    sent = base + result["target"]
    same_headers(result, signed_by_botocore(botocore.auth.S3SigV4Auth, "GET", sent, {}, "", ""))
    pairs = urllib.parse.parse_qsl(query, True)
    assert sorted(urllib.parse.parse_qsl(urllib.parse.urlsplit(sent).query, True)) == sorted(pairs)


@pytest.mark.parametrize("key", KEYS)
def test_other_services_sign_the_path_encoded_twice(key):
    base = "https://abc.execute-api.eu-north-1.amazonaws.com/prod"
    result = ours(method="POST", base_url=base, key=key, service="execute-api", body="{}", headers={"Content-Type": "application/json"})
    same_headers(result, signed_by_botocore(botocore.auth.SigV4Auth, "POST", base + result["target"],
                                            {"Content-Type": "application/json"}, "{}", ""))
