// Single keys. A key presses whatever carries data-key in the current row ([data-row]), else outside of all rows.
// None fires while typing, with a modifier held, or when the person switched them off.

const STORE = "single-keys";
const dialog = document.getElementById("keys");

export function areOn() {
  try { return localStorage.getItem(STORE) !== "off"; } catch { return true; }
}

export function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable], [role=listbox]") !== null && !target.matches("input[type=checkbox], input[type=radio]");
}

// Asking each row whether it shows would lay out a whole long article for one press: rows always show.
const rows = () => [...document.querySelectorAll("[data-row]")];
export const currentRow = () => document.activeElement?.closest?.("[data-row]") ?? document.querySelector("[data-row].is-current");

export function goTo(row) {
  for (const other of document.querySelectorAll("[data-row].is-current")) other.classList.remove("is-current");
  row.classList.add("is-current");
  (row.querySelector("[data-row-link]") ?? row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = rows();
  if (!all.length) return false;
  const here = all.indexOf(currentRow());
  const isThere = document.activeElement?.closest("[data-row]") !== null;
  // The first press comes back to the current row, the next ones move on.
  const next = all[here === -1 ? (step > 0 ? 0 : all.length - 1) : isThere ? here + step : here];
  if (next) goTo(next);
  return true;
}

function press(key) {
  if (!/[a-z0-9]/.test(key)) return false;
  const usable = (one) => !one.disabled && one.getClientRects().length > 0;
  const mine = [...(currentRow()?.querySelectorAll(`[data-key="${key}"]`) ?? [])];
  const shared = [...document.querySelectorAll(`[data-key="${key}"]`)].filter((one) => one.closest("[data-row]") === null);
  const button = mine.find(usable) ?? shared.find(usable);
  if (!button) return false;
  button.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]") && event.key !== "?") return;
  if (!areOn()) return;
  let done = false;
  if (event.key === "j") done = move(1);
  else if (event.key === "k") done = move(-1);
  else if (event.key === "?") done = help();
  else if (event.key === "/") done = search();
  else if (event.key.length === 1 && !event.repeat) done = press(event.key); // held down it is one press
  if (done) event.preventDefault();
});

// Saves what the focus is in; the claim page goes on to the next thing by itself.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("form[method=post], dialog form");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});

function showCurrent() {
  const row = document.activeElement?.closest?.("[data-row]");
  if (!row || row.classList.contains("is-current")) return;
  for (const other of document.querySelectorAll("[data-row].is-current")) other.classList.remove("is-current");
  row.classList.add("is-current");
}
document.addEventListener("focusin", showCurrent);
document.addEventListener("htmx:afterSettle", () => setTimeout(showCurrent)); // settling puts back the classes as sent

function help() {
  if (!dialog) return false;
  if (dialog.open) dialog.close(); else dialog.showModal();
  return true;
}

function search() {
  const fields = [document.querySelector("[data-search]"), document.getElementById("search")];
  const field = fields.find((one) => one?.getClientRects().length);
  if (!field) return false;
  field.focus();
  field.select();
  return true;
}

const toggle = document.querySelector("[data-keys-switch]");
function show() { toggle?.setAttribute("aria-checked", String(areOn())); }
toggle?.addEventListener("click", () => {
  try { localStorage.setItem(STORE, areOn() ? "off" : "on"); } catch { /* private window: on until closed */ }
  show();
});
show();
document.addEventListener("click", (event) => { if (event.target.closest("[data-help]")) help(); });
