// The article page: marks and finds point at each other, and any words can be made a claim.
import "./dismiss.js";
import { onArrive } from "./arrive.js";
import { suggestInto } from "./speakers.js";
import { closed, set, spanTool } from "./cuts.js";
import { spanOf } from "./offsets.js";

// -- marks and finds ---------------------------------------------------------------------------
function light(ids) {
  for (const old of document.querySelectorAll(".is-lit")) old.classList.remove("is-lit");
  for (const id of ids) {
    for (const mark of document.querySelectorAll(`mark[data-claims~="${id}"]`)) mark.classList.add("is-lit");
  }
}

function lightCurrent() {
  const find = document.activeElement?.closest?.("[data-claim]");
  if (find) light([find.dataset.claim]);
}
document.addEventListener("focusin", lightCurrent);
document.addEventListener("htmx:afterSettle", () => setTimeout(lightCurrent)); // settling puts back the classes as sent

document.addEventListener("click", (event) => {
  const mark = event.target.closest("mark[data-claims]");
  if (mark && document.getSelection().isCollapsed) {
    // Several clicks on words under several claims go through them.
    const ids = mark.dataset.claims.split(" ");
    const here = ids.indexOf(document.querySelector("[data-claim].is-current")?.dataset.claim);
    const find = document.getElementById(`find-${ids[(here + 1) % ids.length]}`);
    find?.querySelector("[data-row-link]").focus({ preventScroll: true });
    find?.scrollIntoView({ block: "nearest" });
    return;
  }
  const show = event.target.closest("[data-show]");
  if (show) light([show.dataset.show]);
  if (event.target.closest("[data-cancel-tool]")) {
    const slot = event.target.closest(".find__tools");
    const row = slot?.closest("[data-row]");
    slot?.replaceChildren();
    row?.querySelector("[data-row-link]")?.focus();
    closed();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.target.closest?.(".find__tools")?.querySelector("[data-cancel-tool]")?.click();
});

// A long article's finds come when their paragraph does: an address of one leads to its mark until then.
function follow() {
  const id = /^#find-(\d+)$/.exec(location.hash)?.[1];
  if (id && !document.getElementById(`find-${id}`)) document.getElementById(`mark-${id}`)?.scrollIntoView({ block: "center" });
}
window.addEventListener("hashchange", follow);
onArrive("#content", follow);

// -- who said it --------------------------------------------------------------------------------
document.addEventListener("focusin", (event) => {
  if (!event.target.matches?.("[data-suggest], [name=speaker_name]") || event.target.dataset.suggesting) return;
  event.target.dataset.suggesting = "yes";
  suggestInto(event.target, document.getElementById("speakers-known"));
});

// -- selecting words ----------------------------------------------------------------------------
const bar = () => document.getElementById("selectbar");
const dialogs = { claim: () => document.getElementById("add-claim"), statement: () => document.getElementById("add-statement") };
let chosen = null;

document.addEventListener("selectionchange", () => {
  const box = bar();
  if (!box || document.querySelector("dialog[open]")) return;
  chosen = spanOf(document.getSelection());
  // While a claim's words are being changed, what is selected becomes them.
  const tool = spanTool();
  if (tool) {
    box.hidden = true;
    if (chosen) set(tool, chosen.start, chosen.end);
    return;
  }
  box.hidden = !chosen;
  if (!chosen) return;
  const edge = chosen.range.getBoundingClientRect();
  const width = box.offsetWidth || 150;
  box.style.top = `${window.scrollY + edge.bottom + 8}px`;
  box.style.left = `${Math.max(8, Math.min(window.scrollX + edge.left, document.documentElement.clientWidth - width - 8))}px`;
});

function open(span, what) {
  const form = document.getElementById(`add-${what}-form`);
  form.reset();
  form.querySelector(".refusal").replaceChildren();
  form.elements.start.value = span ? span.start : "";
  form.elements.end.value = span ? span.end : "";
  form.elements.quote.value = span ? span.text : "";
  form.elements.quote.readOnly = Boolean(span);
  if (bar()) bar().hidden = true;
  dialogs[what]().showModal();
  const next = what === "claim" ? form.elements.standalone : form.elements.speaker_name;
  (span ? next : form.elements.quote).focus();
}

document.addEventListener("mousedown", (event) => {
  if (event.target.closest("#selectbar")) event.preventDefault(); // keeps the selection
});
document.addEventListener("click", (event) => {
  const as = event.target.closest("#selectbar [data-as]");
  if (as) open(chosen, as.dataset.as);
  if (event.ctrlKey || event.metaKey) return;
  const what = event.target.closest("[data-add-claim]") ? "claim" : event.target.closest("[data-add-statement]") ? "statement" : "";
  if (what && dialogs[what]()) {
    event.preventDefault();
    open(null, what);
  }
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const what = /^add-(claim|statement)-form$/.exec(form.id)?.[1];
  if (!what || !dialogs[what]()?.contains(form)) return;
  event.preventDefault();
  const values = Object.fromEntries(new FormData(form));
  delete values.csrfmiddlewaretoken;
  // Typed words have no place yet: the answer says which paragraph it is for.
  const first = values.start === "" ? null : paragraphAt(Number(values.start));
  await htmx.ajax("POST", form.getAttribute("action"), { source: form, target: first ?? "#add-claim-sink", swap: "outerHTML", values });
});

function paragraphAt(position) {
  let last = null;
  for (const text of document.querySelectorAll(".para__text")) {
    if (Number(text.dataset.start) > position) break;
    last = text;
  }
  return last?.closest(".para");
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, xhr, serverResponse } = event.detail;
  const what = /^add-(claim|statement)-form$/.exec(requestConfig.elt?.id ?? "")?.[1];
  if (!what || xhr.status !== 200) return;
  const id = /id="(p-\d+)"/.exec(serverResponse)?.[1];
  if (id) event.detail.target = document.getElementById(id);
  dialogs[what]().close();
  document.getSelection().removeAllRanges();
});
document.addEventListener("htmx:afterSettle", (event) => {
  const added = event.detail.xhr?.getResponseHeader("Desk-Claim");
  const said = event.detail.xhr?.getResponseHeader("Desk-Statement");
  if (added || said) {
    const find = added ? document.getElementById(`find-${added}`) : document.querySelector(`[id^="said-${said}-"]`);
    find?.querySelector("[data-row-link]").focus({ preventScroll: true });
    find?.scrollIntoView({ block: "nearest" });
  }
});
