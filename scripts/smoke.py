"""The smoke journey in Chromium against a running address: `BASE=http://127.0.0.1:8000 python -m scripts.smoke`."""

import os
import sys

from playwright.sync_api import Error, sync_playwright

from tests.support import programs
from tests.support.chromium import FLAGS, wait_for_a_busy_machine
from tests.support.journey import walk


def main() -> int:
    base = (os.environ.get("BASE") or f"http://127.0.0.1:{os.environ.get('PORT') or '8000'}").rstrip("/")
    try:
        with sync_playwright() as playwright:
            wait_for_a_busy_machine()
            browser = playwright.chromium.launch(executable_path=programs.chromium(), args=FLAGS)
            walked = walk(browser, base)
            browser.close()
    except (AssertionError, Error) as error:
        print(f"Le parcours s’arrête\u00a0: {error}", file=sys.stderr)
        return 1
    except programs.ProgramMissingError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Saisi\u00a0: {walked.before} → {walked.entered}.")
    print(f"Fichier du trimestre\u00a0: {walked.file_before} → {walked.file_after}.")
    return 0 if walked.follows else 1


if __name__ == "__main__":
    sys.exit(main())
