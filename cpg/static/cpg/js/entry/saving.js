// Send cells one after the other, each with the version it was read from. What does not arrive is kept and sent again;
// after a conflict with somebody else's change, the person chooses.

import { same } from "./cells.js";

const PAUSES = [1000, 2000, 5000, 10000];
// How often to retry after a wrong answer; without any answer, retry for ever.
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

  // Send the cell as it is now. `extra` are further fields: a comment, an absence, a reason.
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
      const [status, reply] = await this.#post(cell, { ...sent, ...extra });
      if (status === 0) {
        cell.show("unsaved");
        this.queue.add(cell);
        await this.#pause(reply, cell);
        continue;
      }
      this.#backOnline();
      cell.wrongAnswers = 0;
      // A refused cell keeps its comment or reason, to be sent again with the correction.
      if (cell.extra === extra && status !== 422) cell.extra = null;
      this.#answered(cell, sent, status, reply);
      this.#count();
    }
  }

  #answered(cell, sent, status, reply) {
    if (status === 200 || (status === 409 && same(reply.texts, sent))) this.#saved(cell, sent, reply);
    else if (status === 409) this.#conflict(cell, sent, reply);
    else this.#refused(cell, reply);
  }

  #saved(cell, sent, reply) {
    cell.take(reply, sent);
    this.telling.tell(cell, reply.messages ?? []);
    if (reply.toDate) this.telling.toDate(cell, reply.toDate);
    this.telling.tick(cell.code);
    this.telling.say(`${cell.code}, ${nameOf(cell)} : ${reply.word}`);
    this.onSaved?.(cell);
    if (!cell.isDirty && !cell.extra) this.memory.forget(cell);
    // A field that still has the focus is sent when it loses it.
    else if (!cell.hasFocus || cell.extra) this.ask(cell);
  }

  #refused(cell, reply) {
    cell.show("refused", reply.parts);
    const answer = reply.asks && ((words) => this.ask(cell, { [reply.asks]: words }));
    this.telling.tell(cell, reply.messages, { isPassing: true, answer, label: "Enregistrer avec ce motif" });
    const text = reply.messages.map((each) => `${each.title} ${each.text}`).join(" ");
    this.telling.say(`${cell.code}, ${nameOf(cell)} : ${text}`);
  }

  #conflict(cell, sent, reply) {
    cell.show("refused");
    const keep = () => {
      cell.take(reply, cell.texts);
      cell.restore();
      this.#settle(cell);
      cell.inputs[0].focus();
    };
    const replace = (words = "") => {
      cell.version = reply.version;
      cell.put(sent);
      cell.inputs[0].focus();
      this.ask(cell, { motif: words });
    };
    const title = `${nameOf(cell, true)} n’est pas enregistré : ce mois a changé entre-temps.`;
    const message = { tone: "t-entre", shape: "f-alerte", title, text: reply.said };
    const mine = reply.asks ? { answer: replace, label: "Enregistrer la mienne" } : {};
    const actions = [["Garder sa valeur", keep]];
    if (!reply.asks) actions.push(["Enregistrer la mienne", () => replace()]);
    this.telling.tell(cell, [message], { isPassing: true, actions, ...mine });
    this.telling.say(`${cell.code} : ${title} ${reply.said}`);
  }

  // The cell has nothing left to save.
  #settle(cell) {
    this.queue.delete(cell);
    this.memory.forget(cell);
    if (cell.state !== "stands") cell.show("stands");
    this.telling.settle(cell);
    this.#count();
  }

  // [status, answer]; status 0 with the reason when no usable answer came.
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

  // Fetch the CSRF token again: signing in from another tab changes it. Returns what prevents saving, if anything.
  async #refresh() {
    const answer = await fetch(location.href, { redirect: "manual" });
    if (answer.type === "opaqueredirect") return LOGIN;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.getElementById("saisie");
    if (!form || form.dataset.person !== this.form.dataset.person) return OTHER;
    this.#token.value = form.querySelector("[name=csrfmiddlewaretoken]").value;
    return "";
  }

  async #pause(why, cell) {
    this.lostAt ??= new Date().toLocaleTimeString("fr-FR", { hour: "numeric", minute: "2-digit" });
    this.#count();
    const reassurance = `Votre saisie est gardée dans cette page depuis ${this.lostAt} et sera envoyée dès que possible. Ne fermez pas l’onglet.`;
    this.telling.warn(why, ADVICE[why] ?? reassurance, "t-main", "f-local", cell.inputs[0]);
    const pause = PAUSES[Math.min(this.failures, PAUSES.length - 1)];
    this.failures += 1;
    await new Promise((resolve) => { this.wake = resolve; setTimeout(resolve, pause); });
  }

  #backOnline() {
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
