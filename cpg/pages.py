"""Pages have threads of their own; health and static files, which ask no database, never queue behind them."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

type Environment = dict[str, Any]
type StartResponse = Callable[..., Any]
type Application = Callable[[Environment, StartResponse], Iterable[bytes]]


class PagesApart:
    """A WSGI application that answers pages on `threads` threads, whose number is that of the connections to the
    database, and what `asks_nothing` on the web server's thread, of which there are many more.
    """

    def __init__(self, application: Application, threads: int, asks_nothing: Callable[[str], bool]) -> None:
        self._application = application
        self._asks_nothing = asks_nothing
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    def __call__(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        if self._asks_nothing(environ["PATH_INFO"]):
            return self._application(environ, start_response)
        started, body = self._threads.submit(self._page, environ).result()
        start_response(*started)
        return [body]

    def _page(self, environ: Environment) -> tuple[tuple[Any, ...], bytes]:
        """The whole answer: its end closes or keeps the connection of the thread that opened it."""
        started: list[tuple[Any, ...]] = []
        # A file handle would be read by the server's thread, and closed before.
        environ.pop("wsgi.file_wrapper", None)
        answer = self._application(environ, lambda *arguments: started.append(arguments))
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        return started[-1], body
