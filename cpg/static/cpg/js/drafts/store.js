// Drafts in the browser's storage, each under its person and its form: nobody else is shown them.

const PREFIX = "brouillon";
// Over https the server begins the name so, and no other host of the domain can set it.
const RECEIPT = `${location.protocol === "https:" ? "__Host-" : ""}brouillons-recus`;
const DAYS = 30;
const DAY = 24 * 3600 * 1000;

export class Store {
  constructor(person) { this.start = `${PREFIX} ${person} `; }

  read(key) { return readAt(this.start + key); }

  // Whether it is kept: without storage (private mode, full disk) it is in the page only.
  write(key, draft) {
    try {
      localStorage.setItem(this.start + key, JSON.stringify({ ...draft, at: Date.now() }));
      return true;
    } catch {
      return false;
    }
  }

  remove(key) {
    try {
      localStorage.removeItem(this.start + key);
    } catch {
      // Without storage nothing was kept.
    }
  }

  // [key, draft] of each draft of this person.
  all() {
    return names().filter((name) => name.startsWith(this.start))
      .map((name) => [name.slice(this.start.length), readAt(name)])
      .filter(([, draft]) => draft !== null);
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

function readAt(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function names() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX} `));
  } catch {
    return [];
  }
}

export const isAnythingKept = () => names().length > 0;

// Whoever they are of: their authors may never come back to this browser.
export function removeOld() {
  for (const name of names()) {
    if (Date.now() - (readAt(name)?.at ?? 0) > DAYS * DAY) localStorage.removeItem(name);
  }
}
