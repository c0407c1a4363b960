import pytest
from playwright.sync_api import sync_playwright
from schemathesis.pytest.plugin import SchemathesisFunction

import gallery_process
import hybrid
from artist import Artist
from browsing import ARGUMENTS, CHROMIUM, Watched
from gallery_process import COPPER, GalleryProcess


def pytest_addoption(parser):
    parser.addoption("--deployment", choices=hybrid.DEPLOYMENTS, default="one", help="how the gallery that tests share runs")
    parser.addoption("--long", action="store_true", help="ten times as many uploads while processes are killed, 500 corrupted pictures of each format")


def pytest_configure(config):
    hybrid.chosen = config.getoption("--deployment")


def pytest_collection_modifyitems(items):
    """schemathesis gives all calls of one test one id, and those who run tests beside each other would run one of them."""
    for item in items:
        if isinstance(item, SchemathesisFunction):
            item._id = item.parent.id.child(item.name)  # as pytest does for every other test


def pytest_sessionstart():
    if not COPPER.exists():
        pytest.exit(f"{COPPER} is missing. Build it: ./dev build", returncode=2)


@pytest.fixture(scope="session")
def gallery():
    """A running gallery that the tests share; whoever must kill or restart it makes one of their own."""
    process = hybrid.new_gallery()
    try:
        yield process.start()
    finally:
        process.remove()


@pytest.fixture(scope="module")
def place():
    """A gallery in one process for one file of tests, which may stop it, empty it or count what is in it."""
    process = GalleryProcess()
    try:
        yield process.start()
    finally:
        process.remove()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def window(browser):
    """Opens windows that are closed when the test ends."""
    opened = []

    def new(**options):
        opened.append(Watched(browser, **options))
        return opened[-1]
    yield new
    for watched in opened:
        watched.close()


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
