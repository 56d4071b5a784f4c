// The claim page: drafts, the way through it by keys, notices that pass, and panels that stay open through a swap.
import "./drafts.js";
import "./steps.js";

// Alt and Enter in a form press its second button, where it names one: return with the note that was just typed.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.altKey) return;
  const button = document.querySelector(event.target.closest("[data-alt-enter]")?.dataset.altEnter ?? "#none");
  if (!button) return;
  event.preventDefault();
  button.click();
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
