"""How the tests start Chromium, and how long they wait for it: for a machine without screen or network, where they may
run as root, and which may be busy with something else.
"""

from playwright.sync_api import expect

WAIT_MILLISECONDS = 30_000

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


def wait_for_a_busy_machine() -> None:
    """How long a state takes to come says how busy the machine is: what is never there fails all the same."""
    expect.set_options(timeout=WAIT_MILLISECONDS)
