// Sends the cells one after the other, each from the version that it was read from. What does not arrive is kept and
// sent again; what somebody else changed meanwhile is for the person to choose.

import { same } from "./cells.js";

const PAUSES = [1000, 2000, 5000, 10000];
// A server that answers, but wrongly, is asked so many times; a silent one for ever.
const WRONG_ANSWERS = 4;
const LINE = "La liaison avec le serveur est perdue.";
const LOGIN = "Votre session a pris fin.";
const OTHER = "Une autre personne s’est connectée dans ce navigateur.";
const ADVICE = {
  [LOGIN]: "Reconnectez-vous dans un autre onglet : votre saisie est gardée dans cette page et sera envoyée aussitôt.",
  [OTHER]: "Votre saisie est gardée dans cette page et ne part pas sous son nom : reconnectez-vous dans un autre onglet.",
};

export class Saver {
  constructor(form, cells, memory, telling) {
    Object.assign(this, { form, cells, memory, telling });
    this.queue = new Set();
    this.running = null;
    this.failures = 0;
    addEventListener("online", () => this.wake?.());
  }

  get unsaved() { return [...this.cells.values()].filter((cell) => cell.isUnsaved); }

  // Takes the cell as it is now. `extra` are further fields: a comment, an absence, a reason.
  ask(cell, extra = null) {
    cell.extra = extra ? { ...cell.extra, ...extra } : cell.extra;
    if (!cell.extra && !cell.isDirty) {
      if (cell.state !== "saving") this.#settle(cell);
      return;
    }
    this.memory.keep(cell);
    if (!cell.extra && cell.isPartial) {
      cell.show("partial");
      this.#count();
      return;
    }
    if (cell.state !== "saving") cell.show("unsaved");
    this.queue.add(cell);
    this.#count();
    this.running ??= this.#run().finally(() => { this.running = null; });
  }

  async idle() { while (this.running) await this.running; }

  async #run() {
    while (this.queue.size > 0) {
      const [cell] = this.queue;
      this.queue.delete(cell);
      const sent = cell.texts;
      const { extra } = cell;
      cell.show("saving");
      this.#count();
      const [status, told] = await this.#post(cell, { ...sent, ...extra });
      if (status === 0) {
        cell.show("unsaved");
        this.queue.add(cell);
        await this.#pause(told);
        continue;
      }
      this.#found();
      cell.wrongAnswers = 0;
      // What was refused keeps its words: they go again with what mends it.
      if (cell.extra === extra && status !== 422) cell.extra = null;
      this.#answered(cell, sent, status, told);
      this.#count();
    }
  }

  #answered(cell, sent, status, told) {
    if (status === 200 || (status === 409 && same(told.texts, sent))) this.#saved(cell, sent, told);
    else if (status === 409) this.#conflict(cell, sent, told);
    else this.#refused(cell, told);
  }

  #saved(cell, sent, told) {
    cell.take(told, sent);
    this.telling.tell(cell, told.messages ?? []);
    if (told.toDate) this.telling.toDate(cell, told.toDate);
    this.telling.tick(cell.code);
    this.telling.say(`${cell.code}, ${nameOf(cell)} : ${told.word}`);
    this.onSaved?.(cell);
    if (!cell.isDirty && !cell.extra) this.memory.forget(cell);
    // What is still being typed waits until its field is left.
    else if (!cell.hasFocus || cell.extra) this.ask(cell);
  }

  #refused(cell, told) {
    cell.show("refused", told.parts);
    const answer = told.asks && ((words) => this.ask(cell, { [told.asks]: words }));
    this.telling.tell(cell, told.messages, { isPassing: true, answer, label: "Enregistrer avec ce motif" });
    const said = told.messages.map((each) => `${each.title} ${each.text}`).join(" ");
    this.telling.say(`${cell.code}, ${nameOf(cell)} : ${said}`);
  }

  #conflict(cell, sent, told) {
    cell.show("refused");
    const keep = () => {
      cell.take(told, cell.texts);
      cell.restore();
      this.#settle(cell);
      cell.inputs[0].focus();
    };
    const replace = (words = "") => {
      cell.version = told.version;
      cell.put(sent);
      cell.inputs[0].focus();
      this.ask(cell, { motif: words });
    };
    const title = `${nameOf(cell, true)} n’est pas enregistré : ce mois a changé entre-temps.`;
    const message = { tone: "t-entre", shape: "f-alerte", title, text: told.said };
    const mine = told.asks ? { answer: replace, label: "Enregistrer la mienne" } : {};
    const actions = [["Garder sa valeur", keep]];
    if (!told.asks) actions.push(["Enregistrer la mienne", () => replace()]);
    this.telling.tell(cell, [message], { isPassing: true, actions, ...mine });
    this.telling.say(`${cell.code} : ${title} ${told.said}`);
  }

  // Nothing is left to save in it.
  #settle(cell) {
    this.queue.delete(cell);
    this.memory.forget(cell);
    if (cell.state !== "stands") cell.show("stands");
    this.telling.settle(cell);
    this.#count();
  }

  // [status, answer]; status 0 where nothing came back that the page can use, with why.
  async #post(cell, fields, isSecond = false) {
    const { person, month, address } = this.form.dataset;
    const body = new FormData();
    const all = { ...fields, version: cell.version, personne: person, mois: month, csrfmiddlewaretoken: this.#token.value };
    for (const [name, value] of Object.entries(all)) body.append(name, value);
    try {
      const answer = await fetch(`${address}${cell.key}/`, { method: "POST", body, redirect: "manual" });
      if (answer.type === "opaqueredirect") return [0, LOGIN];
      if (answer.status === 403 && !isSecond) {
        const obstacle = await this.#refresh();
        return obstacle ? [0, obstacle] : this.#post(cell, fields, true);
      }
      if (answer.status === 429 || answer.status >= 500) return this.#wrong(cell, answer.status);
      const isTold = (answer.headers.get("content-type") ?? "").includes("json");
      return [answer.status, isTold ? await answer.json() : unexpected(cell, answer.status)];
    } catch {
      return [0, LINE];
    }
  }

  get #token() { return this.form.elements.csrfmiddlewaretoken; }

  #wrong(cell, status) {
    cell.wrongAnswers = (cell.wrongAnswers ?? 0) + 1;
    return cell.wrongAnswers < WRONG_ANSWERS ? [0, `Le serveur répond ${status}.`] : [status, unexpected(cell, status)];
  }

  // Signing in again, in another tab, changes the token that a form must give. Says what stands in the way, if anything.
  async #refresh() {
    const answer = await fetch(location.href, { redirect: "manual" });
    if (answer.type === "opaqueredirect") return LOGIN;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.getElementById("saisie");
    if (!form || form.dataset.person !== this.form.dataset.person) return OTHER;
    this.#token.value = form.querySelector("[name=csrfmiddlewaretoken]").value;
    return "";
  }

  async #pause(why) {
    this.lostAt ??= new Date().toLocaleTimeString("fr-FR", { hour: "numeric", minute: "2-digit" });
    this.#count();
    const kept = `Votre saisie est gardée dans cette page depuis ${this.lostAt} et sera envoyée dès que possible. Ne fermez pas l’onglet.`;
    this.telling.warn(why, ADVICE[why] ?? kept, "t-main", "f-local");
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
