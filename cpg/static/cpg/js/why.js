// « Pourquoi ce chiffre ? » opens in place. In a register its steps are read from the page of the indicator when they
// are asked for: without this module, or when they cannot be read, the link to that page is there. On that page they are
// all there, and a link to them opens them where the browser does not.

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

function openTarget() {
  const folded = document.getElementById(location.hash.slice(1))?.closest("details:not([open])");
  if (!folded) return;
  folded.open = true;
  folded.scrollIntoView();
}

addEventListener("hashchange", openTarget);
openTarget();
