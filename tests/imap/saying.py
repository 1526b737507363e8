"""A server that says exactly what a test wants, right or wrong, and shows what failures give away."""

from __future__ import annotations

import socket
import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import tracker
from tracker.accounts import Account

OURS = str(Path(tracker.__file__).parent)
HELLO = b"* OK [CAPABILITY IMAP4rev1 SASL-IR] hello\r\n"
USUAL = {
    b" EXAMINE": b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 9] x\r\n",
    b" LOGOUT": b"* BYE so long\r\n",
}
Answer = bytes | Callable[[socket.socket], None]


class Saying:
    """Listens on loopback; for each line that holds one of the words it sends that word's answer, else OK.

    `TAG` in an answer becomes the tag of the line. An answer that can be called is given the socket; the
    connection ends after it. What it can do stands in the greeting, and is said
    again when asked for. Further answers to the same word come in turn, the last one for ever.
    """

    def __init__(self, answers: dict[str, Answer | Sequence[Answer]], greeting: bytes = HELLO) -> None:
        self.answers = {
            word: [one] if isinstance(one, bytes) or callable(one) else list(one)
            for word, one in answers.items()
        }
        self.greeting = greeting
        self.heard: list[bytes] = []
        self.over = threading.Event()
        self._tag = b""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]

    def __enter__(self) -> Saying:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        with socket.create_connection(("127.0.0.1", self.port)):
            pass  # wakes the one who accepts
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def account(self, **changes: Any) -> Account:
        """Return an account for this server, plain; the password is `canary-in-the-coal-mine`."""
        values: dict[str, Any] = {
            "name": "sample",
            "host": "127.0.0.1",
            "port": self.port,
            "user": "responder@example.org",
            "security": "plain",
            "password_command": "echo canary-in-the-coal-mine",
        }
        if "token_command" in changes:
            del values["password_command"]
        return Account(**(values | changes))

    def _accept(self) -> None:
        while True:
            client, _ = self._listener.accept()
            if self.over.is_set():
                client.close()
                return
            thread = threading.Thread(target=self._serve, args=(client,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, client: socket.socket) -> None:
        try:
            with client, client.makefile("rb") as lines:
                client.sendall(self.greeting)
                for line in lines:
                    if line.endswith(b" CAPABILITY\r\n"):  # the library always asks
                        offered = (
                            self.greeting.partition(b"[CAPABILITY ")[2].partition(b"]")[0] or b"IMAP4rev1"
                        )
                        client.sendall(b"* CAPABILITY " + offered + b"\r\n" + line.split()[0] + b" OK x\r\n")
                        continue
                    self.heard.append(line)
                    if not self._answered(client, line):
                        return
        except OSError:
            pass  # the client left

    def _answered(self, client: socket.socket, line: bytes) -> bool:
        if b" " in line:  # else it goes on with the command before
            self._tag = line.split(b" ")[0]
        tag = self._tag
        for word, answers in self.answers.items():
            if word.encode() in line:
                answer = answers.pop(0) if len(answers) > 1 else answers[0]
                if not isinstance(answer, bytes):
                    answer(client)
                    return False
                client.sendall(answer.replace(b"TAG", tag))
                return True
        said = next((rows for word, rows in USUAL.items() if word in line), b"")
        client.sendall(said + tag + b" OK done\r\n")
        return True

    def silent(self, client: socket.socket) -> None:
        """Say nothing more until the test is over or the client gone."""
        while not self.over.is_set():
            client.settimeout(0.1)
            try:
                if not client.recv(4096):
                    return
            except TimeoutError:
                continue


def given_away(failure: BaseException) -> str:
    """Return all that a failure could show: its texts, its chain, and the variables of our frames in its traceback."""
    shown: list[str] = []
    one: BaseException | None = failure
    while one is not None:
        shown += [str(one), repr(one), repr(one.args), repr(vars(one))]
        shown += traceback.format_exception(one)
        frames = [frame for frame, _ in traceback.walk_tb(one.__traceback__)]
        shown += [repr(f.f_locals) for f in frames if f.f_code.co_filename.startswith(OURS)]
        one = one.__cause__ or one.__context__
    return "\n".join(shown)
