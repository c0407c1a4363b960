"""Amazon S3 as moto plays it on this machine, with the three buckets of a gallery."""
import contextlib
import pathlib
import socket
import subprocess
import sys

import botocore.session
import requests

from gallery_process import eventually

MOTO = pathlib.Path(sys.executable).parent / "moto_server"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "a test's key"}
BUCKETS = {"TEMP": "copper-temp", "IMAGES": "copper-images", "BACKUPS": "copper-backups"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def s3_server():
    """The port it listens on."""
    port = free_port()
    # It must not outlive the tests, however they end.
    server = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", MOTO, "-H", "127.0.0.1", "-p", str(port)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def answers():
        assert server.poll() is None, "moto_server ended"
        try:
            return requests.get(f"http://127.0.0.1:{port}/moto-api/", timeout=5).ok
        except requests.RequestException:
            return False
    try:
        eventually(answers, "moto_server answers", 60)
        for bucket in BUCKETS.values():
            client_of(f"http://127.0.0.1:{port}").create_bucket(Bucket=bucket)
        yield port
    finally:
        server.kill()
        server.wait()


def client_of(endpoint):
    return botocore.session.Session().create_client(
        "s3", "us-east-1", endpoint_url=endpoint, aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"])


def environment(endpoint):
    """What a gallery is told about it."""
    return CREDENTIALS | {"COPPER_STORAGE": "s3:", "COPPER_S3_ENDPOINT": endpoint, "COPPER_S3_REGION": "us-east-1",
                          "COPPER_S3_SSE": "AES256"} | {f"COPPER_S3_BUCKET_{name}": bucket for name, bucket in BUCKETS.items()}
