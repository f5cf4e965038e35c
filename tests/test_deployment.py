"""The containers' files agree with the settings; `docs/exploitation` names what they hold."""

import re
from typing import Any

import pytest
import yaml
from django.conf import settings

from cpg.operations.certificates.services import SERVICES as CERTIFIED

ROOT = settings.BASE_DIR
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [
    name for name, service in SERVICES.items() if service["image"] == "suivi-cpg" and name != "certificates"
]


def consumed(service: dict[str, Any]) -> list[str]:
    command = service.get("command", [])
    return command[command.index("-Q") + 1].split(",") if "-Q" in command else []


def test_each_queue_has_one_worker_and_entries_have_theirs_alone() -> None:
    queues = [
        queue for service in SERVICES.values() if "profiles" not in service for queue in consumed(service)
    ]
    assert sorted(queues) == sorted(settings.QUEUES)
    assert consumed(SERVICES["worker-interactive"]) == ["interactive"]


def test_a_second_of_each_is_there_for_who_asks() -> None:
    for name, first in (("web-2", "web"), ("worker-2", "worker-bulk")):
        assert SERVICES[name]["profiles"] == ["double"]
        assert SERVICES[name]["environment"] == SERVICES[first]["environment"]
    assert set(SERVICES["web-2"]["ports"]).isdisjoint(SERVICES["web"]["ports"])
    assert sorted(consumed(SERVICES["worker-2"])) == sorted(settings.QUEUES)


def test_the_proxies_send_nothing_twice_that_was_cut() -> None:
    """Only what was refused goes to the other server, or what the expected version protects (a PUT of the API)."""
    folder = ROOT / "docs" / "exploitation"
    nginx, caddy = (folder / "nginx.conf").read_text(), (folder / "Caddyfile").read_text()
    directives = [line.strip() for line in nginx.splitlines() if not line.strip().startswith("#")]
    assert "proxy_next_upstream error timeout;" in directives
    assert not [line for line in directives if line.startswith("keepalive")]
    harmful = ("lb_retry_match", "request_buffers", "buffer_requests")
    assert not [line for line in caddy.splitlines() if line.strip().startswith(harmful)]
    assert "keepalive off" in caddy


def test_the_services_of_the_architecture_are_all_there() -> None:
    expected = {
        "certificates",
        "postgres",
        "redis",
        "clamav",
        "migrate",
        "web",
        "worker-interactive",
        "worker-bulk",
        "beat",
    }
    assert {name for name, service in SERVICES.items() if "profiles" not in service} == expected


@pytest.mark.parametrize("name", [*OURS, "postgres", "redis"])
def test_no_service_gains_rights_and_each_waits_for_what_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert "no-new-privileges:true" in service["security_opt"]
    if name in OURS:
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["depends_on"]["postgres"] == {"condition": "service_healthy"}
        # The image's own check is the web server's.
        assert name in {"web", "web-2"} or "healthcheck" in service


@pytest.mark.parametrize("name", ["web", "web-2", "worker-interactive", "worker-bulk", "worker-2"])
def test_what_runs_has_time_to_finish(name: str) -> None:
    grace = int(SERVICES[name]["stop_grace_period"].removesuffix("s"))
    assert grace > settings.WEB_STOP_SECONDS


def test_no_secret_stands_in_the_files() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    secrets = re.findall(r"^\s*(?:SECRET_KEY|\w+_PASSWORD|REDISCLI_AUTH):\s*(.+)$", text, re.MULTILINE)
    assert secrets == ["${SECRET_KEY:?définissez SECRET_KEY}"]


def test_the_image_runs_as_nobody_in_particular_and_is_checked() -> None:
    text = (ROOT / "Dockerfile").read_text()
    last = text.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!root)", last, re.MULTILINE)
    assert "HEALTHCHECK" in last
    assert '"cpg.alive"' in last
    assert "uv sync --locked --no-dev" in text


def test_every_variable_of_the_containers_reaches_the_application() -> None:
    """One that is explained and given in .env must not stop at the door."""
    explained = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    passed = set().union(*(SERVICES[name]["environment"] for name in OURS))
    set_by_the_image = {"WEB_ADDRESS", "WEB_PORT", "CPG_STATE_DIR", "STATIC_DIR"}
    # Accounts are certificates here.
    of_other_installations = {
        "DATABASE_PASSWORD",
        "REDIS_PASSWORD",
        "RUNTIME_PASSWORD",
        "PURGE_PASSWORD",
        "BI_PASSWORD",
    }
    of_other_services_or_development = {
        "DEBUG",
        "METRICS_HOST_PORT",
        "WEB_SERVERS",
        "SOURCES_DIR",
        "SOURCES_SECRETS_DIR",
        "SECOND_PORT",
        "SECOND_METRICS_HOST_PORT",
    }
    passed = {name.removesuffix("_FILE") for name in passed}
    assert (
        explained - set_by_the_image - of_other_services_or_development - of_other_installations
        == passed - {"REDIS_PASSWORD"}
    )


def test_only_migrations_run_as_the_owner_of_the_tables() -> None:
    of = {name: SERVICES[name]["environment"]["DATABASE_URL"].partition("@")[0] for name in OURS}
    assert of.pop("migrate") == "postgres://cpg"
    assert set(of.values()) == {"postgres://cpg_application"}
    assert "grant_rights cpg_application --purge cpg_purge" in SERVICES["migrate"]["command"][-1]


def test_metrics_that_are_switched_off_are_published_by_no_impossible_port() -> None:
    """`METRICS_PORT=0` is for the application: Docker refuses to publish a port 0."""
    assert not [
        port for service in SERVICES.values() for port in service.get("ports", ()) if "METRICS_PORT" in port
    ]


def test_the_example_of_nginx_keeps_to_what_is_recommended_and_logs_no_address() -> None:
    text = (ROOT / "docs" / "exploitation" / "nginx.conf").read_text()
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in text
    [suites] = re.findall(r"ssl_ciphers (\S+);", text)
    assert all(
        re.fullmatch(r"ECDHE-(RSA|ECDSA)-(AES\d{3}-GCM-SHA\d{3}|CHACHA20-POLY1305)", each)
        for each in suites.split(":")
    )
    assert "access_log off;" in text
    assert re.search(r"error_log \S+ crit;", text)


def test_who_only_plans_or_computes_has_no_secret_that_it_does_not_need() -> None:
    """The control is the web server, which has them."""
    secrets = ("HISTORY_KEY", "OIDC_CLIENT_SECRET", "OIDC_ISSUER")
    for name in ("beat", "worker-interactive"):
        given = SERVICES[name]["environment"]
        assert [given[each] for each in secrets] == [""] * len(secrets)
        assert (given["EMAIL_URL"], given["LOCAL_ACCOUNTS"]) == ("console:", "oui")
    assert all(SERVICES["web"]["environment"][each] for each in secrets)


def test_postgresql_logs_neither_rows_nor_statements() -> None:
    told = SERVICES["postgres"]["command"]
    assert {"log_error_verbosity=terse", "log_min_error_statement=panic"} <= set(told)


def test_the_example_of_caddy_tells_errors_without_what_was_asked_and_by_whom() -> None:
    text = (ROOT / "docs" / "exploitation" / "Caddyfile").read_text()
    assert {"uri", "headers", "remote_ip", "client_ip"} <= set(re.findall(r"request>(\w+) delete", text))


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_in_the_clear_the_proxies_refuse_programs_and_lead_pages_on(name: str) -> None:
    text = (ROOT / "docs" / "exploitation" / name).read_text()
    assert re.search(r"/api/\*? \{\s+(return|respond \"https\") 403", text)
    assert re.search(r"(return 308|redir) https://", text)


def test_logs_may_be_sent_to_another_machine_over_tls() -> None:
    sent: dict[str, Any] = yaml.safe_load((ROOT / "docs" / "exploitation" / "journaux.yml").read_text())
    assert sent["services"].keys() == SERVICES.keys() - {"proxy"}
    for service in sent["services"].values():
        assert service["logging"]["driver"] == "syslog"
        assert service["logging"]["options"]["syslog-address"].startswith("tcp+tls://")


def test_each_service_holds_its_own_certificate_and_no_other_s() -> None:
    """The key of the authority is with the first service alone, which reaches no network."""
    own = {"web-2": "web", "worker-interactive": "interactive", "worker-bulk": "bulk", "worker-2": "bulk"}
    held = {
        name: [mount.removeprefix("tls-") for mount in service.get("volumes", ()) if mount.startswith("tls-")]
        for name, service in SERVICES.items()
    }
    assert held.pop("certificates") == [
        f"{name}:/tls/{name}" for name in ("authority", *(service.name for service in CERTIFIED))
    ]
    assert held.pop("clamav") == []
    assert held == {name: [f"{own.get(name, name)}:/tls:ro"] for name in held}
    assert SERVICES["certificates"]["network_mode"] == "none"
    assert not SERVICES["certificates"].get("environment")


def test_every_link_of_the_containers_is_encrypted_and_by_an_account_of_its_own() -> None:
    redis = {name: SERVICES[name]["environment"]["REDIS_URL"] for name in OURS}
    accounts = {service.name for service in CERTIFIED if service.in_redis}
    assert redis.pop("migrate") == "rediss://redis:6379/0"
    assert {re.fullmatch(r"rediss://(\w+)@redis:6379/0", url)[1] for url in redis.values()} == accounts  # type: ignore[index]
    assert {SERVICES[name]["environment"]["TLS_DIR"] for name in OURS} == {"/tls"}
    folder = ROOT / "docs" / "exploitation"
    rules = [line for line in (folder / "pg_hba.conf").read_text().splitlines() if not line.startswith("#")]
    assert [line.split()[0] for line in rules] == ["hostssl", "local", "local"]
    assert rules[0].endswith("cert map=services")
    assert "ssl=on" in SERVICES["postgres"]["command"]
    assert SERVICES["redis"]["command"] == ["redis-server", "/etc/redis.conf"]
    nginx, caddy = (folder / "nginx.conf").read_text(), (folder / "Caddyfile").read_text()
    assert "proxy_pass http://" not in nginx
    assert "proxy_ssl_verify on;" in nginx
    assert "tls_trust_pool file /tls/authority.pem" in caddy
    assert not [line for line in (folder / "clamd.conf").read_text().splitlines() if line.startswith("TCP")]
    # Each rule of a role is for a certificate that is made.
    known = [
        line.split()
        for line in (folder / "pg_ident.conf").read_text().splitlines()
        if line.startswith("services")
    ]
    assert {name for _, name, _ in known} <= {service.name for service in CERTIFIED}
    assert {role for _, name, role in known if name == "web"} == {"cpg_application"}
