// The current tab is in view on a narrow screen. Menus made of <details data-closes> close on Escape and on a click elsewhere; dialogs close on a click on the veil.
import { onArrive } from "./arrive.js";

document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details[data-closes][open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
  if (event.target.matches("dialog.dialog")) event.target.close();
  const closer = event.target.closest("[data-close-dialog]");
  if (closer) closer.closest("dialog").close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest?.("details[data-closes][open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

onArrive(".tabs", (tabs) => {
  const tab = tabs.querySelector("[aria-current]");
  if (tab && tabs.scrollWidth > tabs.clientWidth) tabs.scrollLeft = tab.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
});
