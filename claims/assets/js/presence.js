// The open page of a claim: says every half minute that somebody is here, and hears who else is, how long the lease
// runs, and what others changed. Nothing in a form is touched: the page offers to show what is new.

import { missed, reached, tell } from "./net.js";

const EVERY = 30_000;
const IN_USE = 10 * 60_000; // after the last key, press or scroll the page holds nothing for its person any more
const said = document.getElementById("said");
const notices = document.getElementById("notices");
const line = () => document.getElementById("claim-presence");
let used = Date.now();
let last = 0;
let isGone = false;

export const headers = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}");

for (const kind of ["keydown", "pointerdown", "scroll", "input"])
  document.addEventListener(kind, () => { used = Date.now(); }, { passive: true, capture: true });

async function beat() {
  const here = line();
  if (!here || isGone) return;
  last = Date.now();
  const seen = here.dataset.seen;
  const body = new URLSearchParams({ seen, active: last - used < IN_USE ? "1" : "0" });
  let answer;
  try {
    answer = await fetch(here.dataset.beat, { method: "POST", body, headers: headers(), redirect: "manual" });
  } catch {
    missed();
    return;
  }
  if (answer.type === "opaqueredirect" || answer.status === 401) {
    isGone = true;
    tell("You are signed out. What you type is kept on this device: sign in in another tab, then reload this page.");
    return;
  }
  if ([502, 503, 504].includes(answer.status)) { missed(); return; }
  if (!answer.ok) { isGone = answer.status === 403 || answer.status === 404; return; }
  reached();
  const box = document.createElement("template");
  box.innerHTML = await answer.text();
  // What this very page did meanwhile it shows already; the next beat asks from there.
  if (line()?.dataset.seen === seen) take(box.content);
}

function take(fresh) {
  const here = line();
  const there = fresh.getElementById("claim-presence");
  const before = here.querySelector("[data-present]")?.textContent ?? "";
  const now = there.querySelector("[data-present]")?.textContent ?? "";
  const news = fresh.querySelector("[data-news]");
  there.dataset.seen = here.dataset.seen; // until the news are shown or put off
  if (there.outerHTML !== here.outerHTML) here.replaceWith(there);
  if (now !== before && said) said.textContent = now || "Nobody else is here any more.";
  const shown = notices.querySelector("[data-news]");
  if (!news || shown?.dataset.news === news.dataset.news) return;
  shown?.remove();
  notices.append(news);
  htmx.process(news);
}

document.addEventListener("click", (event) => {
  const later = event.target.closest?.("[data-later-news]");
  if (!later) return;
  const news = later.closest("[data-news]");
  line().dataset.seen = news.dataset.news; // told once; saving on top of it is told again, by both texts
  news.remove();
});

if (line()) {
  beat();
  setInterval(beat, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && Date.now() - last > EVERY / 3) { used = Date.now(); beat(); }
  });
  document.addEventListener("desk:try", beat);
  document.addEventListener("desk:look", beat); // something else on the page wants to know now
  window.addEventListener("pageshow", (event) => { if (event.persisted) beat(); });
  window.addEventListener("pagehide", () => {
    const here = line();
    if (!here || isGone) return;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", headers()["X-CSRFToken"] ?? "");
    navigator.sendBeacon(here.dataset.leave, body);
  });
}
