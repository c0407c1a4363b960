"""./dev bench cost: how much processor time a function's calls take, and how much memory, for docs/cost/measured.toml. The packages
run in an empty root, one event after the other as on Lambda, against a real gallery. Processor time, unlike time by the clock, is
the same on a busy machine."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import PIL.Image  # noqa: E402

import packages  # noqa: E402
from gallery_process import GalleryProcess  # noqa: E402

CALLS = 300
TARGET = ROOT / "docs/cost/measured.toml"


def event(path, query=""):
    return {"version": "2.0", "rawPath": path, "rawQueryString": query, "headers": {"host": "localhost"}, "isBase64Encoded": False,
            "requestContext": {"http": {"method": "GET", "path": path, "sourceIp": "192.0.2.1"}}}


def processor_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def milliseconds_of(function, one):
    def call():
        invocation = function.invoke(one)
        assert invocation.done.wait(60) and invocation.error is None, invocation.error
        assert invocation.answer.get("statusCode", 200) == 200, invocation.answer

    call()  # the first one makes connections
    before = processor_seconds(function.instances[0].process)
    for _ in range(CALLS):
        call()
    return round((processor_seconds(function.instances[0].process) - before) * 1000 / CALLS, 2)


def memory_of(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return round(int(status.split("VmHWM:")[1].split()[0]) / 1024)


def measure_content(package, gallery, directory):
    bridge = packages.DatabaseBridge(gallery)
    function = packages.packaged_function(packages.EmptyRoot(package, directory / "content"), "content", {
        "COPPER_DATABASE_URL": bridge.url, "COPPER_STORAGE": "file:/tmp/blobs", "COPPER_OIDC_ISSUER": gallery.identity,
        "COPPER_IMAGING": gallery.imaging, "COPPER_CDN_URL": gallery.gallery, "COPPER_GALLERY_URL": gallery.gallery,
        "COPPER_LOG_LEVEL": "warning"}, directory)
    try:
        calls = milliseconds_of(function, event("/api/v1/galleries"))
        sweeps = milliseconds_of(function, {"source": "aws.events"})
        memory = memory_of(function.instances[0].process)
    finally:
        function.stop()
        bridge.close()
    return {"content": {"what": "content: a public call", "milliseconds": calls, "memory_mb": memory},
            "sweep": {"what": "content: the sweeper", "milliseconds": sweeps, "memory_mb": memory}}


def measure_search(package, gallery, directory):
    bridge = packages.DatabaseBridge(gallery)
    function = packages.packaged_function(packages.EmptyRoot(package, directory / "search"), "search", {
        "COPPER_DATABASE_URL": bridge.url, "COPPER_OIDC_ISSUER": gallery.identity, "COPPER_CDN_URL": gallery.gallery,
        "COPPER_LOG_LEVEL": "warning"}, directory)
    try:
        searches = milliseconds_of(function, event("/api/v1/search", "q=print"))
        memory = memory_of(function.instances[0].process)
    finally:
        function.stop()
        bridge.close()
    return {"search": {"what": "search: a search", "milliseconds": searches, "memory_mb": memory}}


def measure_imaging(package, directory):
    root = packages.EmptyRoot(package, directory / "imaging")
    PIL.Image.effect_noise((5472, 3648), 60).convert("RGB").save(root.directory / "tmp/print.jpg", quality=92)
    process = subprocess.Popen(root.command("/var/task/bootstrap", "make", "/tmp/print.jpg", "--out", "/tmp/made", "--watermark", "Marie Holm"),
                               env={"LAMBDA_TASK_ROOT": "/var/task"}, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    return {"imaging": {"what": "imaging: 20 megapixels to all versions", "milliseconds": round((usage.ru_utime + usage.ru_stime) * 1000),
                        "memory_mb": round(usage.ru_maxrss / 1024)}}


def main():
    made, said = packages.make("content", "search", "imaging")
    print(said, end="")
    directory = pathlib.Path(tempfile.mkdtemp(prefix="copper-cost-"))
    gallery = GalleryProcess()
    try:
        gallery.start()
        measured = (measure_content(made / "content", gallery, directory) | measure_search(made / "search", gallery, directory)
                    | measure_imaging(made / "imaging", directory))
    finally:
        gallery.remove()
        shutil.rmtree(directory)
    text = "\n\n".join("\n".join([f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in what.items())])
                       for name, what in measured.items())
    print(text)
    TARGET.write_text(text + "\n")
    print(f"Written to {TARGET.relative_to(ROOT)}; now: python3 docs/cost/cost.py >docs/cost.md")


main()
