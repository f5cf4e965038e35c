// Drafts in the browser's storage, each under its person and its form, encrypted by a key that the server gives to pages of that
// person alone: what is left of a session says nothing, nobody else is shown it, and it comes back when they sign in again.

import { open, seal, unlock } from "./sealing.js";

const PREFIX = "brouillon";
// Over https the server begins the name so, and no other host of the domain can set it.
const RECEIPT = `${location.protocol === "https:" ? "__Host-" : ""}brouillons-recus`;
const DAYS = 30;
const DAY = 24 * 3600 * 1000;

let opened = null;

// The one store of this page: what one script writes, the others read.
export function openStore() {
  opened ??= Store.open(document.getElementById("brouillons").dataset);
  return opened;
}

class Store {
  static async open({ person, keys }) {
    const store = new Store(person);
    try {
      store.keys = await unlock(keys);
    } catch {
      // Without https a browser encrypts nothing, and so nothing is kept.
    }
    await Promise.all(namesFrom(store.start).map((name) => store.#load(name, localStorage.getItem(name))));
    // Other tabs of the same person.
    addEventListener("storage", ({ key, newValue }) => {
      if (key?.startsWith(store.start)) store.#load(key, newValue);
    });
    return store;
  }

  constructor(person) {
    this.start = `${PREFIX} ${person} `;
    this.keys = [];
    this.drafts = new Map();
    this.isKeeping = true;
    this.turn = Promise.resolve(true);
  }

  read(key) { return this.drafts.get(key) ?? null; }

  // [key, draft] of each draft of this person.
  all() { return [...this.drafts]; }

  // At once in the page. The promise tells whether the browser keeps it: without encryption or storage (private mode, full disk)
  // it is in the page only.
  write(key, draft) {
    const kept = { ...draft, at: Date.now() };
    this.drafts.set(key, kept);
    this.turn = this.turn.then(() => this.#save(key, kept));
    return this.turn;
  }

  async #save(key, kept) {
    // A newer one comes, or it was accepted meanwhile.
    const isCurrent = () => this.drafts.get(key) === kept;
    if (!isCurrent()) return this.isKeeping;
    const name = this.start + key;
    try {
      const text = await seal(this.keys[0], name, kept);
      if (isCurrent()) localStorage.setItem(name, `${kept.at} ${text}`);
      this.isKeeping = true;
    } catch {
      this.isKeeping = false;
    }
    return this.isKeeping;
  }

  async #load(name, text) {
    const key = name.slice(this.start.length);
    const draft = text === null ? null : await open(this.keys, name, text.slice(text.indexOf(" ") + 1));
    if (draft === null) this.drafts.delete(key);
    else this.drafts.set(key, draft);
  }

  remove(key) {
    this.drafts.delete(key);
    try {
      localStorage.removeItem(this.start + key);
    } catch {
      // Without storage nothing was kept.
    }
  }

  // Forget the forms that the server says it accepted.
  forgetReceived() {
    const found = document.cookie.split("; ").find((each) => each.startsWith(`${RECEIPT}=`));
    if (!found) return;
    for (const key of found.slice(RECEIPT.length + 1).split(".")) this.remove(key);
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${RECEIPT}=; Max-Age=0; Path=/; SameSite=Lax${secure}`;
  }
}

function namesFrom(start) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(start));
  } catch {
    return [];
  }
}

export const isAnythingKept = () => namesFrom(`${PREFIX} `).length > 0;

// Whoever they are of: their authors may never come back to this browser. So do those of an earlier version, in the clear.
export function removeOld() {
  for (const name of namesFrom(`${PREFIX} `)) {
    const at = Number(localStorage.getItem(name)?.split(" ", 1)[0]);
    if (!(Date.now() - at <= DAYS * DAY)) localStorage.removeItem(name);
  }
}
