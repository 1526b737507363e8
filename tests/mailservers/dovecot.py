"""A throwaway Dovecot 2.3: its own folder, its own ports, nothing of the machine's configuration touched."""

from __future__ import annotations

import grp
import itertools
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path

from imapclient.imap_utf7 import encode as utf7

from mailservers.base import HOST, TokenServer, new_secret
from mailservers.certificates import Certificates
from mailservers.introspection import Introspection
from mailservers.running import Guarded, free_ports, greeting, short_folder

_CONFIGURATION = """
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/log
instance_name = {mark}
login_greeting = {mark}
listen = 127.0.0.1
protocols = imap
ssl = yes
ssl_cert = <{pem}
ssl_key = <{pem}
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0
mail_max_userip_connections = 1000
mail_fsync = never
mail_uid = {mail_uid}
mail_gid = {mail_gid}
first_valid_uid = 1
first_valid_gid = 0
mail_home = {dir}/home/%u
mail_location = maildir:~/Maildir:LAYOUT=fs
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Entwurf {{
    special_use = \\Drafts
  }}
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {dir}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={mail_uid} gid={mail_gid} home={dir}/home/%u
}}
service imap-login {{
  service_count = 0
  client_limit = 1000
  process_min_avail = 1
  {login_chroot}
  inet_listener imap {{
    address = 127.0.0.1
    port = {plain_port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  {chroot}
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  {chroot}
}}
{users}
"""

_INTROSPECTION = """
introspection_mode = post
introspection_url = http://127.0.0.1:{port}/introspect
username_attribute = username
active_attribute = active
active_value = true
"""


@cache
def program() -> str | None:
    """Return the path of a Dovecot that understands the configuration above (2.3), None where there is none.

    It also asks that the user has a name, which Dovecot wants to know; some containers give a bare number.
    """
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/sbin"])
    found = shutil.which("dovecot", path=path)
    if found is None or not _have_names():
        return None
    answer = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    return found if answer.stdout.startswith("2.3.") else None


def _have_names() -> bool:
    try:
        pwd.getpwuid(os.getuid())
        grp.getgrgid(os.getgid())
        pwd.getpwnam("nobody")
    except KeyError:
        return False
    return True


class Dovecot:
    """A running Dovecot. Everybody may log in, with one password: a new user needs a new name and no more.

    A folder `Entwurf`, where one is made, is the one for drafts (RFC 6154).
    """

    def __init__(self, certificates: Certificates) -> None:
        path = program()
        assert path is not None, "Dovecot 2.3 is not installed"
        self.authority = certificates.authority
        self.password = new_secret("password")
        self.introspection = Introspection()
        self._names = itertools.count(1)
        try:
            self._start(path, certificates.pem["good"])
        except BaseException:
            self.introspection.close()
            raise

    def _start(self, path: str, pem: Path) -> None:
        for _ in range(5):  # somebody else may take a port between our choosing and Dovecot's listening
            self.folder = short_folder("tdc")
            mark = self.folder.name
            self.plain_port, self.tls_port = free_ports(2)
            try:
                self._configure(mark, pem)
            except BaseException:
                shutil.rmtree(self.folder)
                raise
            self._process = Guarded([path, "-F", "-c", str(self.folder / "conf")], self.folder)
            if self._process.wait_until(
                lambda mark=mark: mark.encode() in greeting(self.plain_port),  # type: ignore[misc]
                lambda said: "Fatal:" in said,
            ):
                return
            said = self._process.output()
            self._process.stop()
            if "Address already in use" not in said:
                break
        raise RuntimeError(f"Dovecot did not start: {said[-2000:]}")

    def _configure(self, mark: str, pem: Path) -> None:
        self._owner: tuple[int, int] | None = None
        mail_uid, mail_gid, users, chroot = os.getuid(), os.getgid(), "", "chroot ="
        if os.getuid() == 0:
            nobody = pwd.getpwnam("nobody")
            mail_uid, mail_gid = self._owner = nobody.pw_uid, nobody.pw_gid
            chroot = ""
        else:
            me, group = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
            users = (
                f"default_internal_user = {me}\ndefault_internal_group = {group}\ndefault_login_user = {me}\n"
            )
        text = _CONFIGURATION.format(
            dir=self.folder,
            mark=mark,
            pem=pem,
            mail_uid=mail_uid,
            mail_gid=mail_gid,
            password=self.password,
            plain_port=self.plain_port,
            tls_port=self.tls_port,
            users=users,
            chroot=chroot,
            login_chroot=chroot,
        )
        (self.folder / "conf").write_text(text, encoding="utf-8")
        oauth2 = _INTROSPECTION.format(port=self.introspection.port)
        (self.folder / "oauth2.conf").write_text(oauth2, encoding="utf-8")
        self.folder.chmod(0o711)
        self.own(self.folder / "home")

    def own(self, folder: Path) -> None:
        """Make a folder that Dovecot's mail processes may write."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self._owner is not None:
            os.chown(folder, *self._owner)

    def new_user(self) -> DovecotMailbox:
        """Return the empty mailbox of a new user."""
        return DovecotMailbox(self, f"responder{next(self._names)}")

    def stop(self) -> None:
        """Stop the server and remove its mail."""
        self._process.stop()
        self.introspection.close()


class DovecotMailbox(TokenServer):
    """One user's mail on a Dovecot; messages are put straight into the Maildir."""

    kind = "dovecot"

    def __init__(self, dovecot: Dovecot, user: str) -> None:
        super().__init__(user, dovecot.password, dovecot.plain_port, dovecot.tls_port, dovecot.authority)
        self._dovecot = dovecot
        self._home = dovecot.folder / "home" / user
        self._arrived = itertools.count(int(time.time()) - 10_000_000)
        self.token_file = dovecot.folder / f"{user}.token"
        for folder in (self._home, self._home / "Maildir"):
            dovecot.own(folder)
        self._maildir("INBOX")

    def close(self) -> None:
        """Remove the user's mail."""
        super().close()
        self.token_file.unlink(missing_ok=True)
        shutil.rmtree(self._home, ignore_errors=True)

    def _path(self, folder: str) -> Path:
        path = self._home / "Maildir"
        return path if folder.upper() == "INBOX" else path.joinpath(*utf7(folder).decode("ascii").split("/"))

    def _maildir(self, folder: str) -> Path:
        path = self._path(folder)
        for parent in reversed(path.relative_to(self._home / "Maildir").parents):
            self._dovecot.own(self._home / "Maildir" / parent)
        for one in (path, path / "cur", path / "new", path / "tmp"):
            self._dovecot.own(one)
        return path

    def make(self, folder: str) -> None:
        """Make a folder, straight in the Maildir."""
        self._maildir(folder)

    def deliver_many(self, folder: str, messages: Iterable[tuple[bytes, datetime | None]]) -> None:
        """Put messages into a folder as a delivery agent does: written to `tmp`, renamed into `new`.

        A name starts with a time that grows by one a message, because Dovecot numbers new files by it; it ends
        with the sizes as stored and as sent (`S`, `W`), so that Dovecot need not read each file for them.
        """
        path = self._path(folder)
        assert (path / "new").is_dir(), f"no such folder: {folder}"
        new, tmp = str(path / "new"), str(path / "tmp")
        for raw, date in messages:
            sent = len(raw) + raw.count(b"\n") - raw.count(b"\r\n")
            name = f"{next(self._arrived)}.M0P{os.getpid()}.{HOST},S={len(raw)},W={sent}"
            handle = os.open(f"{tmp}/{name}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            try:
                os.write(handle, raw)
                if date is not None:
                    os.utime(handle, (date.timestamp(), date.timestamp()))
            finally:
                os.close(handle)
            os.rename(f"{tmp}/{name}", f"{new}/{name}")  # noqa: PTH104 - twenty thousand times

    def renumber(self, folder: str = "INBOX") -> None:
        """Forget Dovecot's list of UIDs and its index: it numbers the same files anew."""
        before = self.uidvalidity(folder)
        for path in self._path(folder).glob("dovecot*"):
            if path.name == "dovecot-uidlist" or path.name.startswith("dovecot.index"):
                path.unlink()
        assert self.uidvalidity(folder) != before

    def issue(self) -> str:
        """Return a new token that lets the user in."""
        return self._dovecot.introspection.issue(self.user)

    def expire(self, token: str) -> None:
        """Make a token invalid."""
        self._dovecot.introspection.expire(token)
