"""The pipeline's smoke test is content with a gallery that works, and with no other."""
import json
import os
import subprocess

import pytest

from terraform import ROOT


def smoke(urls):
    return subprocess.run([ROOT / "deploy/pipeline/smoke", "--urls", json.dumps(urls)], capture_output=True, text=True,
                          env=os.environ | {"SMOKE_TRIES": "1", "SMOKE_PAUSE": "0"})


@pytest.fixture
def urls(gallery):
    return {"gallery": gallery.gallery, "studio": gallery.studio, "gateway": gallery.api}


def test_a_gallery_that_works_passes(urls):
    done = smoke(urls)
    assert done.returncode == 0, done.stderr
    assert "Every system answers." in done.stderr


@pytest.mark.parametrize("system", ["gallery", "studio", "gateway"])
def test_a_system_that_is_away_is_named(urls, system):
    urls[system] = "http://127.0.0.1:1"
    done = smoke(urls)
    assert done.returncode != 0
    assert "http://127.0.0.1:1/" in done.stderr and "answers 000" in done.stderr
