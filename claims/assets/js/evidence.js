// Evidence on the claim page: an address that is pasted is looked up and its fields filled in, stance and nearness are
// picked by single keys, and a passage is marked with one. What somebody typed is never replaced.
import { onArrive } from "./arrive.js";
import { areOn } from "./keys.js";

const isTyping = (target) => target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]") !== null;

// -- keys ------------------------------------------------------------------------------------------

// Inside a form they choose; on a piece that is attached already they change it at once.
const STANCES = { s: "supports", r: "refutes", b: "mixed", c: "context", n: "insufficient" };
const NEARNESS = { 1: "primary", 2: "secondary", 3: "tertiary" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !areOn()) return;
  if (document.querySelector("dialog[open]")) return;
  const done = pick(event) || amend(event);
  if (!done) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // these keys mean something else on the rest of the page
}, true);

function pick(event) {
  const form = event.target.closest("form[data-picks]");
  const choice = form?.querySelector(`[data-pick="${CSS.escape(event.key)}"]`);
  if (!choice) return false;
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  choice.focus();
  return true;
}

function amend(event) {
  const piece = event.target.closest("[data-piece]");
  if (!piece) return false;
  if (event.key === "m") {
    const link = piece.querySelector("a[data-mark]");
    link?.click();
    return link !== null;
  }
  const values = event.key in STANCES ? { stance: STANCES[event.key] } : event.key in NEARNESS ? { proximity: NEARNESS[event.key] } : null;
  if (!values) return false;
  htmx.ajax("POST", piece.dataset.piece, { source: piece, swap: "none", values });
  return true;
}

// -- an address is pasted ----------------------------------------------------------------------------

let asked = "";
onArrive("#evidence-form", () => { asked = ""; }); // another form, or the one that was sent and is empty again

function lookUp(field) {
  const place = field.closest("[data-look-up]");
  const url = field.value.trim();
  if (!place || url === asked) return;
  asked = url;
  if (!/^https?:\/\/\S+\.\S|^https?:\/\/[\d.]+:/i.test(url)) {
    if (url === "") forget();
    return;
  }
  forget();
  htmx.ajax("POST", place.dataset.lookUp, { source: field, target: "#evidence-look", swap: "outerHTML", values: { url } });
}

document.addEventListener("paste", (event) => {
  const field = event.target.closest?.("#evidence-url");
  if (field) setTimeout(() => lookUp(field));
});
document.addEventListener("change", (event) => {
  const field = event.target.closest?.("#evidence-url");
  if (field) lookUp(field);
});
document.addEventListener("htmx:configRequest", (event) => {
  // The form around the address is not sent along.
  if (event.detail.path.endsWith("/evidence/look/")) event.detail.parameters = { url: event.detail.parameters.url ?? asked };
});

// What was filled in for one address does not stay for the next.
function forget() {
  for (const field of document.querySelectorAll("#evidence-form [data-filled]")) {
    if (field.value === field.dataset.filled) put(field, "");
    delete field.dataset.filled;
  }
}

function put(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function fillIn(look) {
  if (look.dataset.readTitle === undefined) return;
  const read = { title: look.dataset.readTitle, publisher: look.dataset.readPublisher, author: look.dataset.readAuthor, published_on: look.dataset.readPublishedOn };
  for (const [name, value] of Object.entries(read)) {
    const field = document.getElementById(`evidence-${name}`);
    if (!field || !value || document.activeElement === field) continue;
    if (field.value !== "" && field.value !== field.dataset.filled) continue; // typed by hand: it stays
    put(field, value);
    field.dataset.filled = value;
  }
}

document.addEventListener("input", (event) => {
  const field = event.target;
  if (field.dataset?.filled !== undefined && field.value !== field.dataset.filled) delete field.dataset.filled;
});
document.addEventListener("htmx:afterSettle", () => {
  const look = document.getElementById("evidence-look");
  if (look) fillIn(look);
});

// -- the form that changes a piece ---------------------------------------------------------------------

document.addEventListener("htmx:afterSettle", (event) => {
  const edit = event.detail.target;
  if (!edit?.matches?.(".piece__edit") || event.detail.requestConfig?.verb !== "get") return;
  (edit.querySelector("input:checked") ?? edit.querySelector("input, textarea"))?.focus();
});
document.addEventListener("click", (event) => {
  const close = event.target.closest?.("[data-close-edit]");
  const edit = close && document.getElementById(close.dataset.closeEdit);
  const back = close && document.getElementById(close.dataset.returnTo);
  if (!edit || !back) return;
  event.preventDefault();
  edit.replaceChildren();
  back.focus();
});
