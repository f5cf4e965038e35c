// Keyboard navigation between the committee's screens. Screens are replaced within the page, because leaving a page ends
// full-screen mode;
// without this script, or when it fails, they are links.

const KEYS = {
  ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev", Home: "first", End: "last",
};
const SCROLLS = new Set(["PageDown", "PageUp"]);

const isBusy = (target) => Boolean(target.closest("input, select, textarea"))
  || (target.closest(".defile")?.scrollWidth ?? 0) > (target.closest(".defile")?.clientWidth ?? 0);

// A screen that is taller than the window is scrolled to its end before the next one is shown.
const mayScroll = (key) => {
  const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
  if (key === "PageDown") return scrollTop + clientHeight < scrollHeight - 2;
  return key === "PageUp" && scrollTop > 2;
};

const show = async (address) => {
  try {
    const answer = await fetch(address);
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.title = read.title;
    document.querySelector("main").replaceWith(document.adoptNode(read.querySelector("main")));
    prepare();
    window.scrollTo(0, 0);
    const heading = document.querySelector("main h1");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    return true;
  } catch {
    window.location.assign(address);
    return false;
  }
};

const go = async (link) => {
  if (link && await show(link.href)) window.history.pushState(null, "", link.href);
};

// Key presses queue: each goes on from the screen that the previous one loads, however slow it is.
let last = Promise.resolve();
const follow = (step) => { last = last.then(step); };

const prepare = () => {
  const button = document.querySelector("[data-full-screen]");
  // The screens under each other, for paper, have none.
  if (!button) return;
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
};

document.addEventListener("keydown", (event) => {
  const rel = KEYS[event.key];
  if (!rel || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || isBusy(event.target)) return;
  if (SCROLLS.has(event.key) && mayScroll(event.key)) return;
  const link = () => document.querySelector(`.pas a[rel="${rel}"]`);
  if (!link()) return;
  event.preventDefault();
  follow(() => go(link()));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".pas a[rel]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  follow(() => go(link));
});

window.addEventListener("popstate", () => follow(() => show(window.location.href)));
prepare();
