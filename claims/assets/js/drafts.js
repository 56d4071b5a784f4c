// What somebody types and has not saved: kept on the desk as they type, bound to person, claim and form, and on this
// device for when the desk cannot be reached. A form takes part by data-draft="name"; the page says whose it is on
// [data-claim][data-person]. Where two devices hold different words, the newer ones stand and the others are offered.

import { missed, reached } from "./net.js";

const page = document.querySelector("[data-claim][data-person]");
const DELAY = 900; // ms of quiet before a save
const memory = new Map(); // where storage is refused, drafts live until the tab closes
const kept = new Map(); // name → {fields, revision, number, at, said}: what the desk has
const states = new Map(); // name → {timer, isBusy, isWaiting, turn}

// -- on this device ---------------------------------------------------------------------------------------------------

const keyOf = (name) => `draft:1:${page.dataset.person}:${page.dataset.claim}:${name}`;

function read(name) {
  const key = keyOf(name);
  try { return JSON.parse(localStorage.getItem(key)) ?? memory.get(key) ?? null; } catch { return memory.get(key) ?? null; }
}
function write(name, draft) {
  memory.set(keyOf(name), draft);
  try { localStorage.setItem(keyOf(name), JSON.stringify(draft)); } catch { /* full or refused: memory has it */ }
}
function drop(name) {
  memory.delete(keyOf(name));
  try { localStorage.removeItem(keyOf(name)); } catch { /* nothing was kept */ }
}

// -- on the desk ------------------------------------------------------------------------------------------------------

const stateOf = (name) => states.get(name) ?? states.set(name, { timer: 0, isBusy: false, isWaiting: false, turn: 0 }).get(name);
const numberOf = (name) => kept.get(name)?.number ?? 0;
const has = (draft) => Boolean(draft && Object.keys(draft.fields).length);
const addressOf = (name, more = "") => `/claims/${page.dataset.claim}/drafts/${name}/${more}`;
const headers = () => ({ ...JSON.parse(document.body.getAttribute("hx-headers") || "{}"), Accept: "application/json" });

function same(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => JSON.stringify(one[name] ?? "") === JSON.stringify(other[name] ?? ""));
}

function schedule(name, delay = DELAY) {
  const state = stateOf(name);
  clearTimeout(state.timer);
  state.timer = setTimeout(send, delay, name);
}

async function send(name, isLast = false) {
  const state = stateOf(name);
  clearTimeout(state.timer);
  const mine = read(name);
  if (!mine || mine.synced || mine.sent) return;
  if (state.isBusy && !isLast) { state.isWaiting = true; return; }
  state.isBusy = true;
  const turn = state.turn;
  const number = numberOf(name) + 1;
  const draft = JSON.stringify({ fields: mine.fields, revision: Number(mine.revision) || 0, number });
  let answer = null;
  try {
    answer = await fetch(addressOf(name), { method: "POST", body: new URLSearchParams({ draft }), headers: headers(), redirect: "manual", keepalive: isLast && draft.length < 60_000 });
  } catch { /* said below */ }
  state.isBusy = false;
  if (turn !== state.turn) { // saved or thrown away meanwhile: what the desk said of the draft is past
    if (answer?.ok && !read(name)) forgetOnDesk(name);
    return;
  }
  const told = answer?.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (!answer || [502, 503, 504].includes(answer.status)) { missed(words(name)); say(name, "Kept on this device only.", true); return; }
  reached(words(name));
  if (answer.ok && told) arrived(name, mine, told);
  else if (told?.code === "draft_behind") behind(name, mine, told.details);
  else refused(name, answer, told);
  if (state.isWaiting) { state.isWaiting = false; schedule(name); }
}

function arrived(name, mine, told) {
  kept.set(name, told);
  const now = read(name);
  if (now) write(name, { ...now, number: told.number + (now.at === mine.at ? 0 : 1), synced: now.at === mine.at });
  say(name, `Draft saved ${told.said}`);
}

function behind(name, mine, details) {
  kept.set(name, { ...details, form: name, at: details.updated_at });
  const isOwn = same(details.fields, mine.fields);
  if (isOwn) write(name, { ...mine, number: details.number, synced: true });
  else if (has(details)) offer(name, { fields: details.fields, revision: details.revision, said: details.said });
  if (!isOwn) schedule(name, 0); // these words are the newer ones: they go on top, and the others are offered
}

function refused(name, answer, told) {
  const away = "You are signed out: the draft is kept on this device only. Sign in in another tab.";
  const isOut = answer.type === "opaqueredirect" || answer.status === 401;
  say(name, isOut ? away : (told?.message ?? "The desk could not keep the draft: it is on this device only."), true);
}

// -- what stands in a form --------------------------------------------------------------------------------------------

const SKIPPED = ["hidden", "submit", "button", "file", "password", "image", "reset"];
const isTyped = (field) => field.name && field.name !== "csrfmiddlewaretoken" && !SKIPPED.includes(field.type);

function choices(form, name) {
  return [...form.elements].filter((one) => one.name === name && one.type === "checkbox");
}

// Only what differs from what the desk sent: an untouched field must not override a newer answer later.
function changed(form) {
  const found = {};
  const isRefused = "typed" in form.dataset; // then what the desk sent is what was typed, and all of it is unsaved
  for (const field of form.elements) {
    if (!isTyped(field)) continue;
    if (field.type === "checkbox") {
      const group = choices(form, field.name);
      if (isRefused || group.some((one) => one.checked !== one.defaultChecked))
        found[field.name] = group.length > 1 ? group.filter((one) => one.checked).map((one) => one.value) : field.checked;
    } else if (field.type === "radio") {
      if (field.checked && (isRefused || !field.defaultChecked)) found[field.name] = field.value;
    } else if (field.type === "select-multiple") {
      const picked = [...field.options].filter((one) => one.selected).map((one) => one.value);
      if (isRefused || [...field.options].some((one) => one.selected !== one.defaultSelected)) found[field.name] = picked;
    } else if (field.tagName === "SELECT") {
      const first = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
      if (isRefused || (first && field.value !== first.value)) found[field.name] = field.value;
    } else if (isRefused || field.value !== field.defaultValue) {
      found[field.name] = field.value;
    }
  }
  return found;
}

function fill(form, fields) {
  let isDifferent = false;
  for (const field of form.elements) {
    if (field.type === "hidden" && field.name.startsWith("was-") && field.name in fields) field.value = fields[field.name];
    if (!isTyped(field) || !(field.name in fields)) continue;
    const value = fields[field.name];
    if (field.type === "radio" || field.type === "checkbox") {
      const isOn = field.type === "radio" ? field.value === value : Array.isArray(value) ? value.includes(field.value) : value === true;
      if (field.checked !== isOn) { field.checked = isOn; isDifferent = true; }
    } else if (field.type === "select-multiple") {
      for (const one of field.options) one.selected = Array.isArray(value) && value.includes(one.value);
      isDifferent = true;
    } else if (typeof value === "string" && field.value !== value) {
      field.value = value;
      isDifferent = true;
    }
  }
  return isDifferent;
}

function keep(form) {
  const name = form.dataset.draft;
  const fields = changed(form);
  // Words typed while looking at an older state stay bound to it, so that saving them is told to be stale.
  const revision = form.elements.namedItem("revision")?.value || page.dataset.revision || "";
  if (Object.keys(fields).length) {
    // What stood in each field when the typing began goes along, for forms that are guarded by it.
    for (const field of form.elements) if (field.type === "hidden" && field.name.startsWith("was-")) fields[field.name] = field.value;
    write(name, { fields, revision, number: numberOf(name) + 1, at: Date.now(), synced: false });
    schedule(name);
  } else throwAway(name);
}

function throwAway(name) {
  const state = stateOf(name);
  clearTimeout(state.timer);
  state.turn += 1;
  state.isWaiting = false;
  drop(name);
  quiet(name);
  if (has(kept.get(name))) forgetOnDesk(name); // one under way is forgotten when it has arrived
}

function forgetOnDesk(name) {
  fetch(addressOf(name, "forget/"), { method: "POST", headers: headers(), redirect: "manual" })
    .then(async (answer) => { if (answer.ok) emptied(name, (await answer.json()).number); }, () => missed());
}

function emptied(name, number) {
  kept.set(name, { form: name, fields: {}, revision: 0, number: Math.max(Number(number) || 0, numberOf(name)), at: "" });
}

// -- what is said -----------------------------------------------------------------------------------------------------

const formsOf = (name) => document.querySelectorAll(`form[data-draft="${name}"]`);
const words = (name) => formsOf(name)[0]?.dataset.draftWords ?? name.replace(/[-_]\d*/g, " ").trim();

function say(name, text, isDevice = false) {
  for (const form of formsOf(name)) {
    const row = [...form.querySelectorAll(".cluster")].filter((one) => one.querySelector("button:not([type=button])")).pop();
    if (!row) continue;
    let line = row.querySelector(".draftsaved");
    if (!line) {
      line = document.createElement("span");
      line.className = "draftsaved";
      row.append(line);
    }
    line.textContent = text;
    line.classList.toggle("draftsaved--device", isDevice);
  }
}

function quiet(name) {
  for (const form of formsOf(name)) {
    form.querySelector(".draftsaved")?.remove();
    for (const note of form.querySelectorAll("[data-draft-note]")) note.hidden = true;
  }
}

// The other words that this person typed, on another device or in another window: to be taken instead, or let go.
function offer(name, other) {
  for (const form of formsOf(name)) {
    const note = form.querySelector("[data-draft-note]");
    if (!note) continue;
    note.querySelector("[data-draft-other]")?.remove();
    const box = document.createElement("div");
    box.dataset.draftOther = "";
    const line = document.createElement("p");
    line.textContent = `You typed something else here${other.said ? ` at ${other.said}` : ""}, in another window or on another device:`;
    const text = document.createElement("p");
    text.className = "draftnote__other";
    text.textContent = Object.values(other.fields).filter((one) => typeof one === "string").join("\n\n");
    const acts = document.createElement("p");
    acts.className = "cluster";
    acts.innerHTML = '<button class="button button--small" type="button" data-other-take>Use that instead</button> <button class="button button--small button--quiet" type="button" data-other-drop>Keep what stands here</button>';
    box.append(line, text, acts);
    note.append(box);
    note.hidden = false;
    try { localStorage.setItem(`${keyOf(name)}~other`, JSON.stringify(other)); } catch { /* it stands on the page */ }
  }
}

function otherOf(name) {
  try { return JSON.parse(localStorage.getItem(`${keyOf(name)}~other`)); } catch { return null; }
}

function dropOther(form) {
  try { localStorage.removeItem(`${keyOf(form.dataset.draft)}~other`); } catch { /* nothing was kept */ }
  for (const box of form.querySelectorAll("[data-draft-other]")) box.remove();
}

// -- bringing back ----------------------------------------------------------------------------------------------------

// Which words stand: the desk's or this device's. The others are offered where both have some of their own.
function reconcile(name) {
  const mine = read(name);
  const theirs = kept.get(name);
  if (!mine) return { draft: has(theirs) ? theirs : null };
  const isPast = mine.synced || mine.sent; // the desk had these words, or was sent the whole form
  if (!theirs) {
    if (isPast) drop(name);
    return { draft: isPast ? null : mine };
  }
  if (has(theirs) && same(theirs.fields, mine.fields)) return { draft: theirs, isSame: true };
  if (isPast) {
    drop(name);
    return { draft: has(theirs) ? theirs : null };
  }
  if (!has(theirs) || (mine.number ?? 0) > theirs.number) return { draft: mine, isNew: true };
  const isMineNewer = mine.at > Date.parse(theirs.at);
  return isMineNewer ? { draft: mine, other: theirs, isNew: true } : { draft: theirs, other: mine };
}

function bringBack(form, isFirst) {
  if ("restored" in form.dataset) return;
  form.dataset.restored = "";
  if ("typed" in form.dataset) return; // refused: the desk sent back what was typed, newer than any draft
  const name = form.dataset.draft;
  const { draft, other, isNew, isSame } = reconcile(name);
  if (!has(draft)) return;
  if (!isNew) write(name, { fields: draft.fields, revision: draft.revision, number: draft.number, at: Date.parse(draft.at) || Date.now(), synced: true });
  const isDifferent = fill(form, draft.fields);
  const revision = form.elements.namedItem("revision");
  const isStale = revision && draft.revision && String(draft.revision) !== revision.value;
  if (revision && draft.revision) revision.value = draft.revision;
  if (isNew || (!isSame && !kept.has(name))) schedule(name, 0);
  const passed = other ? { fields: other.fields, revision: other.revision, said: other.said } : otherOf(name);
  if (passed && !same(passed.fields, draft.fields)) offer(name, passed);
  if (!isDifferent) return;
  if (isFirst) {
    const note = form.querySelector("[data-draft-note]");
    if (note) {
      note.querySelector("[data-draft-said]").textContent =
        `Brought back what you typed${draft.said ? `, saved as a draft at ${draft.said}` : ", kept on this device"}.` +
        (isStale ? " The claim has changed since: saving shows you both." : "");
      note.hidden = false;
    }
  }
  const isHidden = form.closest("details[data-closes]"); // a menu that would cover the page stays shut
  for (let around = form.closest("details"); around && !isHidden; around = around.parentElement.closest("details")) around.open = true;
  form.dispatchEvent(new Event("change", { bubbles: true })); // the checklist looks again
}

// Something else of this person's was saved, and the guard of this form moved along with it: so does its draft.
function follow(form) {
  const draft = read(form.dataset.draft);
  const revision = form.elements.namedItem("revision")?.value;
  if (!draft || !revision || Number(revision) <= Number(draft.revision) || "typed" in form.dataset) return;
  write(form.dataset.draft, { ...draft, revision, number: numberOf(form.dataset.draft) + 1, synced: false });
  schedule(form.dataset.draft);
}

function settle(root, isFirst = false) {
  for (const done of root.querySelectorAll("[data-drafts-done]")) {
    saved(done.dataset.draftsDone);
    delete done.dataset.draftsDone;
  }
  for (const form of root.querySelectorAll("form[data-draft]")) {
    if ("restored" in form.dataset) follow(form);
    else bringBack(form, isFirst);
  }
}

// The form was saved: its words are the desk's own now.
function saved(name, number) {
  const state = stateOf(name);
  clearTimeout(state.timer);
  state.turn += 1;
  state.isWaiting = false;
  drop(name);
  quiet(name);
  try { localStorage.removeItem(`${keyOf(name)}~other`); } catch { /* nothing was kept */ }
  emptied(name, number ?? numberOf(name));
  reached(words(name));
}

async function load() {
  const sent = document.getElementById("drafts-kept");
  let drafts = [];
  if (sent) drafts = JSON.parse(sent.textContent);
  else {
    try {
      const answer = await fetch(`/claims/${page.dataset.claim}/drafts/`, { headers: headers(), redirect: "manual" });
      if (answer.ok) drafts = (await answer.json()).drafts;
    } catch { missed(); }
  }
  for (const draft of drafts) kept.set(draft.form, draft);
}

function all() {
  for (const form of document.querySelectorAll("form[data-draft]")) send(form.dataset.draft);
}

if (page) {
  // A plain post comes back with ?done=…; only from our own page, so that a link cannot throw drafts away.
  if (page.dataset.draftsDone && !document.referrer.startsWith(location.origin + "/")) delete page.dataset.draftsDone;
  if (page.dataset.draftsDone) {
    const address = new URL(location.href);
    address.searchParams.delete("done");
    history.replaceState(null, "", address);
  }
  const heard = (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (form && event.target !== form && event.target.form === form) keep(form);
  };
  document.addEventListener("input", heard);
  document.addEventListener("change", heard);

  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.detail.elt;
    if (!form.matches("form[data-draft]") || event.detail.verb === "get") return;
    clearTimeout(stateOf(form.dataset.draft).timer);
    event.detail.headers["Desk-Draft"] = `${page.dataset.claim}:${form.dataset.draft}`;
  });
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { elt, verb } = event.detail.requestConfig;
    if (!elt.matches("form[data-draft]") || verb === "get") return;
    const { xhr } = event.detail;
    if (xhr.status < 400) saved(elt.dataset.draft, xhr.getResponseHeader("Desk-Draft-Number"));
    else schedule(elt.dataset.draft, 0);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-draft]") || form.hasAttribute("hx-post")) return;
    const named = Object.assign(document.createElement("input"), { type: "hidden", name: "draft-of", value: `${page.dataset.claim}:${form.dataset.draft}` });
    form.append(named);
    const mine = read(form.dataset.draft);
    const state = stateOf(form.dataset.draft);
    clearTimeout(state.timer);
    state.turn += 1;
    if (mine) write(form.dataset.draft, { ...mine, sent: true });
  });

  document.addEventListener("click", (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (!form) return;
    if (event.target.closest("[data-draft-forget]")) {
      throwAway(form.dataset.draft);
      dropOther(form);
      form.reset();
      form.dispatchEvent(new Event("change", { bubbles: true }));
      form.querySelector("input:not([type=hidden]), textarea")?.focus();
    } else if (event.target.closest("[data-other-take]")) {
      const other = otherOf(form.dataset.draft);
      if (other) fill(form, other.fields);
      dropOther(form);
      keep(form);
      form.dispatchEvent(new Event("change", { bubbles: true }));
    } else if (event.target.closest("[data-other-drop]")) {
      dropOther(form);
      for (const note of form.querySelectorAll("[data-draft-note]")) note.hidden = true;
    }
  });

  document.addEventListener("htmx:afterSettle", () => settle(document));
  document.addEventListener("desk:try", all);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") all(); });
  window.addEventListener("pagehide", () => {
    for (const [name, state] of states) if (state.timer || state.isWaiting) send(name, true);
  });
  load().then(() => settle(document.body, true));
}
