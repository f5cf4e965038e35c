"""How the tests start Chromium, and how long they wait for it: for a machine without screen or network, where they may
run as root, and which may be busy with something else.
"""

from playwright.sync_api import expect

WAIT_MILLISECONDS = 30_000

# Of a switch given twice the last one counts: the names that Playwright gives come first. The last two are the web
# pages of the address bar, which each window loads beside ours: half the time of a small page.
WITHOUT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
    "PreconnectToSearch", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
)  # fmt: skip
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    f"--disable-features={','.join(WITHOUT)}",
]  # fmt: skip


def wait_for_a_busy_machine() -> None:
    """How long a state takes to come says how busy the machine is: what is never there fails all the same."""
    expect.set_options(timeout=WAIT_MILLISECONDS)
