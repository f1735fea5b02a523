"""The private server that commands use when DATABASE_URL is not set, with one database for the demo area."""

import os

from goldenthread.local.postgres import Server, home

DATABASE = "goldenthread"


def use_private_server() -> Server:
    """Start the private server if need be, make its database, and point this process at it."""
    server = Server(home())
    server.start()
    server.create_database(DATABASE)
    os.environ["DATABASE_URL"] = f"postgresql:///{DATABASE}?host={server.socket}"
    return server
