// Sends the cells one after the other, each from the version that it was read from. What does not arrive is kept and
// sent again; what somebody else changed meanwhile is for the person to choose.

import { same } from "./cells.js";

const PAUSES = [1000, 2000, 5000, 10000];
const LOGIN = "Votre session a pris fin.";

export class Saver {
  constructor(form, cells, memory, telling) {
    Object.assign(this, { form, cells, memory, telling });
    this.queue = new Set();
    this.running = null;
    this.failures = 0;
    addEventListener("online", () => this.wake?.());
  }

  get unsaved() { return [...this.cells.values()].filter((cell) => cell.isUnsaved); }

  // Takes the cell as it is now. `extra` are further fields: a comment, an absence, a reason, a choice.
  ask(cell, extra = null) {
    if (!extra && !cell.isDirty) {
      if (cell.state !== "saving") this.#settle(cell);
      return;
    }
    if (cell.isDirty) this.memory.keep(cell);
    if (!extra && cell.isPartial) {
      cell.show("partial");
      this.#count(cell);
      return;
    }
    cell.extra = extra ?? cell.extra;
    if (cell.state !== "saving") cell.show("unsaved");
    this.queue.add(cell);
    this.#count(cell);
    this.running ??= this.#run().finally(() => { this.running = null; });
  }

  async idle() { while (this.running) await this.running; }

  async #run() {
    while (this.queue.size > 0) {
      const [cell] = this.queue;
      this.queue.delete(cell);
      const sent = cell.texts;
      const extra = cell.extra ?? {};
      cell.show("saving");
      this.#count(cell);
      const [status, told] = await this.#post(cell, { ...sent, ...extra });
      if (status === 0) {
        cell.show("unsaved");
        this.queue.add(cell);
        await this.#pause(told);
        continue;
      }
      this.#found();
      cell.extra = null;
      this.#answered(cell, sent, status, told);
      this.#count(cell);
    }
  }

  #answered(cell, sent, status, told) {
    if (status === 200 || (status === 409 && same(told.texts, sent))) this.#saved(cell, sent, told);
    else if (status === 409) this.#conflict(cell, told);
    else this.#refused(cell, told);
  }

  #saved(cell, sent, told) {
    cell.take(told, sent);
    if (told.messages) this.telling.tell(cell, told.messages);
    else this.telling.tell(cell, []);
    if (told.toDate) this.telling.toDate(cell, told.toDate);
    this.telling.tick([...this.cells.values()], cell.code);
    this.telling.say(`${cell.code}, ${nameOf(cell)} : ${told.word}`);
    if (cell.isDirty) this.ask(cell);
    else this.memory.forget(cell);
  }

  #refused(cell, told) {
    cell.show("refused", told.parts);
    this.telling.tell(cell, told.messages, [], told.asks && ((words) => this.ask(cell, { [told.asks]: words })));
    this.telling.say(`${cell.code}, ${nameOf(cell)} : ${told.messages.map((each) => `${each.title} ${each.text}`).join(" ")}`);
  }

  #conflict(cell, told) {
    cell.show("refused");
    const keep = () => {
      cell.take(told, cell.texts);
      this.telling.tell(cell, []);
      this.#settle(cell);
      this.#count();
      cell.inputs[0].focus();
    };
    const replace = () => { cell.version = told.version; this.ask(cell, { choisi: "1" }); cell.inputs[0].focus(); };
    const title = `${nameOf(cell, true)} n’est pas enregistré : une autre personne a écrit ce mois.`;
    const message = { tone: "t-entre", shape: "f-alerte", title, text: told.said };
    this.telling.tell(cell, [message], [["Garder sa valeur", keep], ["Enregistrer la mienne", replace]]);
    this.telling.say(`${cell.code} : ${title} ${told.said}`);
  }

  // Nothing is left to save in it.
  #settle(cell) {
    this.queue.delete(cell);
    this.memory.forget(cell);
    if (cell.state === "stands") return;
    cell.show("stands");
    this.telling.tell(cell, []);
    this.#count(cell);
  }

  // [status, answer]; status 0 where nothing came back that the page can read, with why.
  async #post(cell, fields, isSecond = false) {
    const body = new FormData();
    for (const [name, value] of Object.entries({ ...fields, version: cell.version })) body.append(name, value);
    body.append("csrfmiddlewaretoken", this.form.elements.csrfmiddlewaretoken.value);
    const address = `${this.form.dataset.address}${cell.key}/`;
    try {
      const answer = await fetch(address, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" } });
      if (answer.type === "opaqueredirect") return [0, LOGIN];
      if (answer.status === 403 && !isSecond) {
        await this.#freshToken();
        return this.#post(cell, fields, true);
      }
      if (answer.status >= 500 || answer.status === 429) return [0, `Le serveur répond ${answer.status}.`];
      if (!(answer.headers.get("content-type") ?? "").includes("json")) return [answer.status, unexpected(cell, answer.status)];
      return [answer.status, await answer.json()];
    } catch {
      return [0, "La liaison avec le serveur est perdue."];
    }
  }

  // Signing in again, in another tab, changes the token that a form must give.
  async #freshToken() {
    const answer = await fetch(location.href, { redirect: "manual" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#saisie [name=csrfmiddlewaretoken]");
    if (fresh) this.form.elements.csrfmiddlewaretoken.value = fresh.value;
  }

  async #pause(why) {
    this.lostAt ??= new Date().toLocaleTimeString("fr-FR", { hour: "numeric", minute: "2-digit" });
    this.#count();
    const advice = why === LOGIN
      ? "Reconnectez-vous dans un autre onglet : votre saisie est gardée dans cette page et sera envoyée aussitôt."
      : `Votre saisie est gardée dans cette page depuis ${this.lostAt} et sera envoyée dès que possible. Ne fermez pas l’onglet.`;
    this.telling.warn(why, advice, "t-main", "f-local");
    const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)];
    this.failures += 1;
    await new Promise((resolve) => { this.wake = resolve; setTimeout(resolve, pause); });
  }

  #found() {
    if (this.failures > 0) {
      this.telling.warn("");
      this.telling.say("La liaison est revenue.");
    }
    this.failures = 0;
    this.lostAt = null;
  }

  #count() { this.telling.count(this.cells.values()); }
}

export function nameOf(cell, isFirst = false) {
  const [year, month] = cell.month.split("-").map(Number);
  const name = new Date(year, month - 1, 1).toLocaleDateString("fr-FR", { month: "long" });
  return isFirst ? name[0].toUpperCase() + name.slice(1) : name;
}

function unexpected(cell, status) {
  const text = status === 403 || status === 404
    ? "Vous ne pouvez plus saisir cet indicateur : adressez-vous au contrôle de gestion."
    : `Le serveur a répondu ${status} : rechargez la page, puis recommencez.`;
  return { parts: [], messages: [{ tone: "t-sous", shape: "f-refus", title: `${nameOf(cell, true)} n’est pas enregistré.`, text }] };
}
