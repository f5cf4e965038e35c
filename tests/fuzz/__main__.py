"""`make fuzz`: Schemathesis against the API, on a PostgreSQL that is thrown away afterwards.

Every check, so many examples for each operation, in two passes: with addresses that exist, so that what lies behind
them is reached, and with any address at all. EXAMPLES says how many (200). Exit 1 when a check fails.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.support.postgres import PostgresServer
from tests.support.process import ROOT
from tests.support.redis_server import RedisServer
from tests.support.services import WebServer, application_environment

CONFIG = Path(__file__).with_name("schemathesis.toml")
EXISTING = {
    "path.organisme": "carsat-pdl",
    "path.contract": "cpg-2023-2027",
    "path.indicator": "R6",
    "path.month": "2025-03",
    "path.quarter": "2025T1",
}


def main() -> int:
    postgres, redis = PostgresServer(), RedisServer()
    postgres.start()
    redis.start()
    env = application_environment(
        postgres.create_database("fuzz"),
        redis.url(),
        API_READS_A_MINUTE="1000000",
        API_WRITES_A_MINUTE="1000000",
    )
    web = WebServer(env)
    try:
        manage(env, "migrate", "--verbosity", "0")
        manage(env, "load_demo", "--verbosity", "0")
        secret = manage(env, "create_token", "controleur", "essais", "--scope", "ecriture").strip()
        web.start()
        codes = [run(web.url, secret, existing) for existing in (EXISTING, {})]
        output = web.process.output
        print(f"Réponses 5xx dans les journaux : {output.count('request_failed')}")
        return max(codes) or int("request_failed" in output)
    finally:
        web.stop()
        redis.stop()
        postgres.stop()


def manage(env: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def run(url: str, secret: str, existing: dict[str, str]) -> int:
    config = CONFIG.read_text("utf-8")
    if existing:
        config = (
            "[parameters]\n" + "".join(f'"{name}" = "{value}"\n' for name, value in existing.items()) + config
        )
    folder = Path(os.environ.get("FUZZ_FOLDER", ".pytest_cache")).resolve()
    folder.mkdir(exist_ok=True)
    path = folder / "schemathesis.toml"
    path.write_text(config, "utf-8")
    command = [
        str(Path(sys.executable).with_name("st")),
        "--config-file",
        str(path),
        "run",
        f"{url}/api/v1/schema/",
        "--header",
        f"Authorization: Bearer {secret}",
        "--checks",
        "all",
        "--max-examples",
        os.environ.get("EXAMPLES", "200"),
        "--seed",
        os.environ.get("SEED", "1"),
        "--continue-on-failure",
    ]
    return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
