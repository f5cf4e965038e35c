// « Et si ? »: ask the server again while the slider moves. Without this script, the button sends the form.

const DELAY = 180;

for (const form of document.querySelectorAll("[data-suppose]")) {
  const result = document.querySelector("[data-suppose-result]");
  let timer = 0;
  let pending = null;

  const ask = async () => {
    pending?.abort();
    pending = new AbortController();
    const query = new URLSearchParams(new FormData(form));
    query.set("partie", "resultat");
    try {
      const answer = await fetch(`${form.getAttribute("action").split("#")[0]}?${query}`, { signal: pending.signal });
      if (answer.ok && !answer.redirected) result.innerHTML = await answer.text();
    } catch {
      // Aborted by a newer request, or the network is down: the button still sends the form.
    }
  };

  // Moved before this came, or put back where it was by the browser.
  const slider = form.querySelector("[type=range]");
  if (slider.value !== slider.defaultValue) ask();

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY);
  });
}
