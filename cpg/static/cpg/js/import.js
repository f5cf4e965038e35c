/* Poll the progress of an import or a document; without this script, reloading the page shows the same. */
"use strict";

(() => {
  const section = document.querySelector("[data-progress]");
  if (!section) return;
  const bar = section.querySelector("progress");
  const done = section.querySelector("[data-done]");
  const SECOND = 1000;
  const SLOWEST = 15 * SECOND;

  const look = async (wait) => {
    try {
      const response = await fetch(section.dataset.progress, { headers: { Accept: "application/json" } });
      const found = response.ok ? await response.json() : null;
      if (found && !found.running) return window.location.reload();
      if (found) {
        bar.value = found.done;
        done.textContent = found.done;
      }
    } catch {
      /* The network is down: leave the page as it is and try again later. */
    }
    window.setTimeout(() => look(Math.min(wait * 1.2, SLOWEST)), wait);
  };

  window.setTimeout(() => look(SECOND), SECOND);
})();
