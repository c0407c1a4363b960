"""AWS Lambda and AWS API Gateway, played on this machine for the gallery's functions: the Runtime API, asynchronous
invocation, schedules, and an HTTP API that lets in only what is signed. Signatures are checked by botocore."""
import base64
import http.server
import json
import queue
import subprocess
import threading
import time
import urllib.parse
import uuid

import botocore.auth
import botocore.awsrequest
import botocore.credentials

REGION = "us-east-1"
TIMEOUT_SECONDS = 29  # API Gateway waits no longer


class Serving:
    """A small HTTP server on a port of its own, for `handle(request) -> (status, headers, body)`."""

    def __init__(self, handle):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, content = handle(self, body)
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.address = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.address}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Invocation:
    def __init__(self, event, seconds):
        self.id = str(uuid.uuid4())
        self.event = event
        self.seconds = seconds
        self.done = threading.Event()
        self.answer = self.error = None


class Function:
    """One function: its Runtime API, and as many instances of its program as work on its events."""

    def __init__(self, program, environment, directory, instances=1, seconds=30):
        self.name = program.name
        self.seconds = seconds
        self.events = queue.Queue()
        self.under_way = {}
        self.errors = []  # what the instances reported
        self.runtime = Serving(self._serve)
        self._log = open(directory / f"{self.name}.jsonl", "ab")
        self.instances = [self._start(program, environment, directory) for _ in range(instances)]

    def _start(self, program, environment, directory):
        return subprocess.Popen([program], cwd=directory, env=environment | {"AWS_LAMBDA_RUNTIME_API": self.runtime.address},
                                stdin=subprocess.DEVNULL, stdout=self._log, stderr=subprocess.STDOUT)

    def invoke(self, event):
        invocation = Invocation(event, self.seconds)
        self.events.put(invocation)
        return invocation

    def _serve(self, request, body):
        where = request.path.removeprefix("/2018-06-01/runtime/")
        if where == "invocation/next":
            invocation = self.events.get()
            self.under_way[invocation.id] = invocation
            deadline = int((time.time() + invocation.seconds) * 1000)
            return 200, [("Lambda-Runtime-Aws-Request-Id", invocation.id), ("Lambda-Runtime-Deadline-Ms", str(deadline)),
                         ("Content-Type", "application/json")], json.dumps(invocation.event).encode()
        if where == "init/error":
            self.errors.append(json.loads(body))
            return 202, [], b"{}"
        _, invocation_id, what = where.split("/")
        invocation = self.under_way.pop(invocation_id)
        if what == "error":
            invocation.error = json.loads(body)
            self.errors.append(invocation.error)
        else:
            invocation.answer = json.loads(body)
        invocation.done.set()
        return 202, [], b"{}"

    def stop(self):
        for instance in self.instances:
            instance.kill()
            instance.wait()
        self.runtime.close()
        self._log.close()


class Signatures:
    """Says whether a request is signed, by botocore's own reckoning."""

    def __init__(self, access_key, secret_key):
        self.credentials = botocore.credentials.Credentials(access_key, secret_key)

    def refusal(self, request, body, service, host):
        """None for a good signature."""
        given = request.headers.get("Authorization", "")
        if not given.startswith("AWS4-HMAC-SHA256 "):
            return "Missing Authentication Token"
        parts = dict(part.split("=", 1) for part in given.removeprefix("AWS4-HMAC-SHA256 ").split(", "))
        scope = parts["Credential"].split("/")
        if scope[0] != self.credentials.access_key or scope[2:] != [REGION, service, "aws4_request"]:
            return f"credential scope {scope}"
        signed = parts["SignedHeaders"].split(";")
        if not {"host", "x-amz-date"} <= set(signed):
            return "host and date must be signed"
        replayed = botocore.awsrequest.AWSRequest(request.command, f"http://{host}{request.path}", data=body,
                                                  headers={name: request.headers[name] for name in signed})
        replayed.context["timestamp"] = request.headers["X-Amz-Date"]
        signer = botocore.auth.SigV4Auth(self.credentials, service, REGION)
        wanted = signer.signature(signer.string_to_sign(replayed, signer.canonical_request(replayed)), replayed)
        return None if parts["Signature"] == wanted else "The request signature we calculated does not match"


def http_event(request, body):
    """As an HTTP API makes it of a request, in payload format 2.0."""
    url = urllib.parse.urlsplit(request.path)
    headers, cookies = {}, []
    for name, value in request.headers.items():
        if name.lower() == "cookie":
            cookies += value.split("; ")
        else:
            headers[name.lower()] = f"{headers[name.lower()]},{value}" if name.lower() in headers else value
    try:
        text, encoded = body.decode(), False
    except UnicodeDecodeError:
        text, encoded = base64.b64encode(body).decode(), True
    return {"version": "2.0", "routeKey": "$default", "rawPath": url.path, "rawQueryString": url.query, "headers": headers,
            **({"cookies": cookies} if cookies else {}), **({"body": text} if body else {}), "isBase64Encoded": encoded,
            "requestContext": {"stage": "$default", "requestId": str(uuid.uuid4()), "time": time.strftime("%d/%b/%Y:%T +0000"),
                               "http": {"method": request.command, "path": url.path, "protocol": "HTTP/1.1",
                                        "sourceIp": "192.0.2.1", "userAgent": request.headers.get("User-Agent", "")}}}


class ApiGateway:
    """An HTTP API in front of one function, with IAM authorization on every route."""

    def __init__(self, function, signatures):
        self.function = function
        self.signatures = signatures
        self.refused = []
        self.serving = Serving(self._serve)
        self.url = self.serving.url

    def _serve(self, request, body):
        refusal = self.signatures.refusal(request, body, "execute-api", self.serving.address)
        if refusal:
            self.refused.append(refusal)
            return 403, [("Content-Type", "application/json")], json.dumps({"message": refusal}).encode()
        invocation = self.function.invoke(http_event(request, body))
        if not invocation.done.wait(TIMEOUT_SECONDS) or invocation.error:
            return 500, [("Content-Type", "application/json")], b'{"message":"Internal Server Error"}'
        answer = invocation.answer
        content = answer.get("body", "").encode()
        if answer.get("isBase64Encoded"):
            content = base64.b64decode(content)
        headers = [*answer.get("headers", {}).items(), *(("Set-Cookie", cookie) for cookie in answer.get("cookies", []))]
        return answer["statusCode"], [field for field in headers if field[0].lower() != "content-length"], content

    def close(self):
        self.serving.close()


class LambdaApi:
    """What the API of Lambda is here for: asynchronous invocation, with what becomes of it in the failure queue."""

    def __init__(self, functions, signatures):
        self.functions = functions
        self.signatures = signatures
        self.refused = []
        self.serving = Serving(self._serve)
        self.url = self.serving.url

    def _serve(self, request, body):
        refusal = self.signatures.refusal(request, body, "lambda", self.serving.address)
        name = request.path.removeprefix("/2015-03-31/functions/").removesuffix("/invocations")
        if refusal or name not in self.functions or request.headers.get("X-Amz-Invocation-Type") != "Event":
            self.refused.append(refusal or f"no function {name}, or not asynchronous")
            return 403 if refusal else 404, [], b"{}"
        self.functions[name].invoke(json.loads(body))
        return 202, [], b""

    def close(self):
        self.serving.close()


class Schedule(threading.Thread):
    """An EventBridge rule, of every second."""

    def __init__(self, function):
        super().__init__(daemon=True)
        self.function = function
        self.stopping = threading.Event()

    def run(self):
        while not self.stopping.wait(1):
            self.function.invoke({"version": "0", "source": "aws.events", "detail-type": "Scheduled Event", "detail": {}})
