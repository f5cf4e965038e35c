// Drafts in the browser's storage, each under its person, its form and the page that wrote it, encrypted by a key that the server
// gives to pages of that person alone: what is left of a session says nothing, nobody else is shown it, and it comes back when they
// sign in again. A page writes its own drafts only: what two tabs type in one form stays beside each other.

import { open, seal, unlock } from "./sealing.js";

const PREFIX = "brouillon";
// Over https the server begins the name so, and no other host of the domain can set it.
const RECEIPT = `${location.protocol === "https:" ? "__Host-" : ""}brouillons-recus`;
const DAYS = 30;
const DAY = 24 * 3600 * 1000;
// The page that this one replaced in its tab may count as open for so long.
const LEAVES_WITHIN = 1000;

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
    await Promise.all(namesFrom(store.start).map((name) => store.#load(name)));
    return store;
  }

  constructor(person) {
    this.start = `${PREFIX} ${person} `;
    this.page = randomName();
    this.keys = [];
    // By form and page, as in the storage.
    this.drafts = new Map();
    this.isKeeping = true;
    this.turn = Promise.resolve(true);
  }

  read(key) { return this.drafts.get(idOf(key, this.page)) ?? null; }

  // [id, draft] of each draft that another page wrote, newest first: of one form, or of all.
  others(key = null) {
    const found = [...this.drafts].filter(([id]) => pageOf(id) !== this.page && (key === null || keyOf(id) === key));
    return found.toSorted(([, one], [, other]) => other.at - one.at);
  }

  own() { return [...this.drafts].filter(([id]) => pageOf(id) === this.page).map(([, draft]) => draft); }

  // At once in the page. The promise tells whether the browser keeps it: without encryption or storage (private mode, full disk)
  // it is in the page only.
  write(key, draft) {
    this.#stayOpen();
    return this.#put(idOf(key, this.page), { ...draft, at: Date.now() });
  }

  // Beside what this page writes, as if a page that is closed had written it. Its id.
  putBeside(key, draft) {
    const id = idOf(key, randomName());
    this.#put(id, draft);
    return id;
  }

  #put(id, kept) {
    this.drafts.set(id, kept);
    this.turn = this.turn.then(() => this.#save(id, kept));
    return this.turn;
  }

  async #save(id, kept) {
    // A newer one comes, or it was accepted meanwhile.
    const isCurrent = () => this.drafts.get(id) === kept;
    if (!isCurrent()) return this.isKeeping;
    const name = this.start + id;
    try {
      const text = await seal(this.keys[0], name, kept);
      if (isCurrent()) localStorage.setItem(name, `${kept.at} ${text}`);
      this.isKeeping = true;
    } catch {
      this.isKeeping = false;
    }
    return this.isKeeping;
  }

  async #load(name) {
    const text = localStorage.getItem(name);
    const draft = await open(this.keys, name, text.slice(text.indexOf(" ") + 1));
    if (draft !== null) this.drafts.set(name.slice(this.start.length), draft);
  }

  remove(key) { this.removeById(idOf(key, this.page)); }

  removeById(id) {
    this.drafts.delete(id);
    try {
      localStorage.removeItem(this.start + id);
    } catch {
      // Without storage nothing was kept.
    }
  }

  // Forget the drafts that this page took over, except those of a tab that is open or that changed since.
  async forgetTaken(drafts) {
    if (drafts.length === 0) return;
    const held = await this.#openPages();
    for (const [id, { at }] of drafts) {
      if (!held.has(lockOf(pageOf(id))) && localStorage.getItem(this.start + id)?.startsWith(`${at} `)) this.removeById(id);
    }
  }

  // A page that keeps something holds a lock for as long as it is open.
  #stayOpen() { this.lock ??= navigator.locks?.request(lockOf(this.page), () => new Promise(() => {})) ?? null; }

  #openPages() {
    this.open ??= new Promise((resolve) => { setTimeout(resolve, LEAVES_WITHIN); }).then(async () => {
      const { held: locks = [] } = await navigator.locks?.query() ?? {};
      return new Set(locks.map(({ name }) => name));
    });
    return this.open;
  }

  // Forget the drafts that the server says it accepted: of each form, those of the pages that its form named.
  forgetReceived() {
    const found = document.cookie.split("; ").find((each) => each.startsWith(`${RECEIPT}=`));
    if (!found) return;
    for (const receipt of found.slice(RECEIPT.length + 1).split(".")) {
      const [key, ...pages] = receipt.split("-");
      for (const page of pages) this.removeById(idOf(key, page));
    }
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `${RECEIPT}=; Max-Age=0; Path=/; SameSite=Lax${secure}`;
  }
}

// Earlier versions wrote one draft a form, without a page.
const idOf = (key, page) => `${key} ${page}`.trim();
export const keyOf = (id) => id.split(" ")[0];
export const pageOf = (id) => id.split(" ")[1] ?? "";
const lockOf = (page) => `${PREFIX} ${page}`;
// Two pages have two names: nothing else hangs on it.
const randomName = () => Date.now().toString(36) + Math.random().toString(36).slice(2, 10);

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
