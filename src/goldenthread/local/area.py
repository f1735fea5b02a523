"""The private server that commands use when DATABASE_URL is not set, with one database for the demo area."""

import os

from goldenthread.local.postgres import Server, home

DATABASE = "goldenthread"
AUTHORITY = "881"
"""Whose a file is that does not say so: the demo holds Essex, and a few children of the next council at its schools."""


def use_private_server() -> Server:
    """Start the private server if need be, make its database, and point this process at it."""
    server = Server(home())
    server.start()
    server.create_database(DATABASE)
    if (home() / "demo.json").exists():
        os.environ.setdefault("GOLDENTHREAD_AUTHORITY", AUTHORITY)
    os.environ["DATABASE_URL"] = f"postgresql:///{DATABASE}?host={server.socket}"
    return server
