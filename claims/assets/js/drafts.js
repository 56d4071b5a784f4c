// What somebody types and has not saved: kept on the desk as they type, bound to person, claim and form, and on this
// device for when the desk cannot be reached. A form takes part by data-draft="name"; the page says whose it is on
// [data-claim][data-person]. Where two devices hold different words, the newer ones stand and the others are offered.
import { onArrive } from "./arrive.js";
import { DeskDrafts } from "./drafts/desk.js";
import { Device } from "./drafts/device.js";
import { changed, fill, guards, has, same } from "./drafts/fields.js";
import { tellBack } from "./drafts/notes.js";
import { renameTo } from "./pages.js";

const FORM = "form[data-draft]";

class PageDrafts {
  constructor(page) {
    this.page = page;
    this.device = new Device(page.dataset.person, page.dataset.claim);
    this.desk = new DeskDrafts(page.dataset.claim, this.device, (name) => page.querySelectorAll(`form[data-draft="${name}"]`));
  }

  forms() {
    return [...this.page.querySelectorAll(FORM)];
  }

  // -- typing -----------------------------------------------------------------------------------------------------------

  keep(form) {
    const name = form.dataset.draft;
    const fields = changed(form);
    if (!Object.keys(fields).length) { this.desk.throwAway(name); return; }
    // Words typed while looking at an older state stay bound to it, so that saving them is told to be stale.
    const revision = form.elements.namedItem("revision")?.value || this.page.dataset.revision || "";
    this.device.write(name, { fields: { ...fields, ...guards(form) }, revision, number: this.desk.numberOf(name) + 1, at: Date.now(), synced: false });
    this.desk.schedule(name);
  }

  dropOther(form) {
    this.device.dropOther(form.dataset.draft);
    for (const box of form.querySelectorAll("[data-draft-other]")) box.remove();
  }

  // -- bringing back ----------------------------------------------------------------------------------------------------

  // Which words stand: the desk's or this device's. The others are offered where both have some of their own.
  reconcile(name) {
    const mine = this.device.read(name);
    const theirs = this.desk.kept.get(name);
    if (!mine) return { draft: has(theirs) ? theirs : null };
    const isPast = mine.synced || mine.sent; // the desk had these words, or was sent the whole form
    if (!theirs) {
      if (isPast) this.device.drop(name);
      return { draft: isPast ? null : mine };
    }
    if (has(theirs) && same(theirs.fields, mine.fields)) return { draft: theirs, isSame: true };
    if (isPast) {
      this.device.drop(name);
      return { draft: has(theirs) ? theirs : null };
    }
    if (!has(theirs) || (mine.number ?? 0) > theirs.number) return { draft: mine, isNew: true };
    const isMineNewer = mine.at > Date.parse(theirs.at);
    return isMineNewer ? { draft: mine, other: theirs, isNew: true } : { draft: theirs, other: mine };
  }

  bringBack(form, isFirst) {
    form.dataset.restored = "";
    if ("typed" in form.dataset) return; // refused: the desk sent back what was typed, newer than any draft
    const name = form.dataset.draft;
    const { draft, other, isNew, isSame } = this.reconcile(name);
    if (!has(draft)) return;
    if (!isNew) this.device.write(name, { fields: draft.fields, revision: draft.revision, number: draft.number, at: Date.parse(draft.at) || Date.now(), synced: true });
    const isDifferent = fill(form, draft.fields);
    const revision = form.elements.namedItem("revision");
    const isStale = revision && draft.revision && String(draft.revision) !== revision.value;
    if (revision && draft.revision) revision.value = draft.revision;
    if (isNew || (!isSame && !this.desk.kept.has(name))) this.desk.schedule(name, 0);
    const passed = other ? { fields: other.fields, revision: other.revision, said: other.said } : this.device.readOther(name);
    if (passed && !same(passed.fields, draft.fields)) this.desk.offer(name, passed);
    if (!isDifferent) return;
    if (isFirst) tellBack(form, draft, isStale);
    const isHidden = form.closest("details[data-closes]"); // a menu that would cover the page stays shut
    for (let around = form.closest("details"); around && !isHidden; around = around.parentElement.closest("details")) around.open = true;
    lookAgain(form);
  }

  // Something else of this person's was saved, and the guard of this form moved along with it: so does its draft.
  follow(form) {
    const name = form.dataset.draft;
    const draft = this.device.read(name);
    const revision = form.elements.namedItem("revision")?.value;
    if (!draft || !revision || Number(revision) <= Number(draft.revision) || "typed" in form.dataset) return;
    this.device.write(name, { ...draft, revision, number: this.desk.numberOf(name) + 1, synced: false });
    this.desk.schedule(name);
  }

  settle(isFirst = false) {
    for (const done of document.querySelectorAll("[data-drafts-done]")) {
      this.desk.saved(done.dataset.draftsDone);
      delete done.dataset.draftsDone;
    }
    for (const form of this.forms()) {
      if ("restored" in form.dataset) this.follow(form);
      else this.bringBack(form, isFirst);
    }
  }

  // -- sending the form itself ------------------------------------------------------------------------------------------

  // A plain post comes back with ?done=…; only from our own page, so that a link cannot throw drafts away.
  takeDone() {
    const { dataset } = this.page;
    if (dataset.draftsDone && !document.referrer.startsWith(location.origin + "/")) delete dataset.draftsDone;
    if (!dataset.draftsDone) return;
    const address = new URL(location.href);
    address.searchParams.delete("done");
    renameTo(address);
  }

  // The draft of a form that is posted as a page is let go where the page that follows says that it was saved.
  named(form) {
    const name = form.dataset.draft;
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "draft-of", value: `${this.page.dataset.claim}:${name}` }));
    const mine = this.device.read(name);
    this.desk.close(name);
    if (mine) this.device.write(name, { ...mine, sent: true });
  }

  answered(form, xhr) {
    const name = form.dataset.draft;
    if (xhr.status < 400) this.desk.saved(name, xhr.getResponseHeader("Desk-Draft-Number"));
    else this.desk.schedule(name, 0);
  }

  press(event) {
    const form = event.target.closest?.(FORM);
    if (!form) return;
    const name = form.dataset.draft;
    if (event.target.closest("[data-draft-forget]")) {
      this.desk.throwAway(name);
      this.dropOther(form);
      form.reset();
      lookAgain(form);
      form.querySelector("input:not([type=hidden]), textarea")?.focus();
    } else if (event.target.closest("[data-other-take]")) {
      const other = this.device.readOther(name);
      if (other) fill(form, other.fields);
      this.dropOther(form);
      this.keep(form);
      lookAgain(form);
    } else if (event.target.closest("[data-other-drop]")) {
      this.dropOther(form);
      for (const note of form.querySelectorAll("[data-draft-note]")) note.hidden = true;
    }
  }

  async sendAll() {
    await Promise.all(this.forms().map((form) => this.desk.send(form.dataset.draft)));
  }

  isAllSent() {
    return !this.forms().some((form) => this.desk.isUnsent(form.dataset.draft));
  }
}

// The checklist looks at what stands there now.
function lookAgain(form) {
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

onArrive("[data-claim][data-person]", (page, gone) => {
  const drafts = new PageDrafts(page);
  const here = { signal: gone };
  const isPosted = (detail) => detail.elt.matches(FORM) && detail.verb !== "get";
  drafts.takeDone();

  for (const kind of ["input", "change"]) {
    page.addEventListener(kind, (event) => {
      const form = event.target.closest?.(FORM);
      if (form && event.target !== form && event.target.form === form) drafts.keep(form);
    });
  }
  page.addEventListener("click", (event) => drafts.press(event));
  page.addEventListener("htmx:configRequest", (event) => {
    if (!isPosted(event.detail)) return;
    const name = event.detail.elt.dataset.draft;
    clearTimeout(drafts.desk.stateOf(name).timer);
    event.detail.headers["Desk-Draft"] = `${page.dataset.claim}:${name}`;
  });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { requestConfig, xhr } = event.detail;
    if (isPosted(requestConfig)) drafts.answered(requestConfig.elt, xhr);
  }, here);
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && event.target.matches(FORM) && !event.target.hasAttribute("hx-post")) drafts.named(event.target);
  }, here);
  document.addEventListener("htmx:afterSettle", () => drafts.settle(), here);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") drafts.sendAll(); }, here);

  // Leaving: what waits is sent now. What cannot be sent now goes on being tried from the pages that follow.
  async function again() {
    await drafts.sendAll();
    if (gone.aborted && drafts.isAllSent()) document.removeEventListener("desk:try", again);
  }
  document.addEventListener("desk:try", again);
  document.addEventListener("desk:leaving", (event) => event.detail.push(drafts.desk.flush()), here);
  window.addEventListener("pagehide", () => drafts.desk.flush({ isUnloading: true }), here);
  gone.addEventListener("abort", async () => {
    await drafts.desk.flush();
    if (drafts.isAllSent()) document.removeEventListener("desk:try", again);
  });

  drafts.desk.load(page.querySelector("#drafts-kept")).then(() => drafts.settle(true));
});
