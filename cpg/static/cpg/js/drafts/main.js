// Keep what is typed in every form until the server accepted it, and put it back where it was typed.
// The grid keeps its cells by itself, in the same storage.

import { FormDraft, textsOf } from "./form.js";
import { watchSession } from "./session.js";
import { isAnythingKept, openStore, removeOld } from "./store.js";
import { write } from "../ordinals.js";

const place = document.getElementById("brouillons");

function start(store) {
  const aloud = document.getElementById("brouillons-annonce");
  const drafts = new Map();
  let isLeaving = false;
  store.forgetReceived();

  for (const mark of document.querySelectorAll("input[name=brouillon][data-key]")) {
    if ("ownDraft" in mark.form.dataset) continue;
    const draft = new FormDraft(mark, store);
    drafts.set(mark.form, draft);
    const found = draft.restore();
    if (found) showRestored(draft, found, aloud);
    draft.remember();
  }
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) for (const draft of drafts.values()) draft.showAgain();
  });
  showWaiting(store, [...document.querySelectorAll("[data-key]")].map((each) => each.dataset.key));

  const typed = ({ target }) => {
    const draft = drafts.get(target.form);
    if (!draft || !target.name) return;
    draft.shown = null;
    const { isEmpty, kept } = draft.keep();
    draft.isTyped = !isEmpty;
    isLeaving = false;
    kept.then((isKept) => showKept(draft, isEmpty, isKept, aloud));
  };
  addEventListener("input", typed);
  addEventListener("change", typed);
  addEventListener("submit", ({ target, defaultPrevented }) => {
    const draft = drafts.get(target);
    if (!draft || defaultPrevented) return;
    if (draft.isTyped) draft.keep();
    isLeaving = true;
  });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && [...drafts.values()].some((draft) => draft.isTyped)) event.preventDefault();
  });
  watchSession(place.dataset, async () => {
    isLeaving = true;
    return await store.turn ? [] : store.all().flatMap(([, draft]) => [...textsOf(draft.typed ?? []), ...cellsIn(draft)]);
  });
  place.dataset.ready = "true";
}

const copy = (name) => document.getElementById(name).content.cloneNode(true).firstElementChild;

function notice(name, draft, throwAway) {
  const box = copy(name);
  for (const each of box.querySelectorAll("[data-label]")) write(each, draft.label);
  const when = new Date(draft.at).toLocaleString("fr-FR", { day: "numeric", month: "long", hour: "numeric", minute: "2-digit" });
  box.querySelector("[data-at]").textContent = when.replace(":", " h ");
  box.querySelector("[data-throw]").addEventListener("click", () => {
    box.remove();
    throwAway();
  });
  place.append(box);
  return box;
}

function showRestored(draft, { at, left }, aloud) {
  const box = notice("brouillon-revenu", { label: draft.label, at }, () => {
    draft.throwAway();
    aloud.textContent = place.dataset.thrown;
  });
  showTexts(box, left);
  aloud.textContent = box.querySelector("strong").textContent;
}

function showTexts(box, texts) {
  const list = box.querySelector("[data-left]");
  for (const text of texts) list.append(Object.assign(document.createElement("p"), { textContent: text }));
  list.hidden = texts.length === 0;
}

// Drafts of other pages, unless the server names them already, and of forms that this page no longer has.
function showWaiting(store, here) {
  const named = new Set([...here, ...[...document.querySelectorAll("[data-kept]")].map((each) => each.dataset.kept)]);
  for (const [key, draft] of store.all()) {
    if (named.has(key) || !draft.page?.startsWith("/") || draft.page.startsWith("//")) continue;
    const box = notice("brouillon-attend", draft, () => store.remove(key));
    const link = box.querySelector("a");
    link.href = draft.page;
    const isHere = link.pathname === location.pathname && link.search === location.search;
    link.hidden = isHere && !draft.cells;
    showTexts(box, isHere ? [...textsOf(draft.typed ?? []), ...cellsIn(draft)] : []);
  }
}

// A grid shows the year of its address, or without one that of the day: its cells may be of another year.
function cellsIn({ cells = {} }) {
  return Object.entries(cells).map(([key, { texts }]) => `${key} : ${Object.values(texts).join(" / ")}`);
}

function showKept(draft, isEmpty, isKept, aloud) {
  draft.line ??= draft.form.appendChild(copy("brouillon-garde"));
  draft.line.hidden = isEmpty;
  const text = isKept ? draft.line.dataset.whenKept : draft.line.dataset.whenLost;
  if (!isEmpty && draft.line.textContent !== text) aloud.textContent = text;
  draft.line.textContent = text;
}

removeOld();
if (place) start(await openStore());
const waits = document.getElementById("brouillons-attendent");
if (waits) waits.hidden = !isAnythingKept();
