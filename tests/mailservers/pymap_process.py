"""The process of `pymap_server`: pymap with everybody let in by one password, on a plain and a TLS port.

Run as a script with a folder, a PEM file (key and chain) and the password; writes the two ports into `ports`.
"""

from __future__ import annotations

import asyncio
import os
import signal
import ssl
import sys
from argparse import Namespace
from contextlib import AsyncExitStack
from pathlib import Path

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, Login
from pymap.imap import IMAPServer
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext


class Everybody(dict[str, UserMetadata]):
    """The users: whoever asks is one, with the same password."""

    def __init__(self, config: Config, password: str) -> None:
        super().__init__()
        self._config, self._password = config, password

    def get(self, name: str, default: UserMetadata | None = None) -> UserMetadata | None:  # type: ignore[override]
        """Return the user of that name."""
        return UserMetadata(self._config, name, password=self._password)


def _configuration(context: ssl.SSLContext, *, starttls: bool) -> Config:
    args = Namespace(
        host="127.0.0.1", port=0, debug=False, cert=None, key=None, tls=starttls, passlib_cfg=None,
        proxy_protocol=None, demo_data=False, demo_user="", demo_password="",
    )  # fmt: skip
    return Config.from_args(args, ssl_context=context, hash_context=Cleartext(), invalid_user_sleep=0.0)


async def _serve(folder: Path, pem: Path, password: str) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem)
    config = _configuration(context, starttls=True)
    config.apply_context()
    login = Login(config)
    login.users_dict = Everybody(config, password)
    ports: list[int] = []
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        for settings, tls in ((config, None), (_configuration(context, starttls=False), context)):
            reader = ProxyProtocolReader(settings.proxy_protocol)
            connection = reader.get_callback(IMAPServer(login, settings))
            server = await asyncio.start_server(connection, "127.0.0.1", 0, ssl=tls)
            ports.append(server.sockets[0].getsockname()[1])
            await stack.enter_async_context(server)
        (folder / "ports.new").write_text(" ".join(map(str, ports)), encoding="ascii")
        (folder / "ports.new").rename(folder / "ports")
        await stop.wait()
        os._exit(0)  # connections that are still open need no farewell


if __name__ == "__main__":
    os.environ.setdefault("FQDN", "localhost")  # no look-up of the machine's own name
    asyncio.run(_serve(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
