// The drafts of one person on one claim that the desk keeps: sent after a moment of quiet, numbered, so that of two
// windows with different words neither overwrites the other unseen.
import { missed, reached } from "../net.js";
import { has, same } from "./fields.js";
import { offer, quiet, say } from "./notes.js";

const DELAY = 900; // ms of quiet before a save
const headers = () => ({ ...JSON.parse(document.body.getAttribute("hx-headers") || "{}"), Accept: "application/json" });

export class DeskDrafts {
  // `forms`: the forms of a name on the page.
  constructor(claim, device, forms) {
    Object.assign(this, { claim, device, forms });
    this.kept = new Map(); // name → {fields, revision, number, at, said}: what the desk has
    this.states = new Map(); // name → {timer, isBusy, isWaiting, turn, at, way}
  }

  stateOf(name) {
    if (!this.states.has(name)) this.states.set(name, { timer: 0, isBusy: false, isWaiting: false, turn: 0 });
    return this.states.get(name);
  }

  numberOf(name) {
    return this.kept.get(name)?.number ?? 0;
  }

  words(name) {
    return this.forms(name)[0]?.dataset.draftWords ?? name.replace(/[-_]\d*/g, " ").trim();
  }

  addressOf(name, more = "") {
    return `/claims/${this.claim}/drafts/${name}/${more}`;
  }

  // What was sent with the page, or is asked for.
  async load(sent) {
    let drafts = sent ? JSON.parse(sent.textContent) : [];
    if (!sent) {
      try {
        const answer = await fetch(`/claims/${this.claim}/drafts/`, { headers: headers(), redirect: "manual" });
        if (answer.ok) ({ drafts } = await answer.json());
      } catch { missed(); }
    }
    for (const draft of drafts) this.kept.set(draft.form, draft);
  }

  // -- sending ----------------------------------------------------------------------------------------------------------

  schedule(name, delay = DELAY) {
    const state = this.stateOf(name);
    clearTimeout(state.timer);
    state.timer = setTimeout(() => this.send(name), delay);
  }

  // All that waits, now. A page that is unloaded takes what is under way along with it: that is sent once more.
  flush({ isUnloading = false } = {}) {
    const waiting = [...this.states].filter(([, state]) => state.timer || state.isWaiting);
    return Promise.all(waiting.map(([name, state]) => {
      const isOnItsWay = state.isBusy && state.at === this.device.read(name)?.at;
      return isOnItsWay && !isUnloading ? state.way : this.send(name, true);
    }));
  }

  isUnsent(name) {
    const mine = this.device.read(name);
    return mine !== null && !mine.synced && !mine.sent;
  }

  send(name, isLast = false) {
    const state = this.stateOf(name);
    clearTimeout(state.timer);
    if (!this.isUnsent(name)) return null;
    if (state.isBusy && !isLast) { state.isWaiting = true; return null; }
    const mine = this.device.read(name);
    Object.assign(state, { isBusy: true, at: mine.at, way: this.exchange(name, mine, isLast) });
    return state.way;
  }

  async exchange(name, mine, isLast) {
    const state = this.stateOf(name);
    const turn = state.turn;
    const draft = JSON.stringify({ fields: mine.fields, revision: Number(mine.revision) || 0, number: this.numberOf(name) + 1 });
    let answer = null;
    try {
      answer = await fetch(this.addressOf(name), { method: "POST", body: new URLSearchParams({ draft }), headers: headers(), redirect: "manual", keepalive: isLast && draft.length < 60_000 });
    } catch { /* said below */ }
    state.isBusy = false;
    if (turn !== state.turn) { // saved or thrown away meanwhile: what the desk said of the draft is past
      if (answer?.ok && !this.device.read(name)) this.forget(name);
      return;
    }
    const told = answer?.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
    if (!answer || [502, 503, 504].includes(answer.status)) {
      missed(this.words(name));
      say(this.forms(name), "Kept on this device only.", true);
      return;
    }
    reached(this.words(name));
    if (answer.ok && told) this.arrived(name, mine, told);
    else if (told?.code === "draft_behind") this.behind(name, mine, told.details);
    else this.refused(name, answer, told);
    if (state.isWaiting) { state.isWaiting = false; this.schedule(name); }
  }

  arrived(name, mine, told) {
    this.kept.set(name, told);
    const now = this.device.read(name);
    if (now) this.device.write(name, { ...now, number: told.number + (now.at === mine.at ? 0 : 1), synced: now.at === mine.at });
    say(this.forms(name), `Draft saved ${told.said}`);
  }

  behind(name, mine, details) {
    this.kept.set(name, { ...details, form: name, at: details.updated_at });
    const isOwn = same(details.fields, mine.fields);
    if (isOwn) this.device.write(name, { ...mine, number: details.number, synced: true });
    else if (has(details)) this.offer(name, { fields: details.fields, revision: details.revision, said: details.said });
    if (!isOwn) this.schedule(name, 0); // these words are the newer ones: they go on top, and the others are offered
  }

  refused(name, answer, told) {
    const away = "You are signed out: the draft is kept on this device only. Sign in in another tab.";
    const isOut = answer.type === "opaqueredirect" || answer.status === 401;
    say(this.forms(name), isOut ? away : (told?.message ?? "The desk could not keep the draft: it is on this device only."), true);
  }

  offer(name, other) {
    if (offer(this.forms(name), other)) this.device.writeOther(name, other);
  }

  // -- letting go -------------------------------------------------------------------------------------------------------

  // What is on its way of this draft is past.
  close(name) {
    const state = this.stateOf(name);
    clearTimeout(state.timer);
    state.turn += 1;
    state.isWaiting = false;
  }

  throwAway(name) {
    this.close(name);
    this.device.drop(name);
    quiet(this.forms(name));
    if (has(this.kept.get(name))) this.forget(name); // one under way is forgotten when it has arrived
  }

  forget(name) {
    fetch(this.addressOf(name, "forget/"), { method: "POST", headers: headers(), redirect: "manual" })
      .then(async (answer) => { if (answer.ok) this.empty(name, (await answer.json()).number); }, () => missed());
  }

  empty(name, number) {
    this.kept.set(name, { form: name, fields: {}, revision: 0, number: Math.max(Number(number) || 0, this.numberOf(name)), at: "" });
  }

  // The form was saved: its words are the desk's own now.
  saved(name, number) {
    this.close(name);
    this.device.drop(name);
    this.device.dropOther(name);
    quiet(this.forms(name));
    this.empty(name, number ?? this.numberOf(name));
    reached(this.words(name));
  }
}
