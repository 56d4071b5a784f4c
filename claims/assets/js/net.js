// Refusals are shown where they belong. A lost connection is said aloud: since when, what is not saved, and that it is
// tried again by itself. Nothing typed is ever touched here, and nothing is called saved before the desk said so.

const notices = document.getElementById("notices");
const offline = document.getElementById("offline");
const words = offline?.querySelector("span");

// -- refusals ---------------------------------------------------------------------------------------------------------

// The place that the nearest form, dialog or part names by data-refusal; else the edge of the page.
function slotFor(element) {
  const named = element?.closest?.("[data-refusal]")?.dataset.refusal;
  return (named && document.querySelector(named)) || notices;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = event.detail;
  if (detail.xhr.status >= 400 && detail.serverResponse.trimStart().startsWith("<!")) {
    detail.shouldSwap = false; // a whole page instead of a part: say it in our own words
    if (!isAway(detail.xhr.status)) explain(detail.xhr.status);
    return;
  }
  if (detail.xhr.getResponseHeader("Desk-Refusal") === null) return;
  detail.target = slotFor(detail.requestConfig.elt);
  detail.swapOverride = "innerHTML";
  detail.shouldSwap = true;
});

export function tell(text, tone = "bad") {
  const box = document.createElement("div");
  box.className = `notice notice--${tone}`;
  box.setAttribute("role", tone === "bad" ? "alert" : "status");
  const line = document.createElement("p");
  line.textContent = text;
  const close = document.createElement("p");
  close.className = "cluster";
  close.innerHTML = '<button class="button button--small button--quiet" type="button" data-dismiss-notice>Close</button>';
  box.append(line, close);
  notices.replaceChildren(box);
}

function explain(status) {
  if (status === 403) tell("Not saved: you signed in again since this page was opened. Copy what you typed and reload.");
  else if (status === 404) tell("This is not here any more. Reload the page to see what is.");
  else tell("The desk stumbled and saved nothing. What you typed stays here: try again, and tell an administrator if it fails again.");
}

// -- the connection ---------------------------------------------------------------------------------------------------

const STEPS = [2, 4, 8, 16, 30]; // seconds until the next try; the last one goes on
const PATIENCE = 60_000; // ms for one request: then it counts as lost
let since = null; // when the desk was last found away
let tries = 0;
let timer = 0;
let unsent = null; // the one act that did not get through: {elt, submitter, name}
const onDevice = new Set(); // forms whose drafts only this device has
const attempts = new WeakMap(); // element → {signature, act}: the same press again goes by the same name

if (window.htmx) htmx.config.timeout = PATIENCE;

const isAway = (status) => status === 0 || status === 502 || status === 503 || status === 504;
// What a person did, and not what the page asks by itself.
const isAct = (config) => config.verb !== "get" && config.elt.matches("form, button, input, summary, a");

function clock(moment) {
  return moment.toISOString().slice(11, 16);
}

function show() {
  if (!offline) return;
  offline.hidden = since === null;
  if (since === null) return;
  const said = [`No connection to the desk since ${clock(since)}.`];
  if (unsent) said.push(`Not saved yet: “${unsent.name}”.`);
  if (onDevice.size) said.push(`Kept on this device only: ${[...onDevice].join(", ")}.`);
  else if (!unsent) said.push("Nothing is waiting to be saved.");
  said.push("It is tried again by itself.");
  const text = said.join(" ");
  if (words.textContent !== text) words.textContent = text; // said once, not at every try
}

// The desk could not be reached. `draft`: the form whose words are only here.
export function missed(draft = "") {
  since ??= new Date();
  if (draft) onDevice.add(draft);
  plan();
  show();
}

// The desk answered. `draft`: the form whose words it has now.
export function reached(draft = "") {
  if (draft) onDevice.delete(draft);
  if (unsent || onDevice.size) { show(); return; } // not all is well before all has arrived
  since = null;
  tries = 0;
  clearTimeout(timer);
  timer = 0;
  show();
}

function plan(wait = 0) {
  if (timer) return;
  const seconds = wait || STEPS[Math.min(tries, STEPS.length - 1)] * (0.85 + 0.3 * Math.random());
  timer = setTimeout(again, seconds * 1000);
}

function again() {
  clearTimeout(timer);
  timer = 0;
  tries += 1;
  if (unsent && !unsent.elt.isConnected) {
    tell(`“${unsent.name}” was not saved, and its form has gone from this page. What you typed is in your drafts.`);
    unsent = null;
  }
  if (unsent) {
    if (unsent.elt.matches("form")) unsent.elt.requestSubmit(unsent.submitter?.isConnected ? unsent.submitter : null);
    else unsent.elt.click();
  } else {
    fetch("/healthz", { method: "HEAD", cache: "no-store" }).then((answer) => (answer.ok ? reached() : missed()), () => missed());
  }
  document.dispatchEvent(new CustomEvent("desk:try"));
  if (since !== null) plan();
}

// One name per act: when only the answer was lost, the desk says it again and does nothing twice.
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, verb, path, formData, headers } = event.detail;
  if (verb === "get") return;
  const typed = formData ? [...formData.entries()].map(([name, value]) => `${name}=${value instanceof File ? `${value.name}:${value.size}` : value}`) : [];
  const signature = `${verb} ${path} ${typed.join("&")}`;
  const before = attempts.get(elt);
  const act = before?.signature === signature ? before.act : crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  attempts.set(elt, { signature, act });
  headers["Desk-Act"] = act;
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const config = event.detail.requestConfig;
  if (!unsent || !isAct(config) || config.elt === unsent.elt) return;
  event.preventDefault();
  tell(`Not sent: “${unsent.name}” is still waiting for the connection, and comes first. What you typed stays.`);
});

function lost(event) {
  const config = event.detail.requestConfig;
  if (isAct(config)) {
    const submitter = config.triggeringEvent?.submitter ?? null;
    const name = (submitter ?? config.elt).textContent.trim().replace(/\s+/g, " ").slice(0, 60);
    unsent = { elt: config.elt, submitter, name: name || "Save" };
  }
  const wait = Number(event.detail.xhr?.getResponseHeader?.("Retry-After")) || 0;
  if (wait && wait <= 60 && !timer) { since ??= new Date(); plan(wait); }
  missed();
}

document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:timeout", lost);
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (isAway(xhr.status)) lost(event);
  else if (xhr.status >= 500 && !xhr.responseText.trimStart().startsWith("<!")) explain(xhr.status);
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (isAway(xhr.status)) return;
  if (unsent?.elt === requestConfig.elt) unsent = null; // an answer, be it a no: the act is not waiting any more
  attempts.delete(requestConfig.elt);
  reached();
});

window.addEventListener("offline", () => missed());
window.addEventListener("online", () => { if (since !== null) { tries = 0; again(); } });
window.addEventListener("beforeunload", (event) => { if (unsent) event.preventDefault(); });

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-retry]")) again();
  const close = event.target.closest("[data-dismiss-notice]");
  if (close) close.closest(".notice").remove();
  const mine = event.target.closest("[data-keep-mine]");
  if (mine) keepMine(mine.closest(".notice"));
});

// -- leaving ----------------------------------------------------------------------------------------------------------

const underWay = new Map(); // request → whether a person did it
const LANDED = 40; // ms until an answer stands on the page

document.addEventListener("htmx:beforeSend", (event) => {
  const { xhr, requestConfig } = event.detail;
  underWay.set(xhr, isAct(requestConfig));
  xhr.addEventListener("loadend", () => underWay.delete(xhr));
});

// Whether the page may be left for another: once all that was pressed has been answered. Not where an answer was a no,
// which is to be read, and not past what could not be saved, unless its person says so.
export async function mayLeave() {
  const acts = [...underWay].filter(([, isAct]) => isAct).map(([xhr]) => xhr);
  await Promise.all(acts.map((xhr) => new Promise((resolve) => { xhr.addEventListener("loadend", resolve); })));
  if (acts.length) await new Promise((resolve) => { setTimeout(resolve, LANDED); });
  if (unsent) {
    if (!confirm(`“${unsent.name}” is not saved yet: the desk could not be reached. Leave this page without it?`)) return false;
    unsent = null;
    show();
  }
  return acts.every((xhr) => xhr.status < 400);
}

// What the page itself has asked for has no place on another.
export function stopAsking() {
  for (const xhr of [...underWay.keys()]) xhr.abort();
}

// -- stale ------------------------------------------------------------------------------------------------------------

// Send the refused form again on top of the state that the refusal showed.
function keepMine(notice) {
  const request = lastRefused;
  if (!request?.isConnected) return;
  const revision = notice.dataset.revision;
  const form = request.matches("form") ? request : request.form;
  const field = request.name === "revision" ? request : form?.elements.namedItem("revision");
  if (field) field.value = revision;
  notice.remove();
  if (request.matches("form")) request.requestSubmit();
  else request.click();
}
let lastRefused = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.getResponseHeader("Desk-Refusal") === "stale") lastRefused = event.detail.requestConfig.elt;
});
