"""Weight of a first visit in a browser: requests, transferred bytes, and render-blocking resources."""

from collections.abc import Iterator, Mapping
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.clients import Visits
from tests.support import programs
from tests.support.chromium import FLAGS

# Resources that the browser waits for before it paints.
BLOCKING = """() => performance.getEntriesByType("resource")
    .filter(each => each.renderBlockingStatus === "blocking").map(each => new URL(each.name).pathname)"""


def weights(visits: Visits, pages: Mapping[str, str]) -> Iterator[str]:
    yield "\n| page, first visit | requests | bytes over the wire | render-blocking |"
    yield "|---|---|---|---|"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=programs.chromium(), args=FLAGS)
        for name, path in pages.items():
            yield _weight(browser, visits, name, path)
        browser.close()
    yield ""


def _weight(browser: Browser, visits: Visits, name: str, path: str) -> str:
    cookie, value = visits.cookie.split("=", 1)
    context = browser.new_context(base_url=visits.url)
    context.add_cookies([{"name": cookie, "value": value, "url": visits.url}])
    page = context.new_page()
    received: list[float] = []
    network = context.new_cdp_session(page)
    network.send("Network.enable")

    def count(event: dict[str, Any]) -> None:
        received.append(event["encodedDataLength"])

    network.on("Network.loadingFinished", count)
    page.goto(path, wait_until="networkidle")
    blocking = page.evaluate(BLOCKING)
    context.close()
    return f"| {name} | {len(received)} | {sum(received):.0f} | {', '.join(blocking)} |"
