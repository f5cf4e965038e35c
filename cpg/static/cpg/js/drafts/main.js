// Keep what is typed in every form until the server accepted it, and put it back where it was typed.
// The grid keeps its cells by itself, in the same storage.

import { FormDraft, namePages, textsOf } from "./form.js";
import { watchSession } from "./session.js";
import { isAnythingKept, keyOf, openStore, pageOf, removeOld } from "./store.js";
import { write } from "../ordinals.js";

const place = document.getElementById("brouillons");
// A page that refuses a form keeps it too, once it is shown.
const SHOWN_WITHIN = 5000;

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
    for (const other of draft.beside()) showBeside(draft, other, aloud);
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
  addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
    if (defaultPrevented) return;
    if (submitter?.name === "formulaire") nameKept(store, [...drafts.values()], target, submitter.value);
    const draft = drafts.get(target);
    if (!draft) return;
    if (draft.isTyped) draft.keep();
    namePages(target, draft.pages);
    isLeaving = true;
  });
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && [...drafts.values()].some((draft) => draft.isTyped)) event.preventDefault();
  });
  watchSession(place.dataset, async () => {
    isLeaving = true;
    return await store.turn ? [] : store.own().flatMap((draft) => [...textsOf(draft.typed ?? []), ...cellsIn(draft)]);
  });
  place.dataset.ready = "true";
}

// Throwing away what the server kept throws away what the form that shows it holds, else what was sent or shown then.
function nameKept(store, drafts, form, key) {
  const keptAt = 1000 * Number(form.closest("[data-kept]").dataset.keptAt);
  const sent = () => store.others(key).filter(([, { at }]) => at < keptAt + SHOWN_WITHIN).map(([id]) => pageOf(id));
  namePages(form, drafts.find((draft) => draft.key === key)?.pages ?? sent());
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

// What another tab typed in the same form: the person chooses which one the form holds, and loses neither.
function showBeside(draft, other, aloud) {
  const [id, { at, typed }] = other;
  const box = notice("brouillon-autre", { label: draft.label, at }, () => {
    draft.store.removeById(id);
    aloud.textContent = place.dataset.thrown;
  });
  showTexts(box, textsOf(typed));
  box.querySelector("[data-take]").addEventListener("click", () => {
    const { beside, left } = draft.swap(other);
    box.remove();
    if (beside) showBeside(draft, beside, aloud);
    if (left.length > 0) showRestored(draft, { at, left }, aloud);
    aloud.textContent = place.dataset.taken;
    draft.form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  });
}

function showTexts(box, texts) {
  const list = box.querySelector("[data-left]");
  for (const text of texts) list.append(Object.assign(document.createElement("p"), { textContent: text }));
  list.hidden = texts.length === 0;
}

// Drafts of other pages, unless the server names them already, and of forms that this page no longer has.
function showWaiting(store, here) {
  const named = new Set([...here, ...[...document.querySelectorAll("[data-kept]")].map((each) => each.dataset.kept)]);
  for (const [id, draft] of store.others()) {
    if (named.has(keyOf(id)) || !draft.page?.startsWith("/") || draft.page.startsWith("//")) continue;
    const box = notice("brouillon-attend", draft, () => store.removeById(id));
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
