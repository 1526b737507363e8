"""What people write by hand: fetch every message of a folder that is not here yet, 500 at a time, into one file.

Run as `python -m bench.imap.everything HOST PORT USER FOLDER FILE`, the password in BENCH_PASSWORD. `FILE.uid`
keeps the last UID seen.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from imapclient import IMAPClient

BATCH = 500


def main(host: str, port: str, user: str, folder: str, file: str) -> None:
    """Fetch what is new."""
    seen = Path(f"{file}.uid")
    last = int(seen.read_text(encoding="ascii")) if seen.exists() else 0
    with IMAPClient(host, int(port), ssl=False) as client:
        client.login(user, os.environ["BENCH_PASSWORD"])
        client.select_folder(folder, readonly=True)
        uids = [uid for uid in client.search(["UID", f"{last + 1}:*"]) if uid > last]
        with Path(file).open("ab") as mails:
            for at in range(0, len(uids), BATCH):
                mails.writelines(
                    b"From sample\n" + answer[b"BODY[]"] + b"\n"
                    for answer in client.fetch(uids[at : at + BATCH], ["BODY.PEEK[]"]).values()
                )
    seen.write_text(str(max(uids, default=last)), encoding="ascii")


if __name__ == "__main__":
    main(*sys.argv[1:])
