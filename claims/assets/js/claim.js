// The claim page: drafts, jumps to a field, notices that pass, and panels that stay open through a swap.
import "./drafts.js";

document.addEventListener("click", (event) => {
  const jump = event.target.closest?.("[data-goto]");
  const field = jump && document.getElementById(jump.dataset.goto);
  if (!field) return;
  for (let around = field.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
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
