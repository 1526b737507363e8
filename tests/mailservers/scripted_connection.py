"""One connection to the scripted server: reads commands, answers them, and tells of changes while idle."""

from __future__ import annotations

import base64
import binascii
import json
import re
import select
import socket
import ssl
from typing import TYPE_CHECKING

from imapclient.imap_utf7 import encode as utf7

from mailservers.scripted_mail import Folder, fetched
from mailservers.scripted_search import Search
from mailservers.scripted_wire import Malformed, Part, Word, is_set, literal_after, members, words

if TYPE_CHECKING:
    from mailservers.scripted import ScriptedServer

_PIECE = 65536
_BEFORE_LOGIN = ("LOGIN", "AUTHENTICATE", "STARTTLS")
_ANYTIME = ("CAPABILITY", "NOOP", "LOGOUT", "ID")


class Gone(Exception):
    """The other side is gone."""


class Refused(Exception):
    """A command was answered NO or BAD; holds that answer."""


class Connection:
    """What is known of one client. Runs in a thread of its own until the client leaves or the server drops it."""

    def __init__(self, server: ScriptedServer, connection: socket.socket) -> None:
        self.server = server
        self.socket = connection
        self.user = ""
        self.folder: Folder | None = None
        self._seen: list[int] = []
        self._buffer = b""
        self._left = False
        self._farewell = b""
        self._woken, self._waker = socket.socketpair()

    def wake(self, farewell: bytes = b"") -> None:
        """Make the connection look for news; with a farewell it says that and ends."""
        self._farewell = self._farewell or farewell
        self._waker.send(b"b" if farewell else b"n")

    def run(self, *, tls: bool) -> None:
        """Serve the client."""
        try:
            if tls:
                self._secure()
            self._greet()
            while not self._left:
                self._serve(*self._command())
        except (Gone, OSError, ssl.SSLError):
            pass  # the client left, or would not have our certificate
        finally:
            self.socket.close()
            self._woken.close()
            self._waker.close()

    def _secure(self) -> None:
        self.socket = self.server.context().wrap_socket(self.socket, server_side=True)

    def _greet(self) -> None:
        refusal = self.server.refusal("greeting")
        if refusal is not None:
            self._say(b"* " + refusal)
            raise Gone
        self._say(b"* OK [CAPABILITY %s] ready" % self._capabilities())

    def _capabilities(self) -> bytes:
        offered = [one for one in self.server.capabilities if not (self.user and one.startswith("AUTH="))]
        if self.user or isinstance(self.socket, ssl.SSLSocket):
            offered = [one for one in offered if one != "STARTTLS"]
        return " ".join(offered).encode()

    def _say(self, line: bytes) -> None:
        self.socket.sendall(line + b"\r\n")

    def _fill(self, *, idle: bool = False) -> None:
        """Wait for more bytes of the client; tell of news meanwhile when it is idle."""
        while True:
            waiting = isinstance(self.socket, ssl.SSLSocket) and self.socket.pending()
            if not waiting:
                ready, _, _ = select.select([self.socket, self._woken], [], [])
                if self._woken in ready:
                    if b"b" in self._woken.recv(_PIECE):
                        self._say(self._farewell)
                        raise Gone
                    if idle:
                        self._news()
                if self.socket not in ready:
                    continue
            data = self.socket.recv(_PIECE)
            if not data:
                raise Gone
            self._buffer += data
            return

    def _line(self, *, idle: bool = False) -> bytes:
        while b"\r\n" not in self._buffer:
            self._fill(idle=idle)
        line, _, self._buffer = self._buffer.partition(b"\r\n")
        return line

    def _octets(self, number: int) -> bytes:
        while len(self._buffer) < number:
            self._fill()
        data, self._buffer = self._buffer[:number], self._buffer[number:]
        return data

    def _command(self) -> tuple[bytes, str, list[Word]]:
        """Read one command, literals included, and note it as it came; return tag, name and arguments."""
        parts: list[Part] = []
        text = b""
        while True:
            line = self._line()
            announced = literal_after(line)
            if announced is None:
                break
            before, length, waits = announced
            if waits:
                self._say(b"+ go on")
            data = self._octets(length)
            parts += [before, (data,)]
            text += line + b"\r\n" + data
        parts.append(line)
        self.server.note((text + line).decode("utf-8", "replace"))
        try:
            read = words(parts)
        except Malformed as error:
            self._say(b"* BAD " + str(error).encode())
            return b"", "", []
        tag, name = (read[0], read[1]) if len(read) > 1 else (b"*", b"")
        if not isinstance(tag, bytes) or not isinstance(name, bytes):
            return b"*", "", []
        return tag, name.upper().decode("latin-1"), read[2:]

    def _serve(self, tag: bytes, name: str, arguments: list[Word]) -> None:
        if not tag:
            return
        if name == "UID" and arguments and isinstance(arguments[0], bytes):
            name = "UID " + arguments.pop(0).upper().decode("latin-1")  # type: ignore[union-attr]
        handler = getattr(self, "_do_" + name.lower().replace(" ", "_"), None)
        try:
            refusal = self.server.refusal(name)
            if refusal is not None:
                raise Refused(refusal)
            if handler is None:
                raise Refused(b"BAD this server only lets itself be read")
            if not self.user and name not in (*_BEFORE_LOGIN, *_ANYTIME):
                raise Refused(b"BAD not before login")
            with_answer = handler(tag, arguments)
            self._say(tag + b" OK " + (with_answer or name.encode() + b" completed"))
            if name == "STARTTLS":
                self._secure()
        except Refused as refused:
            self._say((b"* " if refused.args[0].startswith(b"BYE") else tag + b" ") + refused.args[0])
            self._left = refused.args[0].startswith(b"BYE")
        except (Malformed, ValueError, IndexError, UnicodeDecodeError) as error:
            self._say(tag + b" BAD " + str(error).encode()[:200].replace(b"\r", b"").replace(b"\n", b""))

    # Each returns the text after OK, None for the usual one.

    def _do_capability(self, tag: bytes, arguments: list[Word]) -> bytes | None:
        self._say(b"* CAPABILITY " + self._capabilities())
        return None

    def _do_noop(self, tag: bytes, arguments: list[Word]) -> bytes | None:
        self._news()
        return None

    def _do_id(self, tag: bytes, arguments: list[Word]) -> bytes | None:
        self._say(b"* ID NIL")
        return None

    def _do_namespace(self, tag: bytes, arguments: list[Word]) -> bytes | None:
        self._say(b'* NAMESPACE (("" "/")) NIL NIL')
        return None

    def _do_logout(self, tag: bytes, arguments: list[Word]) -> bytes | None:
        self._say(b"* BYE until later")
        self._left = True
        return None

    def _do_starttls(self, tag: bytes, arguments: list[Word]) -> bytes | None:
        if "STARTTLS" not in self.server.capabilities or isinstance(self.socket, ssl.SSLSocket):
            raise Refused(b"BAD no STARTTLS here")
        return b"begin"

    def _do_login(self, tag: bytes, arguments: list[Word]) -> bytes | None:
        if arguments != [self.server.user.encode(), self.server.password.encode()]:
            raise Refused(b"NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)")
        return self._in()

    def _in(self) -> bytes:
        self.user = self.server.user
        return b"[CAPABILITY %s] welcome" % self._capabilities()

    def _do_authenticate(self, tag: bytes, arguments: list[Word]) -> bytes | None:
        """XOAUTH2 and OAUTHBEARER (RFC 7628): a bad token is told of in a challenge that the client must answer."""
        mechanism = arguments[0]
        assert isinstance(mechanism, bytes)
        if "AUTH=" + mechanism.decode().upper() not in self.server.capabilities:
            raise Refused(b"NO unsupported mechanism")
        if len(arguments) > 1:
            coded = arguments[1]
            assert isinstance(coded, bytes)
        else:
            self._say(b"+ ")
            coded = self._line()
            self.server.note(coded.decode("latin-1"))
        try:
            said = base64.b64decode(coded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Refused(b"BAD not base64") from None
        pattern = r"user=([^\x01]*)\x01auth=Bearer ([^\x01]*)\x01\x01"
        if mechanism.upper() == b"OAUTHBEARER":
            pattern = r"n,a=([^,\x01]*),\x01(?:host=[^\x01]*\x01|port=\d+\x01)*auth=Bearer ([^\x01]*)\x01\x01"
        shown = re.fullmatch(pattern, said)
        if shown is not None and shown[1] == self.server.user and self.server.holds(shown[2]):
            return self._in()
        self._say(b"+ " + base64.b64encode(json.dumps({"status": "invalid_token"}).encode()))
        self.server.note(self._line().decode("latin-1"))
        raise Refused(b"NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)")

    def _do_list(self, tag: bytes, arguments: list[Word]) -> bytes | None:
        told = "LIST-EXTENDED" not in self.server.capabilities or b"RETURN" in arguments
        for name in self.server.folder_names():
            quoted = utf7(name).replace(b"\\", b"\\\\").replace(b'"', b'\\"')
            more = self.server.attributes.get(name, "") if told else ""
            flags = f"\\HasNoChildren {more}".strip().encode()
            self._say(b'* LIST (%s) "/" "%s"' % (flags, quoted))
        return None

    def _do_examine(self, tag: bytes, arguments: list[Word]) -> bytes | None:
        name = arguments[0]
        assert isinstance(name, bytes)
        self.folder = None
        folder = self.server.folder_on_wire(name)
        if folder is None:
            raise Refused(b"NO [NONEXISTENT] Unknown Mailbox: %s (Failure)" % name)
        with self.server.lock:
            self.folder, self._seen = folder, list(folder.messages)
            self._say(b"* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)")
            self._say(b"* OK [PERMANENTFLAGS ()] nothing may change")
            self._say(b"* %d EXISTS" % len(self._seen))
            self._say(b"* 0 RECENT")
            self._say(b"* OK [UIDVALIDITY %d] held" % folder.uidvalidity)
            self._say(b"* OK [UIDNEXT %d] expected" % folder.uidnext)
            if "CONDSTORE" in self.server.capabilities:
                self._say(b"* OK [HIGHESTMODSEQ %d] so far" % folder.modseq)
        return b"[READ-ONLY] opened"

    def _do_close(self, tag: bytes, arguments: list[Word]) -> bytes | None:
        self.folder = None
        return None

    _do_unselect = _do_close

    def _opened(self) -> Folder:
        if self.folder is None:
            raise Refused(b"BAD no folder is open")
        return self.folder

    def _do_uid_search(self, tag: bytes, arguments: list[Word]) -> bytes | None:
        folder = self._opened()
        if arguments[:1] and isinstance(arguments[0], bytes) and arguments[0].upper() == b"CHARSET":
            charset = arguments[1]
            if not isinstance(charset, bytes) or charset.upper() not in (b"UTF-8", b"US-ASCII"):
                raise Refused(b"NO [BADCHARSET (UTF-8)] unknown charset")
            arguments = arguments[2:]
        with self.server.lock:
            test = Search(arguments, self._seen, by_words=self.server.gmail).test()
            found = [uid for uid in self._seen if (one := folder.messages.get(uid)) is not None and test(one)]
        self._say(b" ".join([b"* SEARCH", *(b"%d" % uid for uid in found)]))
        return None

    def _do_uid_fetch(self, tag: bytes, arguments: list[Word]) -> bytes | None:
        folder = self._opened()
        chosen, asked = arguments[:2]
        items: list[Word] = asked if isinstance(asked, list) else [asked]
        if not is_set(chosen):
            raise Malformed("not a set of UIDs")
        assert isinstance(chosen, bytes)
        for uid in members(chosen, self._seen):
            message = folder.messages.get(uid)
            if message is None or uid in self.server.absent:
                continue
            shown = fetched(message, items, quoted=self.server.quoted_fields)
            self._say(b"* %d FETCH (%s)" % (self._seen.index(uid) + 1, b" ".join(shown)))
        return None

    def _do_idle(self, tag: bytes, arguments: list[Word]) -> bytes | None:
        if "IDLE" not in self.server.capabilities:
            raise Refused(b"BAD no IDLE here")
        self._say(b"+ idling")
        self._news()
        self.server.idling(1)
        try:
            line = self._line(idle=True)
        finally:
            self.server.idling(-1)
        self.server.note(line.decode("latin-1"))
        if line.upper() != b"DONE":
            raise Refused(b"BAD DONE was expected")
        return None

    def _news(self) -> None:
        """Tell which messages went and how many there are, when that changed (RFC 3501, section 7.4)."""
        if self.folder is None:
            return
        with self.server.lock:
            now = list(self.folder.messages)
        gone = set(self._seen) - set(now)
        for place in range(len(self._seen), 0, -1):
            if self._seen[place - 1] in gone:
                self._say(b"* %d EXPUNGE" % place)
        if now != [uid for uid in self._seen if uid not in gone]:
            self._say(b"* %d EXISTS" % len(now))
        self._seen = now
