"""A small OpenID Connect provider on 127.0.0.1, which says of people what a test has it say, true or not."""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "chancery", "whisper"
KEY = rsa.generate_private_key(65537, 2048)


class Provider:
    """What it says of everybody from now on (`claims`, `info`), and what it was asked."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"sub": "u-1"}
        self.info: dict[str, Any] | None = None  # None: the same as the token says
        self.token: Any = None  # instead of the answer with the token
        self.key, self.algorithm, self.kid = cast(Any, KEY), "RS256", "k"  # by which it signs
        self.grants: dict[str, dict[str, str]] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def authorise(self, address: str) -> str:
        """Be the browser at the provider: log in there, and come back with the address that it sends one to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.url}/authorize?")
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self.grants[code] = asked
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?code={code}&state={asked['state']}"

    def configuration(self) -> dict[str, Any]:
        """Where its doors are."""
        doors = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        return {"issuer": self.url, "jwks_uri": f"{self.url}/jwks"} | {
            f"{name}_endpoint": f"{self.url}/{path}" for name, path in doors.items()
        }

    def tokens(self, form: dict[str, list[str]]) -> Any:
        """The tokens for a code, which is good once and for who can show the verifier of its challenge."""
        grant = self.grants.pop(form["code"][0])
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == grant["code_challenge"]
        assert form["client_secret"] == [SECRET]
        if self.token is not None:
            return self.token
        now = int(datetime.now(UTC).timestamp())  # not the clock that a test may hold still
        told = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300} | self.claims
        signed = jwt.encode(told, self.key, algorithm=self.algorithm, headers={"kid": self.kid})
        return {"access_token": "t", "token_type": "Bearer", "id_token": signed}

    def keys(self) -> dict[str, Any]:
        """The public keys by which it may be judged."""
        public: dict[str, Any] = RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
        return {"keys": [public | {"kid": "k", "alg": "RS256", "use": "sig"}]}

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """What answers its requests."""
        provider = self

        class Door(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/.well-known/openid-configuration":
                    self.say(provider.configuration())
                elif self.path == "/jwks":
                    self.say(provider.keys())
                else:
                    self.say(provider.claims if provider.info is None else provider.info)

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.say(provider.tokens(parse_qs(sent)))

            def say(self, told: Any) -> None:
                body = told if isinstance(told, bytes) else json.dumps(told).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        return Door


@contextmanager
def at_work() -> Iterator[Provider]:
    """A provider that answers."""
    provider = Provider()
    thread = threading.Thread(target=provider.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        provider.server.server_close()
        thread.join()
