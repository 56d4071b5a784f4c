// The claim page: drafts, keys that lead to a field, notices that pass, and panels that stay open through a swap.
import "./drafts.js";
import { areOn } from "./keys.js";

// Keys that lead to a field; keys.js presses what has data-key.
const FIELDS = {
  e: "#evidence-url",
  f: "#speaker-name",
  v: "#verdict-rating input:checked, #verdict-rating input, #review-note",
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !areOn()) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  const fields = FIELDS[event.key]?.split(", ").map((one) => document.querySelector(`#claim ${one}`)) ?? [];
  const field = fields.find(Boolean);
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.scrollIntoView({ block: "center" });
});

const open = new Set();
document.addEventListener("htmx:beforeSwap", () => {
  open.clear();
  for (const panel of document.querySelectorAll("details[data-keep-open][open]")) open.add(panel.dataset.keepOpen);
});
document.addEventListener("htmx:afterSettle", () => {
  for (const panel of document.querySelectorAll("details[data-keep-open]")) if (open.has(panel.dataset.keepOpen)) panel.open = true;
  for (const notice of document.querySelectorAll("[data-passing]")) {
    notice.removeAttribute("data-passing");
    setTimeout(() => notice.remove(), 6000);
  }
});
