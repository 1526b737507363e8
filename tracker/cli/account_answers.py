"""What is known of an account to be added, and the account that it makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import BadUse

if TYPE_CHECKING:
    from tracker.settings import Settings
    from tracker.workflow.accounts import Account

UNNAMED = "new"  # what an account is called in sentences about it while it has no name


@dataclass
class Answers:
    """What is known of an account to be added: from options first, the rest from answers."""

    name: str = ""
    host: str = ""
    port: int = 0
    security: str = ""
    user: str = ""
    folders: tuple[str, ...] = ()
    lists: dict[str, str] = field(default_factory=dict)
    password_command: str = ""
    password_variable: str = ""
    keyring: bool = False
    token_command: str = ""
    mechanism: str = ""
    authority: Path | None = None

    @property
    def ways(self) -> list[str]:
        """How the secret is to be got: the options that say so."""
        given = {
            "--password-command": self.password_command,
            "--password-variable": self.password_variable,
            "--keyring": self.keyring,
            "--token-command": self.token_command,
        }
        return [option for option, value in given.items() if value]

    @property
    def complete(self) -> bool:
        """True when defaults can stand in for whatever is still open."""
        return bool(self.user and self.ways)

    def check(self) -> None:
        """Refuse what is wrong with what is known so far, whatever the rest will be; BadUse says what."""
        from tracker.workflow import accounts

        if len(self.ways) > 1:
            raise BadUse(f"{' and '.join(self.ways)} were both given.", "the secret comes from one place")
        open_ = "" if self.ways else "yet to be said"
        accounts.Account(
            name=self.name or UNNAMED,
            host=self.host or "localhost",
            user=self.user or "somebody",
            folders=self.folders or ("INBOX",),
            security=self.security or "tls",
            port=self.port,
            password_command=self.password_command or ("" if self.mechanism else open_),
            password_variable=self.password_variable,
            keyring=self.keyring,
            token_command=self.token_command or (open_ if self.mechanism else ""),
            mechanism=self.mechanism or "xoauth2",
        )

    def account(self, settings: Settings) -> Account:
        """Return the account that they make, with defaults where they are silent; BadUse says what is wrong."""
        from tracker.workflow import accounts

        suggested = accounts.suggest(self.user, settings)
        host = self.host or suggested.host
        if not host:
            raise BadUse("Nothing says which host has the mail.", "give --host, such as imap.example.org")
        return accounts.Account(
            name=self.name or suggested.name,
            host=host,
            user=self.user,
            folders=self.folders or ("INBOX",),
            security=self.security or "tls",
            port=self.port,
            password_command=self.password_command,
            password_variable=self.password_variable,
            keyring=self.keyring,
            token_command=self.token_command,
            mechanism=self.mechanism or "xoauth2",
            authority=self.authority.expanduser().resolve() if self.authority else None,
        )
