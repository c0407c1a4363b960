"""AWS Lambda and AWS API Gateway, played on this machine for the gallery's functions: the Runtime API, asynchronous
invocation, schedules, and an HTTP API that lets in only what is signed. Signatures are checked by botocore."""
import base64
import contextlib
import datetime
import hashlib
import http.server
import json
import queue
import signal
import socket
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
SKEW_SECONDS_MAX = 300  # between a signature and AWS's own clock


class Serving:
    """A small HTTP server on a port of its own, for `handle(request, body) -> (status, headers, body)`."""

    def __init__(self, handle, port=0, clock=time.time):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1  # head and body in one packet

            def setup(self):
                super().setup()
                self.server.connections.add(self.connection)

            def finish(self):
                self.server.connections.discard(self.connection)
                self.server.deaf.discard(self.connection)
                super().finish()

            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.connection in self.server.deaf:
                    self.server.unheard.append(self.command)
                    self.close_connection = True
                    return
                status, headers, content = handle(self, body)
                self.send_response(status)
                for name, value in headers:
                    self.send_header(name, value)
                if status not in (204, 304) and "content-length" not in {name.lower() for name, _ in headers}:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(content)

            def __getattr__(self, name):  # do_GET and every other method
                if name.startswith("do_"):
                    return self.answer
                raise AttributeError(name)

            def date_time_string(self, timestamp=None):
                return super().date_time_string(clock() if timestamp is None else timestamp)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 256
            daemon_threads = True

            def handle_error(self, *_):
                pass  # who asked was killed, or has had enough

        self.server = Server(("127.0.0.1", port), Handler)
        self.server.connections, self.server.deaf, self.server.unheard = set(), set(), []
        self.port = self.server.server_port
        self.address = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.address}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def hang_up(self):
        """Closes every connection there is, as one does that was idle for too long."""
        for connection in list(self.server.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def turn_deaf(self):
        """The next request on each connection there is gets no answer, only the end of the connection; its method is in `unheard`."""
        self.server.deaf |= self.server.connections

    @property
    def unheard(self):
        return self.server.unheard

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Invocation:
    def __init__(self, event, seconds, retries=0):
        self.id = str(uuid.uuid4())
        self.event = event
        self.seconds = seconds
        self.retries = retries
        self.done = threading.Event()
        self.answer = self.error = None


class Instance:
    """One process of a function, with a Runtime API of its own; started again when it dies, as Lambda does."""

    def __init__(self, function, command, environment, directory):
        self.function = function
        self.under_way = None
        self.runtime = Serving(self._serve)
        self._command = command, {"cwd": directory, "env": environment | {"AWS_LAMBDA_RUNTIME_API": self.runtime.address}}
        self._stopping = False
        self._start()
        threading.Thread(target=self._watch, daemon=True).start()

    def _start(self):
        command, options = self._command
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.function.output,
                                        stderr=subprocess.STDOUT, **options)

    def _watch(self):
        while True:
            status = self.process.wait()
            if self._stopping:
                return
            killed, self.under_way = self.under_way, None
            if killed:
                self.function.ended(killed, error={"errorType": "Runtime.ExitError", "errorMessage": f"exit status {status}"})
            time.sleep(0.1)
            if self._stopping:
                return
            self._start()

    def _next(self):
        """The next event, unless the process that asked for it is gone by then."""
        asking = self.process
        while asking is self.process and asking.poll() is None:
            try:
                invocation = self.function.events.get(timeout=0.2)
            except queue.Empty:
                continue
            if asking.poll() is None:
                self.under_way = invocation
                return invocation
            self.function.events.put(invocation)
        raise ConnectionAbortedError

    def _serve(self, request, body):
        where = request.path.removeprefix("/2018-06-01/runtime/")
        if where == "invocation/next":
            invocation = self._next()
            if self.function.deadly(invocation.event):
                self.process.kill()
                raise ConnectionAbortedError
            deadline = int((time.time() + invocation.seconds) * 1000)
            event = invocation.event if isinstance(invocation.event, bytes) else json.dumps(invocation.event).encode()
            return 200, [("Lambda-Runtime-Aws-Request-Id", invocation.id), ("Lambda-Runtime-Deadline-Ms", str(deadline)),
                         ("Content-Type", "application/json")], event
        if where == "init/error":
            self.function.errors.append(json.loads(body))
            return 202, [], b"{}"
        _, invocation_id, what = where.split("/")
        invocation, self.under_way = self.under_way, None
        assert invocation.id == invocation_id, "an answer to another event"
        if what == "error":
            self.function.ended(invocation, error=json.loads(body))
        else:
            self.function.ended(invocation, answer=json.loads(body))
        return 202, [], b"{}"

    def wait(self, seconds):
        """The exit status of the process there is."""
        return self.process.wait(seconds)

    def freeze(self):
        """As between two events, when the process gets no time at all."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        self._stopping = True
        self.process.kill()
        self.process.wait()
        self.runtime.close()


class Function:
    """One function, and as many instances of its program as work on its events."""

    def __init__(self, program, environment, directory, instances=1, seconds=30, log=None, command=None):
        self.name = program.name
        self.environment = environment
        self.seconds = seconds
        self.events = queue.Queue()
        self.errors = []    # what the instances reported
        self.failures = []  # the failure queue: asynchronous events that no try brought to an end
        self.deadly = lambda event: False  # whether an event kills the process that takes it
        self.output = open(log or directory / f"{self.name}.jsonl", "ab")
        self.instances = [Instance(self, command or [program], environment, directory) for _ in range(instances)]

    def invoke(self, event, retries=0):
        invocation = Invocation(event, self.seconds, retries)
        self.events.put(invocation)
        return invocation

    def ended(self, invocation, answer=None, error=None):
        if error:
            self.errors.append(error)
        if error and invocation.retries:
            invocation.retries -= 1
            self.events.put(invocation)
            return
        if error:
            self.failures.append({"requestPayload": invocation.event, "responsePayload": error})
        invocation.answer, invocation.error = answer, error
        invocation.done.set()

    def stop(self):
        for instance in self.instances:
            instance.stop()
        self.output.close()


class Signatures:
    """Says whether a request is signed, by botocore's own reckoning, and not with credentials that have expired."""

    def __init__(self, access_key, secret_key):
        self.credentials = botocore.credentials.Credentials(access_key, secret_key)
        self.expired = False
        self.skew = 0  # seconds that AWS's clock is ahead of ours

    def clock(self):
        return time.time() + self.skew

    def refusal(self, request, body, service, host):
        """None for a good signature, in the header or, for S3, in the query."""
        if self.expired:
            return "The security token included in the request is expired"
        url = urllib.parse.urlsplit(request.path)
        query = urllib.parse.parse_qsl(url.query, keep_blank_values=True)
        fields = dict(query)
        if service == "s3" and "X-Amz-Signature" in fields:
            rest = urllib.parse.urlencode([pair for pair in query if pair[0] != "X-Amz-Signature"],
                                          quote_via=urllib.parse.quote, safe="-_.~")
            until = self._time(fields["X-Amz-Date"]) + int(fields["X-Amz-Expires"])
            given = {"Credential": fields["X-Amz-Credential"], "SignedHeaders": fields["X-Amz-SignedHeaders"],
                     "Signature": fields["X-Amz-Signature"]}
            if until < self.clock():
                return "Request has expired"
            return self._compare(request, body, service, f"http://{host}{url.path}?{rest}", given, fields["X-Amz-Date"],
                                 botocore.auth.S3SigV4QueryAuth)
        header = request.headers.get("Authorization", "")
        if not header.startswith("AWS4-HMAC-SHA256 "):
            return "Missing Authentication Token"
        given = dict(part.split("=", 1) for part in header.removeprefix("AWS4-HMAC-SHA256 ").split(", "))
        if not {"host", "x-amz-date"} <= set(given["SignedHeaders"].split(";")):
            return "host and date must be signed"
        if abs(self._time(request.headers["X-Amz-Date"]) - self.clock()) > SKEW_SECONDS_MAX:
            return f"Signature expired: {request.headers['X-Amz-Date']} is too far from now"
        told = request.headers.get("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
        if told not in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest()):
            return "The provided x-amz-content-sha256 header does not match what was computed"
        auth = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
        return self._compare(request, body, service, f"http://{host}{request.path}", given, request.headers["X-Amz-Date"], auth)

    def _compare(self, request, body, service, url, given, date, auth):
        scope = given["Credential"].split("/")
        if scope[0] != self.credentials.access_key or scope[2:] != [REGION, service, "aws4_request"]:
            return f"credential scope {scope}"
        headers = {name: request.headers[name] for name in given["SignedHeaders"].split(";")}
        replayed = botocore.awsrequest.AWSRequest(request.command, url, data=body, headers=headers)
        replayed.context["timestamp"] = date
        signer = auth(self.credentials, service, REGION)
        wanted = signer.signature(signer.string_to_sign(replayed, signer.canonical_request(replayed)), replayed)
        return None if given["Signature"] == wanted else "The request signature we calculated does not match"

    @staticmethod
    def _time(text):
        return datetime.datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc).timestamp()


def http_event(method, target, headers, body):
    """As an HTTP API makes it of a request, in payload format 2.0."""
    url = urllib.parse.urlsplit(target)
    fields, cookies = {}, []
    for name, value in headers:
        if name.lower() == "cookie":
            cookies += value.split("; ")
        else:
            fields[name.lower()] = f"{fields[name.lower()]},{value}" if name.lower() in fields else value
    try:
        text, encoded = body.decode(), False
    except UnicodeDecodeError:
        text, encoded = base64.b64encode(body).decode(), True
    return {"version": "2.0", "routeKey": "ANY /{proxy+}", "rawPath": url.path, "rawQueryString": url.query, "headers": fields,
            **({"cookies": cookies} if cookies else {}), **({"body": text} if body else {}), "isBase64Encoded": encoded,
            "requestContext": {"stage": "$default", "requestId": str(uuid.uuid4()), "time": time.strftime("%d/%b/%Y:%T +0000"),
                               "http": {"method": method, "path": url.path, "protocol": "HTTP/1.1",
                                        "sourceIp": "192.0.2.1", "userAgent": fields.get("user-agent", "")}}}


class _Door:
    """Where AWS is called: lets in what is signed, and now and then answers otherwise, as `troubles` says."""

    def __init__(self, signatures, service):
        self.signatures = signatures
        self.service = service
        self.refused = []   # why, each time
        self.troubles = []  # statuses that the next calls are answered with
        self.troubled = []  # the methods of those calls
        self.serving = Serving(self._serve, clock=signatures.clock)
        self.url = self.serving.url

    def _serve(self, request, body):
        refusal = self.signatures.refusal(request, body, self.service, self.serving.address)
        if refusal:
            self.refused.append(refusal)
            return self.message(403, refusal)
        if self.troubles:
            self.troubled.append(request.command)
            return self.message(self.troubles.pop(0), "Try again later")
        return self.serve(request, body)

    @staticmethod
    def message(status, text):
        return status, [("Content-Type", "application/json")], json.dumps({"message": text}).encode()

    def close(self):
        self.serving.close()


class ApiGateway(_Door):
    """An HTTP API in front of one function, with IAM authorization on every route."""

    def __init__(self, function, signatures):
        super().__init__(signatures, "execute-api")
        self.function = function

    def serve(self, request, body):
        invocation = self.function.invoke(http_event(request.command, request.path, request.headers.items(), body))
        if not invocation.done.wait(TIMEOUT_SECONDS) or invocation.error:
            return self.message(500, "Internal Server Error")
        answer = invocation.answer
        content = answer.get("body", "").encode()
        if answer.get("isBase64Encoded"):
            content = base64.b64decode(content)
        headers = [*answer.get("headers", {}).items(), *(("Set-Cookie", cookie) for cookie in answer.get("cookies", []))]
        return answer["statusCode"], [field for field in headers if field[0].lower() != "content-length"], content


class LambdaApi(_Door):
    """What the API of Lambda is here for: asynchronous invocation, tried three times, then left in the failure queue."""

    def __init__(self, functions, signatures):
        super().__init__(signatures, "lambda")
        self.functions = functions
        self.copies = 1  # how often an event is delivered: at least once is all that Lambda promises
        self.invocations = []

    def serve(self, request, body):
        name = request.path.removeprefix("/2015-03-31/functions/").removesuffix("/invocations")
        if name not in self.functions or request.headers.get("X-Amz-Invocation-Type") != "Event":
            return self.message(404, f"no function {name}, or not asynchronous")
        for _ in range(self.copies):
            self.invocations.append(self.functions[name].invoke(json.loads(body), retries=2))
        return 202, [], b""


class Schedule(threading.Thread):
    """An EventBridge rule, of every second."""

    def __init__(self, function):
        super().__init__(daemon=True)
        self.function = function
        self.stopping = threading.Event()

    def run(self):
        while not self.stopping.wait(1):
            self.function.invoke({"version": "0", "source": "aws.events", "detail-type": "Scheduled Event",
                                  "detail": {}}).done.wait(TIMEOUT_SECONDS)
