// Selecting rows by key, a look at what would happen to them, and taking the last act back.
import { onArrive } from "./arrive.js";
import { areOn, currentRow, goTo, isTyping } from "./keys.js";

const picks = () => [...document.querySelectorAll(".claimrow__pick")];
const picked = () => picks().filter((one) => one.checked);
const pickOf = (row) => row?.querySelector(".claimrow__pick");

function count() {
  const number = picked().length;
  const bar = document.querySelector("[data-bulkbar]");
  if (!bar) return;
  bar.classList.toggle("has-picks", number > 0);
  bar.querySelector("[data-picked]").textContent = number ? `${number} selected` : "";
  const all = bar.querySelector("[data-pick-all]");
  all.checked = number > 0 && number === picks().length;
  all.indeterminate = number > 0 && !all.checked;
}

function pickAll(isOn) {
  for (const one of picks()) one.checked = isOn;
  count();
}

function extend(step) {
  const row = currentRow();
  if (!row) return false;
  if (pickOf(row)) pickOf(row).checked = true;
  const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  if (pickOf(next)) {
    pickOf(next).checked = true;
    goTo(next);
  }
  count();
  return true;
}

function toggle(target) {
  if (target.closest("button, summary, input, a:not([data-row-link])")) return false; // there the bar presses
  const pick = pickOf(currentRow());
  if (!pick) return false;
  pick.checked = !pick.checked;
  count();
  return true;
}

function press(event) {
  switch (event.key) {
    case " ": return toggle(event.target);
    case "J": return extend(1);
    case "K": return extend(-1);
    case "*": pickAll(picked().length < picks().length); return true;
    case "Escape":
      if (!picked().length || document.querySelector("details[data-closes][open]")) return false;
      pickAll(false);
      return true;
    default: {
      const many = picked().length && document.querySelector(`[data-many="${CSS.escape(event.key)}"]`);
      if (!many) return false;
      many.click();
      return true;
    }
  }
}

onArrive("#bulk", (dialog, gone) => {
  const slot = dialog.querySelector("#bulk-slot");
  const here = { signal: gone };
  let home = ""; // where the focus was before the dialog

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !areOn() || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]") || !press(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // with rows selected, a and x mean all of them
  }, { capture: true, signal: gone });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) pickAll(event.target.checked);
    else if (event.target.matches(".claimrow__pick")) count();
  }, here);
  document.addEventListener("htmx:afterSettle", () => setTimeout(count), here);
  window.addEventListener("pageshow", count, here);

  // Which rows stand on the page: the answer brings those of them that changed.
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.detail.elt.matches("[data-sends-shown]")) return;
    event.detail.parameters.shown = [...document.querySelectorAll(".claimrow")].map((row) => row.id.replace("claim-", "")).join(",");
  }, here);

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== slot) return;
    const form = slot.querySelector("form");
    htmx.process(slot); // else a key pressed before htmx settles sends the form past it, as a whole page
    if (form && !dialog.open) {
      home = currentRow()?.id ?? "";
      dialog.showModal();
    }
    if (form) (form.querySelector("#bulk-do") ?? form.querySelector("[data-digit]") ?? form.querySelector("[data-close-dialog]")).focus();
    else if (dialog.open) dialog.close();
  }, here);
  dialog.addEventListener("close", () => {
    slot.replaceChildren();
    setTimeout(() => {
      const row = document.getElementById(home) ?? document.querySelector(".claimrow");
      row?.querySelector("[data-row-link]")?.focus({ preventScroll: true });
    });
  });
});
