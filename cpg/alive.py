"""`python -m cpg.alive`: whether the web server of this container answers, for its own health check."""

import os
import ssl
import sys
from pathlib import Path
from urllib.request import urlopen

from cpg.settings.links import TRUSTED

SECONDS = 3


def main() -> int:
    port, folder = os.environ.get("WEB_PORT", "8000"), os.environ.get("TLS_DIR", "")
    try:
        if folder:
            trusted = ssl.create_default_context(cafile=Path(folder) / TRUSTED)
            urlopen(f"https://localhost:{port}/healthz", timeout=SECONDS, context=trusted).close()
        else:
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=SECONDS).close()
    except OSError as error:
        sys.stderr.write(f"{type(error).__name__}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
