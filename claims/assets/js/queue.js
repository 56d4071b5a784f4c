// The queue: the current claim in its text beside the list, dismissing with a reason, filters that apply by themselves.
import "./dismiss.js";
import { suggestInto } from "./speakers.js";

const pane = document.getElementById("glance");
const wide = window.matchMedia("(min-width: 84rem)");
const fold = document.querySelector(".filters__fold");
let shown = "";
let timer = 0;

// On a narrow screen the filters start folded; the line above the list says what is shown.
if (fold && !window.matchMedia("(min-width: 64rem)").matches && !fold.querySelector(".field--wrong")) fold.open = false;

function glance(row) {
  if (!row || !wide.matches || row.dataset.glance === shown) return;
  shown = row.dataset.glance;
  htmx.ajax("GET", shown, { source: pane, target: pane, swap: "innerHTML" });
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-glance]");
  if (!row || !wide.matches || row.dataset.glance === shown) return;
  clearTimeout(timer);
  timer = setTimeout(glance, 90, row);
});

for (const select of document.querySelectorAll("[data-filters] select")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
// An empty field says nothing in the address.
document.querySelector("[data-filters]")?.addEventListener("submit", (event) => {
  for (const field of event.target.elements) if (field.name && field.value === "") field.disabled = true;
});
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("[data-filters] :disabled")) field.disabled = false;
});

suggestInto(document.querySelector("[data-filters] [name=speaker]"), document.getElementById("speakers-known"));

// The first claim is the current one before any key is pressed.
const first = document.querySelector("[data-glance]");
first?.classList.add("is-current");
window.addEventListener("load", () => glance(first));
