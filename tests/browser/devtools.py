"""A small client of a headless Chromium's DevTools protocol: open a page, set how it is shown, ask, photograph."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import websocket

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_WAIT = 300  # seconds for one answer; the checker takes its time over a long page


class BrowserError(Exception):
    """The browser is not there, or did not do what it was asked."""


class Browser:
    """One tab of a browser; what it asked the network for is kept in `requests`."""

    def __init__(self, socket: websocket.WebSocket) -> None:
        """Take the open connection to the browser, and open a tab in it."""
        self._socket = socket
        self._last = 0
        self._session = ""
        self._seen: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and return its result; BrowserError with the browser's words when it fails."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._socket.send(json.dumps(message))
        while True:
            found = json.loads(self._socket.recv())
            if found.get("id") == self._last:
                if "error" in found:
                    raise BrowserError(f"{method}: {found['error']['message']}")
                result: dict[str, Any] = found["result"]
                return result
            if "method" in found:
                self._seen.append(found)

    def open(self, url: str, width: int, dark: bool, print_style: bool = False) -> None:
        """Open `url` in a window of `width` pixels, light or dark, and wait until it is loaded."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media="print" if print_style else "", features=[scheme])
        self._seen.clear()
        self.call("Page.navigate", url=url)
        while not any(one["method"] == "Page.loadEventFired" for one in self._seen):
            found = json.loads(self._socket.recv())
            if "method" in found:
                self._seen.append(found)

    @property
    def requests(self) -> list[str]:
        """Every address that was asked for since the page was opened, the page's own first."""
        return [
            one["params"]["request"]["url"]
            for one in self._seen
            if one["method"] == "Network.requestWillBeSent"
        ]

    @property
    def complaints(self) -> list[str]:
        """What the browser said of the page: breaches of its policy, errors, warnings."""
        self.evaluate("1")
        logged = [one["params"]["entry"]["text"] for one in self._seen if one["method"] == "Log.entryAdded"]
        thrown = ["an exception" for one in self._seen if one["method"] == "Runtime.exceptionThrown"]
        return logged + thrown

    def evaluate(self, script: str) -> Any:
        """Return what `script` comes to in the page, promises awaited; it stands outside the page's own policy."""
        found = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in found:
            raise BrowserError(str(found["exceptionDetails"].get("exception", found["exceptionDetails"])))
        return found["result"].get("value")

    def photograph(self, path: Path) -> None:
        """Write the whole page as a PNG."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 12_000), "scale": 1}
        shot = self.call("Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))

    def print(self, path: Path) -> None:
        """Write the page as it would be printed, as a PDF."""
        made = self.call("Page.printToPDF", preferCSSPageSize=False, printBackground=True)
        path.write_bytes(base64.b64decode(made["data"]))


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a Chromium of our own with an empty profile, and end it afterwards."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        raise BrowserError(f"No browser is on PATH; one of {', '.join(NAMES)} is needed.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [
                program, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--remote-debugging-port=0",
                f"--user-data-dir={profile}", "about:blank",
            ],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip
        try:
            socket = websocket.create_connection(_address(process), timeout=_WAIT, suppress_origin=True)
            try:
                yield Browser(socket)
            finally:
                socket.close()
        finally:
            process.terminate()
            process.wait(timeout=_WAIT)
            assert process.stderr is not None
            process.stderr.close()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if match := re.search(r"ws://\S+", line):
            return match.group()
    raise BrowserError("The browser ended before it said where it listens.")
