"""Services talk by TLS only, each under its own certificate: by the files of the compose file and the application's own
settings, against real servers. The Redis of the tests' wheel knows no TLS: `tls_front` ends it there.
"""

import os
import shutil
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from cpg.operations.certificates.folders import provide
from cpg.settings import links
from tests.support.postgres import FAST, SERVER_USER, PostgresServer
from tests.support.process import ROOT, Process, free_port, temporary_folder
from tests.support.programs import tls_postgres_folder
from tests.support.redis_server import RedisServer
from tests.support.tls_front import tls_front

pytestmark = pytest.mark.servers
FILES = ROOT / "docs" / "exploitation"
ALL = "everything"
ONCE = Retry(NoBackoff(), 0)
OF_PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cpg.settings.production",
    "SECRET_KEY": "a-long-enough-secret-key-for-the-tests-only-0123456789abcdef",
    "ALLOWED_HOSTS": "pilotage.exemple.fr",
    "EMAIL_URL": "console:",
}


@pytest.fixture(scope="module")
def tls() -> Path:
    """The folders that the first service of the compose file makes, readable by whoever runs the tests."""
    folder = temporary_folder("tls")
    assert len(list(provide(folder))) == 10
    for path in folder.rglob("*"):
        os.chown(path, os.geteuid(), os.getegid())
    return folder


class TlsPostgres(PostgresServer):
    """Ready when it listens: it lets nobody in without a certificate."""

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError as error:
            return "no pg_hba.conf entry" in str(error)
        return True


@pytest.fixture(scope="module")
def postgres(tls: Path) -> Iterator[int]:
    """As the compose file starts it, after its first start made the owner and the roles."""
    tls_postgres_folder()
    server = PostgresServer()
    server.start()
    try:
        with psycopg.connect(server.url(), autocommit=True) as console:
            console.execute("CREATE DATABASE cpg")
            for statement in (FILES / "owner.sql").read_text().split(";"):
                console.execute(statement)  # type: ignore[call-overload]
            console.execute("CREATE ROLE cpg_application LOGIN; CREATE ROLE cpg_purge LOGIN")
    finally:
        server.stop()
    own = server.folder / "tls"
    shutil.copytree(tls / "postgres", own)
    for path in (own, *own.iterdir()):
        if os.geteuid() == 0:
            shutil.chown(path, SERVER_USER)
    settings: tuple[str, ...] = (
        *FAST, "ssl=on", f"ssl_cert_file={own}/certificate.pem", f"ssl_key_file={own}/key.pem",
        f"ssl_ca_file={own}/authority.pem", f"hba_file={FILES}/pg_hba.conf", f"ident_file={FILES}/pg_ident.conf",
    )  # fmt: skip
    for name in ("pg_hba.conf", "pg_ident.conf"):
        shutil.copy(FILES / name, server.folder)
    settings = tuple(each.replace(str(FILES), str(server.folder)) for each in settings)
    closed = TlsPostgres(settings, folder=server.folder, port=server.port)
    closed.start()
    yield closed.port
    closed.stop()


@pytest.fixture(scope="module")
def broker(tls: Path) -> Iterator[int]:
    """With one account more, which reads what the others were refused."""
    accounts = temporary_folder("accounts") / "users.acl"
    accounts.write_text((tls / "redis" / "users.acl").read_text() + f"user {ALL} on >{ALL} ~* &* +@all\n")
    server = RedisServer(accounts=accounts)
    server.start()
    with tls_front(tls / "redis", server.port) as port:
        yield port
    server.stop()


def environment_of(tls: Path, service: str, postgres: int, broker: int, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        **OF_PRODUCTION,
        "CPG_STATE_DIR": str(temporary_folder("state")),
        "TLS_DIR": str(tls / service),
        "DATABASE_URL": f"postgres://cpg_application@localhost:{postgres}/cpg",
        "REDIS_URL": f"rediss://{service}@localhost:{broker}/0",
        "REDIS_PASSWORD_FILE": str(tls / service / "redis-password"),
        **more,
    }


def run(environment: dict[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


WORK = """
import django; django.setup()
from django.db import connection
from django.core.cache import cache
from django.conf import settings
import cpg.celery
from cpg import health
from cpg.operations.metrics import waiting
from indicators.jobs import heartbeat
with connection.cursor() as cursor:
    cursor.execute("SELECT current_user, ssl, version, client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    print(*cursor.fetchone())
cache.set("a", 41, 3600)
print(cache.incr("a"), type(cache._cache).__name__, health._ping() >= 0)
heartbeat.apply_async(("bulk",), queue="bulk")
print([int(each.figure) for each in waiting.of_redis() if each.labels == ("bulk",)])
"""


BEAT = """
import django; django.setup()
import cpg.celery
from indicators.jobs import heartbeat
heartbeat.apply_async(("bulk",), queue="bulk")
"""


def test_each_process_works_under_its_own_certificate_and_account(
    tls: Path, postgres: int, broker: int
) -> None:
    """The web: database, cache, metrics, publishing. A worker: it takes, answers, and asks nothing that it may not."""
    told = run(environment_of(tls, "web", postgres, broker), "-c", WORK).splitlines()
    assert told[0] == "cpg_application True TLSv1.3 /CN=web"
    assert told[1].startswith("42 ")
    assert told[1].endswith(" True")
    assert told[2] == "[1]"
    environment = environment_of(tls, "bulk", postgres, broker)
    named = ("-n", "bulk@here", "-Q", "bulk,documents", "--concurrency", "1")
    asking = ("inspect", "ping", "--timeout", "20", "--destination", "bulk@here")
    celery = ("-m", "celery", "--quiet", "-A", "cpg")

    worker = Process(
        "worker",
        [sys.executable, *celery, "worker", *named],
        ready=lambda: "bulk@here ready" in worker.output,
        log=temporary_folder("worker") / "log",
        env=environment,
    )
    worker.start()
    assert "pong" in run(environment, *celery, *asking)
    worker.stop()
    beat = environment_of(tls, "beat", postgres, broker)
    run(beat, "-c", BEAT)
    console = client(tls, "web", broker, user=ALL, password=ALL)
    assert console.acl_log() == []
    assert console.get("cpg:2:a") == b"42"


def client(tls: Path, service: str, broker: int, *, user: str = "", password: str = "") -> redis.Redis:
    """With the certificate of that service, under its account or another."""
    files = {name: tls / service / name for name in (links.CERTIFICATE, links.KEY, links.TRUSTED)}
    password = password or (tls / service / "redis-password").read_text()
    url = links.broker(f"rediss://{user or service}:{password}@localhost:{broker}/0", files)
    return redis.Redis.from_url(url, retry=ONCE)


FORBIDDEN = {
    "web": ("FLUSHALL", "CONFIG GET *", "KEYS *", "EVAL return 0", "GET interactive", "DEL bulk", "BRPOP bulk 1",
            "LRANGE bulk 0 -1", "ACL LIST", "SHUTDOWN", "MONITOR", "SUBSCRIBE x", "GET other"),
    "beat": ("GET cpg:1:a", "BRPOP bulk 1", "HGETALL cpg-metrics-jobs", "FLUSHDB"),
    "bulk": ("FLUSHALL", "CONFIG SET dir /tmp", "KEYS *", "GET other", "MODULE LIST", "SCRIPT FLUSH", "SWAPDB 0 1"),
}  # fmt: skip


def test_an_account_of_redis_may_do_its_work_and_nothing_else(tls: Path, broker: int) -> None:
    for service, commands in FORBIDDEN.items():
        account = client(tls, service, broker)
        assert account.ping()
        for command in commands:
            words = command.replace("EVAL return 0", "EVAL return_0 0").split(" ")
            with pytest.raises(redis.exceptions.NoPermissionError):
                account.execute_command(*words)
    with pytest.raises(redis.AuthenticationError):
        client(tls, "web", broker, password="wrong").ping()
    with pytest.raises(redis.AuthenticationError):
        client(tls, "web", broker, user="default", password="wrong").ping()
    health = client(tls, "redis", broker, user="health", password="-")
    assert health.ping()
    with pytest.raises(redis.exceptions.NoPermissionError):
        health.get("cpg:1:a")
    # The next renewal's password opens already: Redis may be restarted after those who ask it.
    upcoming = (tls / "authority" / "web-redis-next-password").read_text()
    assert client(tls, "web", broker, password=upcoming).ping()


def test_redis_is_reached_by_tls_only_and_by_who_shows_a_certificate(tls: Path, broker: int) -> None:
    """The configuration of the compose file says so of Redis itself; here, both ends of the link."""
    other = temporary_folder("other")
    list(provide(other))
    known = str(tls / "web" / "authority.pem")
    unknown = str(other / "web" / "authority.pem")
    for options in ({}, {"ssl": True, "ssl_ca_certs": known}, {"ssl": True, "ssl_ca_certs": unknown}):
        # The account that any password opens: what refuses here is the link.
        account = {"username": "health", "password": "-"}
        asking = redis.Redis(host="localhost", port=broker, retry=ONCE, **account, **options)
        with pytest.raises(redis.ConnectionError):
            asking.ping()
        asking.close()
    lines = (FILES / "redis.conf").read_text().splitlines()
    assert {
        "port 0",
        "tls-auth-clients yes",
        "aclfile /tls/users.acl",
        "tls-ca-cert-file /tls/authority.pem",
    } <= set(lines)


def let_in(tls: Path, port: int, user: str, service: str, **options: str) -> psycopg.Connection:
    given = {
        "sslmode": "verify-full",
        "sslrootcert": str(tls / "web" / "authority.pem"),
        "sslcert": str(tls / service / "certificate.pem"),
        "sslkey": str(tls / service / "key.pem"),
        **options,
    }
    return psycopg.connect(host="localhost", port=port, user=user, dbname="cpg", **given)  # type: ignore[arg-type]


def refused(tls: Path, port: int, user: str, service: str, **options: str) -> str:
    with pytest.raises(psycopg.OperationalError) as error:
        let_in(tls, port, user, service, **options).close()
    return str(error.value)


def test_postgresql_lets_in_by_certificate_each_service_as_its_own_role(tls: Path, postgres: int) -> None:
    assert "no encryption" in refused(tls, postgres, "cpg_application", "web", sslmode="disable")
    assert "requires a valid client certificate" in refused(
        tls, postgres, "cpg_application", "web", sslcert="/nowhere", sslkey="/nowhere"
    )
    # A service is its own role: neither the owner, nor the one that purges; beat is none.
    for user, service in (
        ("cpg", "web"), ("cpg_purge", "web"), ("cpg_purge", "interactive"), ("cpg_application", "beat"),
        ("cpg_application", "redis"), ("postgres", "migrate"),
    ):  # fmt: skip
        assert "fail" in refused(tls, postgres, user, service) or "no pg_hba.conf entry" in refused(
            tls, postgres, user, service
        )
    other = temporary_folder("other")
    list(provide(other))
    for path in other.rglob("*"):
        os.chown(path, os.geteuid(), os.getegid())
    trusted = str(tls / "web" / "authority.pem")
    assert "unknown ca" in refused(other, postgres, "cpg_application", "web", sslrootcert=trusted)
    assert "certificate verify failed" in refused(other, postgres, "cpg_application", "web")
    with let_in(tls, postgres, "cpg_purge", "bulk") as purging:
        assert purging.info.user == "cpg_purge"
    # The owner of the tables may make roles, and is no superuser.
    with let_in(tls, postgres, "cpg", "migrate") as owner:
        rights = owner.execute(
            "SELECT rolsuper, rolcreaterole, rolbypassrls FROM pg_roles WHERE rolname = 'cpg'"
        ).fetchone()
        assert rights == (False, True, False)


def test_the_web_server_speaks_https_and_gives_metrics_to_supervision_alone(
    tls: Path, postgres: int, broker: int
) -> None:
    web, metrics = free_port(), free_port()
    ports = {"WEB_PORT": str(web), "METRICS_PORT": str(metrics), "WEB_PROCESSES": "1"}
    listening = {"WEB_ADDRESS": "0.0.0.0", "METRICS_ADDRESS": "0.0.0.0"}  # noqa: S104 - as in the container
    environment = environment_of(tls, "web", postgres, broker, **ports, **listening)

    def is_alive() -> bool:
        done = subprocess.run([sys.executable, "-m", "cpg.alive"], cwd=ROOT, env=environment, check=False)
        return done.returncode == 0

    server = Process(
        "web",
        [sys.executable, "-m", "cpg.server"],
        ready=is_alive,
        log=temporary_folder("web") / "log",
        env=environment,
    )
    server.start()
    try:
        trusted = ssl.create_default_context(cafile=tls / "proxy" / "authority.pem")
        with urllib.request.urlopen(f"https://127.0.0.1:{web}/healthz", context=trusted) as answer:
            assert answer.read() == b"ok"
        for url, context in (
            (f"http://127.0.0.1:{web}/healthz", None),
            (f"https://127.0.0.1:{web}/healthz", ssl.create_default_context()),
            (f"https://127.0.0.1:{metrics}/metrics", trusted),
            (f"http://127.0.0.1:{metrics}/metrics", None),
        ):
            with pytest.raises((OSError, HTTPException)):
                urllib.request.urlopen(url, context=context, timeout=5)
        trusted.load_cert_chain(tls / "supervision" / "certificate.pem", tls / "supervision" / "key.pem")
        with urllib.request.urlopen(f"https://127.0.0.1:{metrics}/metrics", context=trusted) as answer:
            assert b"cpg_source_up" in answer.read()
    finally:
        server.stop()
    assert not is_alive()
