// The claim page: drafts, the way through it by keys, notices that pass, and panels that stay open through a swap.
import "./drafts.js";
import "./steps.js";

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
