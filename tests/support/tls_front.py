"""Ends TLS in front of a server that knows none (the Redis of the tests' wheel), as it does itself in production: only
for who shows a certificate of the authority.
"""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path

PIECE = 65_536


@contextmanager
def tls_front(folder: Path, upstream: int) -> Iterator[int]:
    """Its port; certificate, key and authority are those of the folder."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    context.load_verify_locations(folder / "authority.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    ready: Future[int] = Future()
    loop = asyncio.new_event_loop()
    serving = loop.create_task(_serve(context, upstream, ready))
    thread = threading.Thread(target=_run, args=(loop, serving))
    thread.start()
    try:
        yield ready.result(10)
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join(10)


def _run(loop: asyncio.AbstractEventLoop, serving: "asyncio.Task[None]") -> None:
    with suppress(asyncio.CancelledError):
        loop.run_until_complete(serving)
    loop.close()


async def _end_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def _serve(context: ssl.SSLContext, upstream: int, ready: "Future[int]") -> None:
    writers: list[asyncio.StreamWriter] = []

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", upstream)
        writers.append(there_writer)
        await asyncio.gather(_copy(reader, there_writer), _copy(there_reader, writer))

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0, ssl=context)
    ready.set_result(server.sockets[0].getsockname()[1])
    try:
        await asyncio.Event().wait()
    finally:
        server.close()
        await _end_all()
        # A connection is closed in several steps: one that is left half closed fails a later test of the same process.
        for writer in writers:
            writer.transport.abort()
        await asyncio.gather(*(each.wait_closed() for each in writers), return_exceptions=True)
        with suppress(TimeoutError):
            await asyncio.wait_for(server.wait_closed(), 10)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        with suppress(OSError):
            while piece := await reader.read(PIECE):
                writer.write(piece)
                await writer.drain()
    finally:
        writer.close()
