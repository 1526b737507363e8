"""A TCP proxy on loopback that passes bytes through until a fault: cut, reset, stalled, or ended with BYE."""

from __future__ import annotations

import selectors
import socket
import struct
import threading
from dataclasses import dataclass
from typing import Literal

from mailservers.base import HOST

Fault = tuple[Literal["cut", "reset", "stall", "bye"], int]
_PIECE = 65536
_BYE = b"* BYE gone\r\n"


@dataclass
class Passage:
    """One connection through the proxy: the bytes that went each way, and the fault it met."""

    down: int = 0  # server → client, as passed on
    up: int = 0  # client → server
    fault: Fault | None = None  # what it shall meet
    met: bool = False  # whether it met it
    over: bool = False


class Proxy:
    """Listens on `port` and connects each client to the port it aims at.

    `fault = (kind, offset)` strikes the next connection once exactly `offset` bytes came down from the server;
    `every` strikes each connection that `fault` does not. Kinds: `cut` (an orderly end), `reset` (RST), `stall`
    (nothing passes any more, the connection stays), `bye` (the line `* BYE gone`, then the end; only where the
    proxy sees plain IMAP, and best at the end of a line). `connections` tells what passed. Ends with `close()`.
    """

    host = HOST

    def __init__(self, target: int) -> None:
        self.target = target
        self.fault: Fault | None = None
        self.every: Fault | None = None
        self.connections: list[Passage] = []
        self._changed = threading.Condition()
        self._wake_out, self._wake_in = socket.socketpair()
        self._listener = socket.create_server((HOST, 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Proxy:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wait_for_fault(self, limit: float = 30.0) -> bool:
        """Wait until some connection has met its fault; False after `limit` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: any(one.met for one in self.connections), limit)

    def wait_until_over(self, limit: float = 30.0) -> bool:
        """Wait until every connection made so far has ended, when its counts are final; False after `limit`."""
        with self._changed:
            return self._changed.wait_for(lambda: all(one.over for one in self.connections), limit)

    def close(self) -> None:
        """End every connection and stop listening."""
        self._wake_in.close()  # every selector sees the end of the pair, and nobody reads it away
        for thread in self._threads:
            thread.join()
        self._listener.close()
        self._wake_out.close()

    def _accept(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._listener, selectors.EVENT_READ)
            selector.register(self._wake_out, selectors.EVENT_READ)
            while not any(key.fileobj is self._wake_out for key, _ in selector.select()):
                client, _ = self._listener.accept()
                passage = Passage(fault=self.fault or self.every)
                self.fault = None
                with self._changed:
                    self.connections.append(passage)
                    self._changed.notify_all()
                thread = threading.Thread(target=self._connect, args=(client, passage), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _connect(self, client: socket.socket, passage: Passage) -> None:
        with client:
            try:
                with socket.create_connection((HOST, self.target)) as server:
                    for one in (client, server):
                        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self._pass(client, server, passage)
            except OSError:
                pass  # either end is gone, so the connection is over
            finally:
                with self._changed:
                    passage.over = True
                    self._changed.notify_all()

    def _pass(self, client: socket.socket, server: socket.socket, passage: Passage) -> None:
        stalled = False
        with selectors.DefaultSelector() as selector:
            for one in (client, server, self._wake_out):
                selector.register(one, selectors.EVENT_READ)
            if passage.fault is not None and passage.fault[1] == 0:
                stalled = self._strike(client, passage)
                if not stalled:
                    return
                selector.unregister(server)
            while True:
                ready = {key.fileobj for key, _ in selector.select()}
                if self._wake_out in ready:
                    return
                if client in ready:
                    data = client.recv(_PIECE)
                    if not data:
                        return
                    if not stalled:
                        server.sendall(data)
                        passage.up += len(data)
                if server in ready and not stalled:
                    room = _PIECE if passage.fault is None else passage.fault[1] - passage.down
                    data = server.recv(min(_PIECE, room))
                    if not data:
                        return
                    passage.down += len(data)
                    client.sendall(data)
                    if passage.fault is not None and passage.down == passage.fault[1]:
                        stalled = self._strike(client, passage)
                        if not stalled:
                            return
                        selector.unregister(server)

    def _strike(self, client: socket.socket, passage: Passage) -> bool:
        """Let the fault happen; true when the connection stays open and silent."""
        assert passage.fault is not None
        kind = passage.fault[0]
        with self._changed:
            passage.met = True
            self._changed.notify_all()
        if kind == "bye":
            client.sendall(_BYE)
        elif kind == "reset":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return kind == "stall"
