// From page to page without a load: what one works with all day follows one another in place. Links and filters lead
// there as they always do; a page that is none of these, or cannot follow, is loaded.
import { rest, wake } from "./arrive.js";
import { dress } from "./dress.js";
import { currentRow, goTo } from "./keys.js";
import { mayLeave, missed, stopAsking, tell } from "./net.js";

const FOLLOWING = [/^\/$/, /^\/queue\/next\/$/, /^\/claims\/\d+\/$/, /^\/articles\/\d+\/$/];
const CHROME = [".nav", ".forme", ".bottombar"]; // around the page, and telling where one is
const ENOUGH = 2_000; // ms for drafts to be saved on the way; they are on this device in any case
const said = document.getElementById("said");
const content = () => document.getElementById("content");
const pageOf = (place) => place.pathname + place.search;
const follows = (place) => Boolean(document.body.dataset.desk) && place.origin === location.origin && FOLLOWING.some((one) => one.test(place.pathname));

let shown = new URL(location.href);
let turn = 0;
let asked = null; // {address, stop}: the page that is on its way

// -- going ------------------------------------------------------------------------------------------------------------

// `from`: what was pressed. `isReturn`: the browser has gone back or forward to the address already.
export async function go(address, { from = null, isReturn = false } = {}) {
  const to = new URL(address, location.href);
  if (!follows(to) || !follows(shown)) return load(to, isReturn);
  if (asked?.address === to.href) return; // a key held down
  asked?.stop.abort();
  asked = { address: to.href, stop: new AbortController() };
  const mine = ++turn;
  const isMine = () => mine === turn;
  const row = from?.closest?.("[data-row]");
  row?.classList.add("is-going"); // at once; the line on top comes where it takes longer than a blink
  showBusy(true);
  const hasMoved = await move(to, asked.stop.signal, isReturn, isMine).catch(reportError);
  row?.classList.remove("is-going");
  if (!isMine()) return; // another press has taken over
  asked = null;
  showBusy(false);
  if (!hasMoved && isReturn) stay();
}

function showBusy(isBusy) {
  document.documentElement.classList.toggle("is-going", isBusy);
  if (isBusy) content().setAttribute("aria-busy", "true");
  else content().removeAttribute("aria-busy");
}

async function move(to, signal, isReturn, isMine) {
  if (!await mayLeave() || !isMine()) return false;
  const kept = draftsKept();
  let answer;
  try {
    answer = await ask(to, signal);
  } catch {
    if (!signal.aborted) cannot();
    return false;
  }
  if (answer.isAway) { cannot(); return false; }
  const page = new DOMParser().parseFromString(answer.text, "text/html");
  const isDesk = page.getElementById("content") && page.body.dataset.desk === document.body.dataset.desk; // of the same person and state of the desk
  const putOn = isDesk ? await dress(page) : null;
  await kept;
  if (!isMine()) return false;
  if (!putOn) { load(to, isReturn); return true; }
  if (!await mayLeave() || !isMine()) return false;
  const address = new URL(answer.address);
  address.hash = to.hash; // an answer's address has lost it
  show(page, putOn, address, isReturn);
  return true;
}

async function ask(to, signal) {
  const answer = await fetch(to, { headers: { Accept: "text/html" }, signal, priority: "high" });
  return { text: await answer.text(), address: answer.url, isAway: [502, 503, 504].includes(answer.status) };
}

function cannot() {
  missed();
  tell("The desk cannot be reached, so you are still on this page. Press again when the connection is back.");
}

function load(to, isReturn) {
  if (isReturn) location.reload();
  else location.assign(to);
}

// The address went ahead, the page did not: the address comes back to it.
function stay() {
  history.pushState({ desk: key = newKey() }, "", shown);
}

// The same page by another address.
export function renameTo(address) {
  shown = new URL(address);
  history.replaceState(history.state, "", shown);
}

// What is typed and not saved yet goes to the desk while the next page is on its way.
function draftsKept() {
  const saves = [];
  document.dispatchEvent(new CustomEvent("desk:leaving", { detail: saves }));
  return Promise.race([Promise.allSettled(saves), new Promise((resolve) => setTimeout(resolve, ENOUGH))]);
}

// -- showing ----------------------------------------------------------------------------------------------------------

function show(page, putOn, address, isReturn) {
  const fresh = page.getElementById("content");
  const place = isReturn ? null : samePlace(address);
  keepPlace();
  document.activeElement?.blur();
  rest(content());
  stopAsking();
  putOn();
  content().replaceWith(fresh);
  frame(page);
  if (isReturn) history.replaceState(history.state, "", address);
  else history.pushState({ desk: newKey() }, "", address);
  key = history.state?.desk ?? null;
  shown = address;
  htmx.process(fresh);
  settle(fresh, isReturn ? places[key] : place, isReturn);
  said.textContent = document.title;
}

// All around the page that differs from page to page.
function frame(page) {
  document.title = page.title;
  document.body.className = page.body.className;
  document.body.setAttribute("hx-headers", page.body.getAttribute("hx-headers"));
  for (const selector of CHROME) {
    const fresh = page.querySelector(selector);
    if (fresh) document.querySelector(selector)?.replaceWith(fresh);
  }
  document.querySelector(".searchbox")?.reset();
  for (const menu of document.querySelectorAll(".masthead details[open]")) menu.open = false;
  for (const notice of document.querySelectorAll("#notices > :not(.notice--good)")) notice.remove();
}

// Where the person is on the page: where they were when they come back, at what the address names, else on top.
function settle(fresh, place, isReturn) {
  window.scrollTo({ top: isReturn ? place?.y ?? 0 : 0, behavior: "instant" });
  if (place) takePlace(place);
  wake(fresh);
  const named = shown.hash.length > 1 && document.getElementById(decodeURIComponent(shown.hash.slice(1)));
  if (named && !isReturn) {
    const state = history.state;
    location.replace(shown.hash); // only this tells the styles what is named
    history.replaceState(state, "");
    key = state.desk;
  }
  if (document.activeElement === document.body) fresh.focus({ preventScroll: true });
}

// -- places -----------------------------------------------------------------------------------------------------------

const STORE = "places";
const newKey = () => `${Date.now()}-${Math.random().toString(36).slice(2, 8)}`;
const places = kept(); // entry of the history → where its person was on the page
let key = history.state?.desk ?? newKey();

function kept() {
  try { return JSON.parse(sessionStorage.getItem(STORE)) ?? {}; } catch { return {}; }
}

function keepPlace() {
  if (key === null) return;
  const row = currentRow();
  const focused = document.activeElement?.id || row?.querySelector("[data-row-link]")?.id || "";
  places[key] = { y: Math.round(window.scrollY), focus: focused, row: row ? rows().indexOf(row) : -1 };
}

// The row that was left may have gone from its list: then the one that came up in its place.
function takePlace({ focus, row }) {
  const element = focus && document.getElementById(focus);
  const near = rows()[Math.min(row, rows().length - 1)];
  if (element && !element.matches("#content")) element.focus({ preventScroll: true });
  else if (near) goTo(near);
}

// The same list with other filters: the focus stays on the filter. Not in a field of words: who sent them off wants to
// see what was found, and their next key is meant for it.
function samePlace(address) {
  const focused = document.activeElement;
  if (address.pathname !== shown.pathname || !focused?.id || focused.matches("input, #content")) return null;
  return { focus: focused.id, row: -1 };
}

const rows = () => [...document.querySelectorAll("[data-row]")];

if (follows(location)) {
  history.replaceState({ ...history.state, desk: key }, "");
  if (performance.getEntriesByType("navigation")[0]?.type === "back_forward" && places[key]) takePlace(places[key]);
}

window.addEventListener("pagehide", () => {
  keepPlace();
  const last = Object.entries(places).slice(-50);
  try { sessionStorage.setItem(STORE, JSON.stringify(Object.fromEntries(last))); } catch { /* a private window: forgotten */ }
});

// -- what leads from page to page -------------------------------------------------------------------------------------

window.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.target || link.hasAttribute("download")) return;
  const to = new URL(link.href);
  const isWithin = to.hash && pageOf(to) === pageOf(shown);
  if (isWithin || !follows(to) || !follows(shown)) return;
  event.preventDefault();
  go(to, { from: link });
});

// A form that asks for a page: filters and searches. An empty field says nothing in the address.
window.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() === "post" || form.closest("dialog")) return;
  const to = new URL(form.getAttribute("action") || pageOf(shown), location.href);
  if (!follows(to) || !follows(shown)) return;
  event.preventDefault();
  to.search = new URLSearchParams([...new FormData(form, event.submitter)].filter(([, value]) => value !== ""));
  go(to, { from: form });
});

// The desk says where to go on.
document.body.addEventListener("desk-onward", (event) => go(event.detail.to, { from: event.target }));

window.addEventListener("popstate", () => {
  if (pageOf(location) === pageOf(shown)) { // within the page
    shown = new URL(location.href);
    key = history.state?.desk ?? null;
    return;
  }
  go(location.href, { isReturn: true });
});
