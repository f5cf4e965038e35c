// A filter acts when it is chosen. With the keyboard each arrow changes a list or a group of buttons, so what was
// chosen so acts with Enter. The control has the focus again on the page that follows.

const KEPT = "cpg filtre";
const CONTROLS = "select, input[type=radio], input[type=checkbox]";
// Keys that take what is shown, in a list that is open as on a button; every other key only moves.
const TAKES = new Set(["Enter", " "]);

function remember(control) {
  const value = control.type === "select-one" ? null : control.value;
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ path: location.pathname, name: control.name, value }));
  } catch {
    // Without storage the page that follows starts at its top, as after the button.
  }
}

function remembered() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEPT));
    sessionStorage.removeItem(KEPT);
    return found?.path === location.pathname ? found : null;
  } catch {
    return null;
  }
}

function focusAgain() {
  const found = remembered();
  if (!found) return;
  const named = [...document.querySelectorAll("form[data-filters] [name]")].filter((each) => each.name === found.name);
  named.find((each) => each.type !== "hidden" && (found.value === null || each.value === found.value))?.focus();
}

function start(form) {
  let isMoving = false;
  let isWaiting = false;
  const act = (control) => {
    remember(control);
    // An anchor in the address would take the focus away; the focus brings the page to the filters.
    const address = new URL(form.action);
    address.hash = "";
    form.action = address.href;
    form.requestSubmit();
  };
  const note = form.querySelector("[data-filters-note]");
  for (const control of form.querySelectorAll(CONTROLS)) control.setAttribute("aria-describedby", note.id);
  form.addEventListener("pointerdown", () => { isMoving = false; });
  form.addEventListener("keydown", (event) => {
    isMoving = !TAKES.has(event.key);
    if (event.key !== "Enter" || !isWaiting || !event.target.matches(CONTROLS)) return;
    event.preventDefault();
    act(event.target);
  });
  form.addEventListener("change", ({ target }) => {
    if (!target.matches(CONTROLS)) return;
    isWaiting = isMoving;
    if (!isMoving) act(target);
  });
  addEventListener("pageshow", ({ persisted }) => {
    // Back: the filters are those of the page again, not those that were chosen last.
    if (persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward") form.reset();
  });
}

for (const form of document.querySelectorAll("form[data-filters]")) start(form);
focusAgain();
