"""What a page must never do, whatever the test that opens it looks at."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# Reports violations that the console of a page which is already gone would not show.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ""}`))
"""


class Watch:
    """Collects, for every page of a browser context: console errors and warnings (violations of the content security
    policy among them), uncaught exceptions, and requests to another origin than the application's."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self._origin = origin
        self._complaints: list[str] = []
        self._expected: list[re.Pattern[str]] = []
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("request", self._on_request)

    def expect(self, pattern: str) -> None:
        """Let pass the complaints that match: `404` for a test that asks for a page that does not exist."""
        self._expected.append(re.compile(pattern))

    def complaints(self) -> list[str]:
        return [
            line for line in self._complaints if not any(pattern.search(line) for pattern in self._expected)
        ]

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._complaints.append(f"console {message.type}: {message.text}")

    def _on_error(self, error: WebError) -> None:
        self._complaints.append(f"uncaught: {error.error}")

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and f"{parts.scheme}://{parts.netloc}" != self._origin:
            self._complaints.append(f"request to another origin: {request.url}")
