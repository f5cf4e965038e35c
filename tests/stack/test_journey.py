"""The smoke journey on the whole stack, as `make smoke` walks it against a running address."""

import pytest
from playwright.sync_api import sync_playwright

from tests.support import programs
from tests.support.chromium import FLAGS
from tests.support.journey import walk
from tests.support.stack import Stack


@pytest.mark.browser
def test_a_month_entered_changes_attainment_and_the_quarters_file(stack: Stack) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=programs.chromium(), args=FLAGS)
        walked = walk(browser, stack.url)
        browser.close()
    assert walked.follows, walked
