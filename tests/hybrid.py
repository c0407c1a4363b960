"""The gallery in its other arrangements, at the same addresses as in one process.

Apart     gateway, content, search, imaging, gallery and studio are programs of their own that speak HTTP with each other.
OnLambda  content, search and imaging are functions behind AWS Lambda and AWS API Gateway, as tests/fake_lambda.py plays them.

In both, storage is S3 (moto behind a door that checks every signature), a CDN shows what is published, and `copper up
--only-login` keeps the database and the login.
"""
import contextlib
import os
import subprocess

import botocore.auth
import botocore.awsrequest
import botocore.exceptions
import requests
import urllib3

import s3_server
from fake_lambda import REGION, ApiGateway, Function, LambdaApi, Schedule, Serving, Signatures, _Door
from gallery_process import NO_LIMITS, PROGRAMS, GalleryProcess, eventually

KEY_ID, SECRET = s3_server.CREDENTIALS.values()
HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive", "server", "date"}


class Onward:
    """Sends a request of a Serving on to another address, as it is."""

    def __init__(self, url):
        self.url = url
        self.pool = urllib3.PoolManager(maxsize=32)

    def send(self, method, target, headers, body):
        answer = self.pool.request(method, self.url + target, body=body, headers=headers, redirect=False, retries=False,
                                   decode_content=False, timeout=60)
        return answer.status, [field for field in answer.headers.items() if field[0].lower() not in HOP_BY_HOP], answer.data


class S3Door(_Door):
    """The way to moto for who signs, in a header or in the address."""

    def __init__(self, port, signatures):
        super().__init__(signatures, "s3")
        self.onward = Onward(f"http://127.0.0.1:{port}")

    def serve(self, request, body):
        return self.onward.send(request.command, request.path, dict(request.headers), body)


class Cdn:
    """Shows what lies below public/ in the images bucket, under /media; its own calls are signed."""

    def __init__(self, s3):
        self.s3 = s3
        self.serving = Serving(self._serve)
        self.url = f"{self.serving.url}/media"

    def _serve(self, request, _):
        wanted = {"IfNoneMatch": request.headers["If-None-Match"]} if "If-None-Match" in request.headers else {}
        try:
            found = self.s3.get_object(Bucket=s3_server.BUCKETS["IMAGES"], Key=request.path.replace("/media/", "public/", 1),
                                       **wanted)
        except botocore.exceptions.ClientError as error:
            return error.response["ResponseMetadata"]["HTTPStatusCode"], [], b""
        headers = [("Content-Type", found["ContentType"]), ("ETag", found["ETag"]),
                   ("Cache-Control", "public, max-age=31536000, immutable")]
        return 200, headers, found["Body"].read()

    def close(self):
        self.serving.close()


class Signing:
    """The tests' own way through AWS API Gateway: signs what it is sent, by botocore."""

    def __init__(self, url, port):
        self.onward = Onward(url)
        self.signer = botocore.auth.SigV4Auth(botocore.credentials.Credentials(KEY_ID, SECRET), "execute-api", REGION)
        self.serving = Serving(self._serve, port)

    def _serve(self, request, body):
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP | {"host"}}
        if own := headers.pop("Authorization", None):
            headers["X-Copper-Authorization"] = own
        signed = botocore.awsrequest.AWSRequest(request.command, self.onward.url + request.path, data=body)
        self.signer.add_auth(signed)
        return self.onward.send(request.command, request.path, headers | dict(signed.headers), body)

    def close(self):
        self.serving.close()


class Apart(GalleryProcess):
    def __init__(self, **environment):
        super().__init__(**environment)
        self._closing = contextlib.ExitStack()
        self._parts = {}
        self.mail = self.root / "var/mail"
        # What visitors come to has the environment: the login, of `copper`, and the apps.
        self.app_environment = {"COPPER_APP_KEY": "a key of these tests that apps show the gateway"} | environment

    def arguments(self):
        return [*super().arguments(), "--only-login"]

    def start(self, **environment):
        """Once only: a program that ends stays away."""
        self.signatures = Signatures(KEY_ID, SECRET)
        moto = self._closing.enter_context(s3_server.s3_server())
        self.storage = self._closing.enter_context(contextlib.closing(S3Door(moto, self.signatures)))
        self.s3 = s3_server.client_of(f"http://127.0.0.1:{moto}")
        self.cdn = self._closing.enter_context(contextlib.closing(Cdn(self.s3)))
        super().start(**environment)
        eventually(lambda: self._is_ready(self.identity), "the login is ready", 60)
        self.start_parts()
        for url in (self.content, self.search, self.imaging, self.api, self.gallery, self.studio):
            eventually(lambda: self._is_ready(url), f"{url} is ready", 30)
        return self

    def wait_ready(self, seconds=60):
        pass  # `copper` is only one of them: `start` waits

    @staticmethod
    def _is_ready(url):
        try:
            return requests.get(f"{url}/readyz", timeout=10).status_code == 200
        except requests.RequestException:
            return False

    # ---- the programs

    def start_parts(self):
        self.start_part("content", self.content, self.content_environment() | {"COPPER_IMAGING": self.imaging})
        self.start_part("search", self.search, self.search_environment())
        self.start_part("imaging", self.imaging, self.imaging_environment())
        self.start_apps({})

    def start_apps(self, signing):
        self.start_part("gateway", self.api, signing | self.app_environment | {
            "COPPER_CONTENT_URL": self.content_url, "COPPER_SEARCH_URL": self.search_url, "COPPER_GATEWAY_URL": self.api, "COPPER_ALLOWED_ORIGINS": self.studio,
            "COPPER_OIDC_ISSUER": self.identity})
        self.start_part("gallery", self.gallery, self.app_environment | {
            "COPPER_GALLERY_URL": self.gallery, "COPPER_GATEWAY_URL": self.api, "COPPER_CDN_URL": self.cdn.url})
        self.start_part("studio", self.studio, self.app_environment | {
            "COPPER_STUDIO_URL": self.studio, "COPPER_GATEWAY_URL": self.api, "COPPER_GALLERY_URL": self.gallery,
            "COPPER_STORAGE_ORIGINS": f"{self.storage.url} {self.cdn.serving.url}", "COPPER_OIDC_ISSUER": self.identity,
            "COPPER_SESSION_KEYS": "a key of these tests that is long enough for a session"})

    def start_part(self, name, url, environment):
        port = url.rpartition(":")[2]
        with open(self.log_of(name), "ab") as log:
            self._parts[name] = subprocess.Popen([PROGRAMS / f"copper-{name}"], cwd=self.root, stdin=subprocess.DEVNULL,
                                                 env=self.clean_environment() | environment | {"PORT": port},
                                                 stdout=log, stderr=subprocess.STDOUT)

    def kill_part(self, name):
        """kill -9; it stays away until `start_part`."""
        self._parts[name].kill()
        self._parts[name].wait()

    def log_of(self, name):
        return self.data / "log" / f"{name}.jsonl"

    @staticmethod
    def clean_environment():
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("COPPER_", "AWS_"))}
        return inherited | NO_LIMITS | {"AWS_REGION": REGION}

    @property
    def content_url(self):
        """Where the gateway and imaging find it."""
        return self.content

    @property
    def search(self):
        return self._url(6)

    @property
    def search_url(self):
        return self.search

    @property
    def database_url(self):
        """Of the private PostgreSQL; the line of its socket is in its own file."""
        lines = next((self.data / "postgres").resolve().rglob("postmaster.pid")).read_text().splitlines()
        return f"host='{lines[4]}' port={lines[3]} user=copper dbname=copper"

    def content_environment(self):
        return s3_server.environment(self.storage.url) | {
            "COPPER_DATABASE_URL": self.database_url, "COPPER_OIDC_ISSUER": self.identity, "COPPER_CDN_URL": self.cdn.url,
            "COPPER_GALLERY_URL": self.gallery}

    def search_environment(self):
        return {"COPPER_DATABASE_URL": self.database_url, "COPPER_OIDC_ISSUER": self.identity, "COPPER_CDN_URL": self.cdn.url}

    def imaging_environment(self):
        return s3_server.environment(self.storage.url) | {"COPPER_CONTENT_URL": self.content_url}

    # ---- what is stored

    def stored(self, containing=""):
        """As the files of one machine would be named."""
        found = set()
        for area, bucket in (("temporary", "TEMP"), ("images", "IMAGES"), ("backups", "BACKUPS")):
            name = s3_server.BUCKETS[bucket]
            found |= {f"{area}/{item['Key']}" for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=name)
                      for item in page.get("Contents", [])}
            found |= {f"{area}/.incoming/{item['Key']}"
                      for item in self.s3.list_multipart_uploads(Bucket=name).get("Uploads", [])}
        return {path for path in found if containing in path}

    def stored_bytes(self, path):
        area, _, key = path.partition("/")
        bucket = {"temporary": "TEMP", "images": "IMAGES", "backups": "BACKUPS"}[area]
        return self.s3.get_object(Bucket=s3_server.BUCKETS[bucket], Key=key)["Body"].read()

    # ---- the end

    def remove(self):
        for process in self._parts.values():
            process.terminate()
        for process in self._parts.values():
            process.wait(35)
        self._closing.close()
        super().remove()


class OnLambda(Apart):
    def start_parts(self):
        lambda_api = LambdaApi({}, self.signatures)
        environment = self.clean_environment() | s3_server.CREDENTIALS | {
            "AWS_ENDPOINT_URL_LAMBDA": lambda_api.url, "COPPER_SIGN_CALLS": "true"}
        self.functions = lambda_api.functions
        self.lambda_api = self._enter(lambda_api)
        self.start_function("content", 2, environment | self.content_environment() | {"COPPER_IMAGING": "copper-imaging"})
        self.content_api = self._enter(ApiGateway(self.functions["copper-content"], self.signatures))
        self.start_function("search", 2, environment | self.search_environment())
        self.search_api = self._enter(ApiGateway(self.functions["copper-search"], self.signatures))
        self.start_function("imaging", 2, environment | self.imaging_environment())
        self.imaging_api = self._enter(ApiGateway(self.functions["copper-imaging"], self.signatures))
        for url, api in ((self.content, self.content_api), (self.search, self.search_api), (self.imaging, self.imaging_api)):
            self._enter(Signing(api.url, int(url.rpartition(":")[2])))
        self.schedule = Schedule(self.functions["copper-content"])
        self._closing.callback(self.schedule.stopping.set)
        self.schedule.start()
        self.start_apps(s3_server.CREDENTIALS | {"COPPER_SIGN_CALLS": "true"})

    def _enter(self, closable):
        return self._closing.enter_context(contextlib.closing(closable))

    def start_function(self, name, instances, environment):
        function = Function(PROGRAMS / f"copper-{name}", environment, self.root, instances, log=self.log_of(name))
        self._closing.callback(function.stop)
        self.functions[function.name] = function

    @property
    def content_url(self):
        return self.content_api.url

    @property
    def search_url(self):
        return self.search_api.url


DEPLOYMENTS = {"one": GalleryProcess, "apart": Apart, "lambda": OnLambda}
chosen = "one"  # by --deployment
