"""A Redis (or Valkey) server of the tests' own, on a free port of this machine."""

import os

import redis

from tests.support.process import Process, free_port, temporary_folder
from tests.support.programs import redis_server


class RedisServer:
    """Started with `start`, always on the same port, so that clients find it again after a stop.

    It keeps nothing on disk: what it held is gone when it stops.
    """

    def __init__(self) -> None:
        self.port = free_port()
        folder = temporary_folder("redis")
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(folder),
            "save": "",
            "databases": "64",
        }
        self.process = Process(
            "Redis",
            [
                str(redis_server()),
                *(part for name, value in options.items() for part in (f"--{name}", value)),
            ],
            ready=self._answers,
            log=folder / "log",
            env={"PATH": os.environ["PATH"]},
            cwd=folder,
        )

    def start(self) -> None:
        self.process.start()

    def stop(self) -> None:
        self.process.stop()

    def url(self, database: int = 0) -> str:
        return f"redis://127.0.0.1:{self.port}/{database}"

    def _answers(self) -> bool:
        client = redis.Redis.from_url(self.url(), socket_timeout=1)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()
