import pytest
from playwright.sync_api import sync_playwright
from schemathesis.pytest.plugin import SchemathesisFunction

import gallery_process
import hybrid
from artist import Artist
from browsing import ARGUMENTS, CHROMIUM, Watched
from gallery_process import COPPER, GalleryProcess, running


def pytest_addoption(parser):
    parser.addoption("--deployment", choices=hybrid.DEPLOYMENTS, default="one", help="how the gallery that tests share runs")
    parser.addoption("--long", action="store_true", help="ten times as many uploads while processes are killed, 500 corrupted pictures of each format")


def pytest_configure(config):
    hybrid.chosen = config.getoption("--deployment")


def pytest_collection_modifyitems(config, items):
    """Of the arrangements other than one process, only what holds in all of them is asked again: tests whose gallery comes from the
    fixture `deployment`. The others stay with one process: what kills or stops a program, reads a program's files, uses the
    command line, or looks at pages in a browser, which come from the same API (docs/adr/0005-three-arrangements.md)."""
    if hybrid.chosen != "one":
        once = [item for item in items if "deployment" not in item.fixturenames]
        config.hook.pytest_deselected(items=once)
        items[:] = [item for item in items if "deployment" in item.fixturenames]
    # schemathesis gives all calls of one test one id, and those who run tests beside each other would run one of them.
    for item in items:
        if isinstance(item, SchemathesisFunction):
            item._id = item.parent.id.child(item.name)  # as pytest does for every other test


def pytest_sessionstart():
    if not COPPER.exists():
        pytest.exit(f"{COPPER} is missing. Build it: ./dev build", returncode=2)


@pytest.fixture(scope="session")
def deployment():
    """Makes galleries in the arrangement that is tested. Who asks for one, also through the next two, is tested in all three."""
    return hybrid.DEPLOYMENTS[hybrid.chosen]


@pytest.fixture(scope="session")
def gallery(deployment):
    """A running gallery that the tests share; whoever must kill or restart it makes one of their own."""
    yield from running(deployment())


@pytest.fixture(scope="module")
def another(deployment):
    """A gallery for one file of tests, which may empty it or count what is in it."""
    yield from running(deployment())


@pytest.fixture(scope="module")
def place():
    """The same in one process, whatever is tested: for tests that stop it or read its files."""
    yield from running(GalleryProcess())


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
    for process in gallery_process.started:
        process.mark_logs()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    report = yield
    if report.failed:
        for process in gallery_process.started:
            report.sections.append((f"log of copper at {process.gallery}", process.log_tail()))
    return report
