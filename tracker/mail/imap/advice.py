"""How a hint tells a person to change an account: by tracker.toml where it stands, by the command that is adding it."""

from __future__ import annotations


class Advice:
    """The words of hints about the account `name`; `adding` says that it does not stand in tracker.toml yet."""

    def __init__(self, name: str, adding: bool) -> None:
        self.adding = adding
        self._name = name

    def check(self, *keys: str) -> str:
        """Return the advice to look at these keys again."""
        listed = " and ".join(", ".join(keys).rsplit(", ", 1))
        return f"check {listed}" if self.adding else f"check {listed} in tracker.toml"

    def put(self, key: str, value: str) -> str:
        """Return the advice to give a key this value."""
        return f"give --{key} {value}" if self.adding else f'write {key} = "{value}"'

    def authority(self, what: str) -> str:
        """Return the advice to name the PEM file of `what`."""
        if self.adding:
            return f"give --certificate-authority PEM, {what}"
        return f'write certificate-authority = "…" with {what}'

    def use(self, key: str) -> str:
        """Return the advice to think of another key."""
        return f"see --{key}" if self.adding else f"see {key}"

    def run(self, source: str) -> str:
        """Return the advice to run the account's own command by hand."""
        return f"run the {source}{'' if self.adding else ' of tracker.toml'} yourself and see what it says"

    @property
    def then(self) -> str:
        """What to do once that is mended."""
        return "then run `account add` again" if self.adding else f"then `tracker account test {self._name}`"

    @property
    def again(self) -> str:
        """What to do about something that may pass."""
        return (
            "try again"
            if self.adding
            else f"try again; if it stays so, see `tracker account test {self._name}`"
        )
