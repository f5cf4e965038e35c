"""A provider of identities on this machine: oidc-provider-mock, which here also verifies PKCE and the secret of the
client, signs userinfo, replaces its keys, and misbehaves as a test tells it to.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import flask
import jwt
import oidc_provider_mock
from joserfc.jwk import ECKey, RSAKey
from werkzeug.serving import make_server

from accounts.sign_on.openid.configuration import Configuration

CLIENT, SECRET = "suivi-cpg", "un-secret-de-test"
KEY_ID = "premiere"
OUTSIDE = re.compile(r"<link[^>]*>")

type Claims = dict[str, Any]


class Provider:
    """What a test may change of the provider, and what it saw. `reset` makes it honest again."""

    def __init__(self) -> None:
        self.app = oidc_provider_mock.app(require_nonce=True, issue_refresh_token=False)
        self.app.before_request(self._before)
        self.app.after_request(self._after)
        self.keys: dict[str, ECKey | RSAKey] = {
            KEY_ID: ECKey.generate_key("P-256", private=True),
            "seconde": ECKey.generate_key("P-256", private=True),
            "courte": RSAKey.generate_key(2048, private=True),
            "longue": RSAKey.generate_key(3072, private=True),
        }
        self.issuer = ""
        self.reset()

    def reset(self) -> None:
        self.people: dict[str, Claims] = {}
        self.key_id = KEY_ID
        self.published: tuple[str, ...] = (KEY_ID,)
        self.signs_userinfo = False
        self.is_away = self.has_moved = False
        self.claims: Callable[[Claims], Claims] = dict
        self.userinfo: Callable[[Claims], Claims] = dict
        self.metadata: Callable[[Claims], Claims] = dict
        self.encode: Callable[[Claims], str] = self.sign
        self.challenges: dict[str, str] = {}
        self.seen: list[tuple[str, Claims]] = []

    def configuration(self, **changed: Any) -> Configuration:
        usual = {"issuer": self.issuer, "client_id": CLIENT, "client_secret": SECRET, "name": "MonIdentité"}
        return Configuration(**{**usual, **changed})

    def sign(self, claims: Claims, *, key_id: str = "", algorithm: str = "ES256") -> str:
        name = key_id or self.key_id
        key = self.keys[name].as_pem(private=True)
        return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": name})

    def public_pem(self) -> bytes:
        return self.keys[KEY_ID].as_pem(private=False)

    def asked(self, path: str) -> list[Claims]:
        return [sent for seen, sent in self.seen if seen == path]

    def _before(self) -> tuple[str, int] | Any | None:
        request = flask.request
        self.seen.append((request.path, request.values.to_dict()))
        if request.path == "/favicon.ico":
            return "", 204
        if self.is_away:
            return "", 500
        if self.has_moved and not request.path.startswith("/ailleurs"):
            return flask.redirect(f"{self.issuer}/ailleurs{request.path}")
        for subject, claims in self.people.items():
            flask.g.oidc_provider_mock_storage.store_user(oidc_provider_mock.User(sub=subject, claims=claims))
        if request.path == "/oauth2/token" and not self._proves_its_request(request):
            return "", 400
        return None

    def _proves_its_request(self, request: flask.Request) -> bool:
        """PKCE with S256."""
        digest = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        answer = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return (
            request.form.get("client_secret") == SECRET
            and self.challenges.pop(request.form.get("code", ""), "") == answer
        )

    def _after(self, response: flask.Response) -> flask.Response:
        path, asked = flask.request.path, flask.request.args
        if response.mimetype == "text/html":
            # Its pages ask a server on the internet for their styles.
            response.set_data(OUTSIDE.sub("", response.get_data(as_text=True)))
        if path == "/oauth2/authorize" and response.location:
            code = parse_qs(urlsplit(response.location).query).get("code", [""])[0]
            method = asked.get("code_challenge_method")
            self.challenges[code] = asked.get("code_challenge", "") if method == "S256" else ""
        if response.status_code == 200 and response.is_json and isinstance(response.json, dict):
            return self._changed(path, response)
        return response

    def _changed(self, path: str, response: flask.Response) -> flask.Response:
        said: Claims = response.get_json()
        if path == "/.well-known/openid-configuration":
            return flask.jsonify(
                self.metadata(said | {"token_endpoint_auth_methods_supported": ["client_secret_post"]})
            )
        if path == "/jwks":
            public = [self.keys[name].as_dict(private=False) for name in self.published]
            return flask.jsonify(
                {"keys": [key | {"kid": name} for key, name in zip(public, self.published, strict=True)]}
            )
        if path == "/oauth2/token":
            claims = jwt.decode(said["id_token"], options={"verify_signature": False})
            return flask.jsonify(said | {"id_token": self.encode(self.claims(claims))})
        if path == "/userinfo":
            return self._told_of_the_person(said)
        return response

    def _told_of_the_person(self, claims: Claims) -> flask.Response:
        if not self.signs_userinfo:
            return flask.jsonify(self.userinfo(claims))
        signed = self.userinfo(claims | {"iss": self.issuer, "aud": CLIENT})
        return flask.Response(self.encode(signed), mimetype="application/jwt")


@contextmanager
def running() -> Iterator[Provider]:
    provider = Provider()
    server = make_server("localhost", 0, provider.app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    provider.issuer = f"http://localhost:{server.server_port}"
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()
