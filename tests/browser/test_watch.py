"""The watch over every page notices what it is there for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from tests.browser.watch import Watch

type Visit = Callable[..., list[str]]

POLICY = {"Content-Security-Policy": "default-src 'none'; script-src 'self'; connect-src *"}


@pytest.fixture
def visit(context: BrowserContext, page: Page, watch: Watch) -> Visit:
    """Opens a page of our own origin with that body and script, and gives the complaints."""

    def visit(body: str, script: str = "") -> list[str]:
        def answer(route: Route) -> None:
            if route.request.url.endswith("/page.js"):
                route.fulfill(body=script, content_type="text/javascript")
            elif route.request.url.endswith("/page"):
                route.fulfill(body=body, content_type="text/html", headers=POLICY)
            else:
                route.fulfill(status=204)

        context.route("**/*", answer)
        page.goto("/page")
        page.wait_for_load_state("networkidle")
        complaints = watch.complaints()
        watch.expect("")
        return complaints

    return visit


def test_a_clean_page_passes(visit: Visit) -> None:
    assert visit("<script src='/page.js'></script>", "console.log('fine')") == []


@pytest.mark.parametrize(
    ("body", "script", "complaint"),
    [
        ("<script>1</script>", "", "content security policy: script-src"),
        ("<p style='color:red'>", "", "content security policy: style-src"),
        ("<script src='/page.js'></script>", "console.error('broken')", "console error: broken"),
        ("<script src='/page.js'></script>", "throw new Error('broken')", "uncaught: broken"),
        ("<script src='/page.js'></script>", "fetch('http://127.0.0.2/x')", "request to another origin"),
    ],
)
def test_what_no_page_may_do_is_noticed(visit: Visit, body: str, script: str, complaint: str) -> None:
    assert any(complaint in line for line in visit(body, script))
