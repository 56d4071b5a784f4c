// The queue: the current claim in its text beside the list, keys that lead into a claim, filters that apply by themselves.
import "./dismiss.js";
import "./bulk.js";
import { onArrive } from "./arrive.js";
import { areOn, currentRow, isTyping } from "./keys.js";
import { go } from "./pages.js";
import { suggestInto } from "./speakers.js";

const wide = window.matchMedia("(min-width: 84rem)");
const KEPT = 200;

// -- the current claim in its text -------------------------------------------------------------------

onArrive("#queue", (queue, gone) => {
  const pane = queue.querySelector("#glance");
  const kept = new Map(); // address → what it answered; the neighbours of the current claim are asked for beforehand
  let shown = "";
  let timer = 0;
  let moved = 0;

  async function ask(address, priority) {
    if (kept.has(address)) return kept.get(address);
    const answer = fetch(address, { headers: { "HX-Request": "true" }, priority, signal: gone }).then((one) => (one.ok ? one.text() : null)).catch(() => null);
    kept.set(address, answer);
    const text = await answer;
    if (text === null) kept.delete(address);
    else kept.set(address, text);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
    return text;
  }

  async function show(row) {
    shown = row.dataset.glance;
    const address = shown;
    const known = kept.get(address);
    if (typeof known === "string") put(address, known);
    else {
      pane.setAttribute("aria-busy", "true");
      put(address, await ask(address, "high"));
    }
    if (gone.aborted) return;
    for (const one of [row.nextElementSibling, row.previousElementSibling]) if (one?.dataset.glance) ask(one.dataset.glance, "low");
  }

  function put(address, text) {
    if (address !== shown || gone.aborted) return; // moved on
    pane.removeAttribute("aria-busy");
    pane.scrollTop = 0;
    if (text === null) {
      // Another claim's text must not stand beside this one; coming back to the row asks again.
      pane.innerHTML = '<p class="muted">The text could not be fetched. Move away and back to try again, or open the claim.</p>';
      shown = "";
      return;
    }
    pane.innerHTML = text;
    pane.dataset.shows = address;
  }

  // The first press is answered at once; a key held down asks for the row at which it stops.
  function glance(row) {
    if (!row || !wide.matches || row.dataset.glance === shown) return;
    clearTimeout(timer);
    const isHeld = performance.now() - moved < 60 && typeof kept.get(row.dataset.glance) !== "string";
    moved = performance.now();
    if (isHeld) timer = setTimeout(show, 60, row);
    else show(row);
  }

  document.addEventListener("focusin", (event) => glance(event.target.closest?.("[data-glance]")), { signal: gone });
  document.body.addEventListener("desk-changed", () => kept.clear(), { signal: gone });
  gone.addEventListener("abort", () => clearTimeout(timer));

  // The first claim is the current one before any key is pressed, or the one that its person comes back to.
  const current = queue.querySelector("[data-glance]:focus-within") ?? queue.querySelector("[data-glance]");
  current?.classList.add("is-current");
  if (document.readyState === "complete") glance(current);
  else window.addEventListener("load", () => glance(current), { signal: gone });
});

// -- into a claim, at a field --------------------------------------------------------------------------

const PLACES = { e: "at-evidence", f: "at-speaker", v: "at-verdict" };

onArrive("#queue", (queue, gone) => document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !areOn()) return;
  const link = event.key in PLACES && !document.querySelector("dialog[open]") && currentRow()?.querySelector("[data-row-link]");
  if (!link) return;
  event.preventDefault();
  go(`${link.href}#${PLACES[event.key]}`, { from: link });
}, { signal: gone }));

// -- filters -------------------------------------------------------------------------------------------

onArrive("[data-filters]", (form) => {
  const fold = form.querySelector(".filters__fold");
  // On a narrow screen the filters start folded; the line above the list says what is shown.
  if (fold && !window.matchMedia("(min-width: 64rem)").matches && !fold.querySelector(".field--wrong")) fold.open = false;
  for (const select of form.querySelectorAll("select")) select.addEventListener("change", () => form.requestSubmit());
  suggestInto(form.querySelector("[name=speaker]"), document.getElementById("speakers-known"));
});
