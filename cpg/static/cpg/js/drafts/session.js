// When the session ends (by the clock, in another tab, or by signing out), or another one takes its place, what this page shows of it
// goes, with or without the server.

// A cookie that lasts as long as the session, another text for each.
const NAME = `${location.protocol === "https:" ? "__Host-" : ""}session-ouverte`;
const LOOKS_EVERY = 3000;
const PRESENT_EVERY = 300_000;

const session = () => document.cookie.split("; ").find((each) => each.startsWith(`${NAME}=`));

// `leave` answers with the texts that the browser could not keep: they stay on the screen of who typed them.
export function watchSession({ address }, leave) {
  const own = session();
  if (!own) return;
  const isOpen = () => session() === own;
  let presentAt = Date.now();
  let isOver = false;
  const look = async () => {
    if (isOver || isOpen()) return;
    isOver = true;
    clearInterval(timer);
    clear(await leave());
  };
  const timer = setInterval(look, LOOKS_EVERY);
  addEventListener("pageshow", look);
  document.addEventListener("visibilitychange", look);
  // Who types uses the session.
  addEventListener("input", () => {
    if (Date.now() - presentAt < PRESENT_EVERY || !isOpen()) return;
    presentAt = Date.now();
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    fetch(address, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "manual" }).catch(() => {});
  });
}

function clear(texts) {
  const notice = document.getElementById("session-finie").content.cloneNode(true).firstElementChild;
  const link = notice.querySelector("a");
  link.href = `${link.dataset.address}?next=${encodeURIComponent(location.pathname + location.search)}`;
  const list = notice.querySelector("[data-left]");
  for (const text of texts) list.append(Object.assign(document.createElement("p"), { textContent: text }));
  list.hidden = texts.length === 0;
  const heading = Object.assign(document.createElement("h1"), { textContent: notice.dataset.title, tabIndex: -1 });
  notice.firstElementChild.prepend(heading);
  document.title = `${notice.dataset.title} – Suivi du CPG`;
  document.body.replaceChildren(notice);
  sessionStorage.clear();
  heading.focus();
}
