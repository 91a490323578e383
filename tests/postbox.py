"""A mail server of a test: a receiver that keeps what it is given, every repetition too."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage


class Session(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a sender without ceremony needs."""

    server: "Postbox"

    def handle(self) -> None:
        """Answer each command; take what comes after DATA up to a lonely dot."""
        self.say("220 postbox")
        while line := self.rfile.readline():
            command = line.strip().upper()
            if command == b"DATA":
                self.say("354 go on")
                self.take()
                self.say("250 kept")
            elif command == b"QUIT":
                self.say("221 bye")
                return
            elif command.startswith(b"RCPT") and any(name in line for name in self.server.strangers):
                self.say("550 no such mailbox")
            else:
                self.say("250 well")

    def take(self) -> None:
        """Keep one message."""
        lines = list(iter(self.rfile.readline, b".\r\n"))
        octets = b"".join(line.removeprefix(b".") for line in lines)
        self.server.taken.append(email.message_from_bytes(octets, policy=email.policy.default))

    def say(self, line: str) -> None:
        """One line of an answer."""
        self.wfile.write(f"{line}\r\n".encode())


class Postbox(socketserver.ThreadingTCPServer):
    """`taken` is everything that came in, `strangers` are the readers it refuses."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.taken: list[EmailMessage] = []
        self.strangers: set[bytes] = set()

    @property
    def address(self) -> str:
        """Its address as CHANCERY_EMAIL has it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


@contextmanager
def opened() -> Iterator[Postbox]:
    """A postbox that takes mail while the block lasts."""
    with Postbox() as postbox:
        thread = threading.Thread(target=postbox.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield postbox
        finally:
            postbox.shutdown()
            thread.join()
