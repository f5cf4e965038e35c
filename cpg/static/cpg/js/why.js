// « Pourquoi ce chiffre ? » opens in place: its steps are read from the page of the indicator when they are asked for.
// Without this module, or when they cannot be read, the link to that page is there.

async function steps(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".pourquoi > ol");
}

async function fill(details) {
  const link = details.querySelector("a[href]");
  details.dataset.why = "read";
  details.setAttribute("aria-busy", "true");
  try {
    const found = await steps(link.href);
    if (!found) return;
    for (const each of found.querySelectorAll("details")) each.open = false;
    link.closest("p").before(found);
  } catch {
    // The link stays.
  } finally {
    details.removeAttribute("aria-busy");
  }
}

// A toggle does not bubble: it is caught on its way down.
document.addEventListener("toggle", ({ target }) => {
  if (target.open && target.dataset?.why === "") fill(target);
}, true);

document.addEventListener("keydown", ({ key, target }) => {
  const open = key === "Escape" && target.closest?.("details[data-why][open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
