import pytest

import gallery_process
from artist import Artist
from gallery_process import COPPER, GalleryProcess


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="ten times as many uploads while processes are killed")


def pytest_sessionstart():
    if not COPPER.exists():
        pytest.exit(f"{COPPER} is missing. Build it: ./dev build", returncode=2)


@pytest.fixture(scope="session")
def gallery():
    """A running gallery that the tests share; whoever must kill or restart it makes one of their own."""
    process = GalleryProcess()
    try:
        yield process.start()
    finally:
        process.remove()


@pytest.fixture(scope="session")
def artist(gallery):
    return Artist(gallery)


def pytest_runtest_setup():
    for process in gallery_process.running:
        process.mark_logs()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    report = yield
    if report.failed:
        for process in gallery_process.running:
            report.sections.append((f"log of copper at {process.gallery}", process.log_tail()))
    return report
