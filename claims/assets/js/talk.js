// Talk, questions and replies on the claim page: keys that open a section, names under a field, order by keyboard,
// and the log's words for the verdict.
import { onArrive } from "./arrive.js";
import { areOn } from "./keys.js";

// -- keys: q, w and d open a section and lead to its first field -------------------------------------------------

const SECTIONS = {
  q: ["#claim-questions", "#question-question", "#questions-summary"],
  w: ["#claim-replies", "#reply-form", "#replies-summary"],
  d: ["#claim-talk", "#comment-body"],
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !areOn()) return;
  if (event.target.closest("input, textarea, select, dialog, [role=listbox]") || document.querySelector("dialog[open]")) return;
  const [place, ...wanted] = SECTIONS[event.key] ?? [];
  const section = place && document.querySelector(place);
  if (!section || section.hidden) return;
  event.preventDefault();
  section.querySelector("details").open = true;
  let field = wanted.map((one) => section.querySelector(one)).find(Boolean);
  if (field?.matches("form")) {
    field.closest("details").open = true;
    field = field.querySelector("input:not([type=hidden])");
  }
  field?.focus({ preventScroll: true });
  (field ?? section).scrollIntoView({ block: "center" });
});

// What the address names may stand in a closed section.
function openNamed() {
  let named = null;
  try { named = location.hash.length > 1 && document.querySelector(location.hash); } catch { /* no selector */ }
  if (!named || !named.closest("#claim")) return;
  for (let around = named; around; around = around.parentElement?.closest("details, .fold")) {
    const details = around.matches(".fold") ? around.querySelector("details") : around.closest("details");
    if (details) details.open = true;
  }
  named.scrollIntoView({ block: "start" });
}
window.addEventListener("hashchange", openNamed);
onArrive("#claim", openNamed);

// -- order by keyboard --------------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  if (event.target.closest("input, textarea, select")) return;
  const row = event.target.closest("[data-question]");
  const button = row?.querySelector(`[data-move="${event.key === "ArrowUp" ? "up" : "down"}"]`);
  if (!button) return;
  event.preventDefault();
  if (!button.disabled) {
    row.focus({ preventScroll: true }); // the row keeps the focus through the swap, wherever it comes to stand
    button.click();
  }
});

// -- names under a field ------------------------------------------------------------------------------------------

const BEFORE = /(?:^|[^\w@./+-])@([\w.+-]{0,40})$/;
let asked = 0;

function listFor(field) {
  const around = field.closest("[data-people]");
  let list = around.querySelector("[role=listbox]");
  if (!list) {
    list = document.createElement("ul");
    list.className = "names";
    list.id = `${field.id}-names`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Colleagues");
    list.hidden = true;
    field.insertAdjacentElement("afterend", list);
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-autocomplete", "list");
    list.addEventListener("mousedown", (event) => {
      const one = event.target.closest("[data-name]");
      event.preventDefault(); // the field keeps the focus
      if (one) take(field, one.dataset.name);
    });
  }
  return list;
}

function typedName(field) {
  return field.value.slice(0, field.selectionStart).match(BEFORE)?.[1] ?? null;
}

async function suggest(field) {
  const list = listFor(field);
  const typed = typedName(field);
  const turn = ++asked;
  if (typed === null) { close(field); return; }
  const address = `${field.closest("[data-people]").dataset.people}?q=${encodeURIComponent(typed)}`;
  let answer = null;
  try { answer = await fetch(address, { headers: { "HX-Request": "true" }, credentials: "same-origin" }); } catch { return; }
  if (turn !== asked || !answer.ok) return; // an older answer, or signed out: the name can be typed as well
  list.innerHTML = await answer.text();
  const found = list.querySelectorAll("[role=option]");
  for (const [index, one] of found.entries()) one.id = `${list.id}-${index}`;
  list.hidden = found.length === 0 || document.activeElement !== field;
  if (list.hidden) close(field); else choose(field, 0);
}

function choose(field, index) {
  const all = [...listFor(field).querySelectorAll("[role=option]")];
  for (const [at, one] of all.entries()) one.setAttribute("aria-selected", String(at === index));
  field.setAttribute("aria-activedescendant", all[index].id);
  all[index].scrollIntoView({ block: "nearest" });
}

function close(field) {
  const list = listFor(field);
  list.hidden = true;
  list.replaceChildren();
  field.removeAttribute("aria-activedescendant");
}

function take(field, name) {
  const at = field.selectionStart;
  const before = field.value.slice(0, at).replace(/[\w.+-]*$/, `${name} `);
  const after = field.value.slice(at).replace(/^ /, "");
  field.value = before + after;
  field.setSelectionRange(before.length, before.length);
  close(field);
  field.dispatchEvent(new Event("input", { bubbles: true })); // the draft keeps it
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("textarea[data-mentions]")) suggest(event.target);
});
document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("textarea[data-mentions]")) close(event.target);
});
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("textarea[data-mentions]")) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    field.form.requestSubmit();
    return;
  }
  const list = field.closest("[data-people]").querySelector("[role=listbox]");
  if (!list || list.hidden) return;
  const all = [...list.querySelectorAll("[role=option]")];
  const here = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") choose(field, (here + 1) % all.length);
  else if (event.key === "ArrowUp") choose(field, (here - 1 + all.length) % all.length);
  else if (event.key === "Enter" || event.key === "Tab") take(field, all[here].dataset.name);
  else if (event.key === "Escape") close(field);
  else return;
  event.preventDefault();
});

// -- a form that was asked for takes the focus; the log's words wait beside the verdict ---------------------------

document.addEventListener("htmx:afterSwap", (event) => {
  const slot = event.detail.target;
  if (!slot?.matches?.(".slot")) return;
  const wrong = slot.querySelector("[aria-invalid], .field--wrong input, .field--wrong textarea");
  (wrong ?? slot.querySelector("input:checked, textarea, input:not([type=hidden])"))?.focus();
});

document.addEventListener("keydown", (event) => {
  const slot = event.key === "Escape" && event.target.closest?.(".slot");
  if (!slot || event.defaultPrevented) return;
  const opener = document.querySelector(`[hx-target="#${slot.id}"]:not(form)`);
  slot.replaceChildren();
  opener?.focus();
});

function offer() {
  const box = document.querySelector("[data-offer-for]");
  const field = box && document.getElementById(box.dataset.offerFor);
  if (!field) return;
  const words = box.querySelector("[data-offer]").textContent;
  // What was just logged fills an empty field; words of a person's own are never touched.
  if ("fresh" in box.dataset && field.value.trim() === "") put(field, words);
  delete box.dataset.fresh;
  show(box, field);
}

function put(field, words) {
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function show(box, field) {
  const isSame = field.value.trim() === box.querySelector("[data-offer]").textContent.trim();
  box.hidden = isSame;
  box.querySelector("[data-use-offer]").hidden = false;
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-use-offer]")?.closest("[data-offer-for]");
  if (!box) return;
  const field = document.getElementById(box.dataset.offerFor);
  put(field, box.querySelector("[data-offer]").textContent);
  show(box, field);
  field.focus();
});
document.addEventListener("input", (event) => {
  const box = document.querySelector("[data-offer-for]");
  if (box && event.target.id === box.dataset.offerFor) show(box, event.target);
});
document.addEventListener("htmx:afterSettle", offer);
onArrive("[data-offer-for]", offer);
