"""A Redis (or Valkey) server of the tests' own, on a free port of this machine."""

import os
from pathlib import Path

import redis

from tests.support.process import Process, free_port, temporary_folder
from tests.support.programs import redis_server


class RedisServer:
    """Started with `start`, always on the same port, so that clients find it again after a stop.

    It keeps what it holds in `folder`, where one is given; otherwise it is gone when it stops. `accounts` is a file of
    its accounts (ACL); without one, whoever comes may ask anything.
    """

    def __init__(self, folder: Path | None = None, *, accounts: Path | None = None) -> None:
        self.port = free_port()
        kept = folder is not None
        folder = folder or temporary_folder("redis")
        options = {
            "port": str(self.port),
            "bind": "127.0.0.1",
            "dir": str(folder),
            "save": "",
            "appendonly": "yes" if kept else "no",
            "databases": "64",
        } | ({"aclfile": str(accounts)} if accounts else {})
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
        except redis.AuthenticationError:
            return True
        except redis.RedisError:
            return False
        finally:
            client.close()
