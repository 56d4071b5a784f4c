// The open page of a claim: says every half minute that somebody is here, and hears who else is, how long the lease
// runs, and what others changed. Nothing in a form is touched: the page offers to show what is new.

import { onArrive } from "./arrive.js";
import { missed, reached, tell } from "./net.js";

const EVERY = 30_000;
const IN_USE = 10 * 60_000; // after the last key, press or scroll the page holds nothing for its person any more
const said = document.getElementById("said");
const notices = document.getElementById("notices");
let used = Date.now();

const headers = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}");

for (const kind of ["keydown", "pointerdown", "scroll", "input"])
  document.addEventListener(kind, () => { used = Date.now(); }, { passive: true, capture: true });

onArrive("#claim", (page, gone) => {
  const line = () => page.querySelector("#claim-presence");
  if (!line()) return;
  const here = { signal: gone };
  let last = 0;
  let isOut = false; // signed out, or not let in: there is nobody to ask

  async function beat() {
    if (isOut || gone.aborted) return;
    last = Date.now();
    const { seen } = line().dataset;
    const body = new URLSearchParams({ seen, active: last - used < IN_USE ? "1" : "0" });
    let answer;
    try {
      answer = await fetch(line().dataset.beat, { method: "POST", body, headers: headers(), redirect: "manual", signal: gone });
    } catch {
      if (!gone.aborted) missed();
      return;
    }
    if (answer.type === "opaqueredirect" || answer.status === 401) {
      isOut = true;
      tell("You are signed out. What you type is kept on this device: sign in in another tab, then reload this page.");
      return;
    }
    if ([502, 503, 504].includes(answer.status)) { missed(); return; }
    if (!answer.ok) { isOut = answer.status === 403 || answer.status === 404; return; }
    reached();
    const box = document.createElement("template");
    box.innerHTML = await answer.text().catch(() => "");
    // What this very page did meanwhile it shows already; the next beat asks from there.
    if (!gone.aborted && line().dataset.seen === seen) take(box.content);
  }

  function take(fresh) {
    const there = fresh.getElementById("claim-presence");
    if (!there) return; // broken off on its way
    const before = line().querySelector("[data-present]")?.textContent ?? "";
    const now = there.querySelector("[data-present]")?.textContent ?? "";
    const news = fresh.querySelector("[data-news]");
    there.dataset.seen = line().dataset.seen; // until the news are shown or put off
    if (there.outerHTML !== line().outerHTML) line().replaceWith(there);
    if (now !== before && said) said.textContent = now || "Nobody else is here any more.";
    const shown = notices.querySelector("[data-news]");
    if (!news || shown?.dataset.news === news.dataset.news) return;
    shown?.remove();
    notices.append(news);
    htmx.process(news);
  }

  function leave() {
    if (isOut) return;
    const body = new FormData();
    body.set("csrfmiddlewaretoken", headers()["X-CSRFToken"] ?? "");
    navigator.sendBeacon(line().dataset.leave, body);
  }

  document.addEventListener("click", (event) => {
    const later = event.target.closest?.("[data-later-news]");
    if (!later) return;
    const news = later.closest("[data-news]");
    line().dataset.seen = news.dataset.news; // told once; saving on top of it is told again, by both texts
    news.remove();
  }, here);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && Date.now() - last > EVERY / 3) { used = Date.now(); beat(); }
  }, here);
  document.addEventListener("desk:try", beat, here);
  document.addEventListener("desk:look", beat, here); // something else on the page wants to know now
  window.addEventListener("pageshow", (event) => { if (event.persisted) beat(); }, here);
  window.addEventListener("pagehide", leave, here);
  const timer = setInterval(beat, EVERY);
  gone.addEventListener("abort", () => { clearInterval(timer); leave(); });
  beat();
});
