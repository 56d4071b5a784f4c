// One claim from top to bottom by keyboard: who said it, on what evidence, the verdict, and on to the next claim.
// Ctrl or Cmd with Enter saves the form that has the focus and moves on; with Shift too, it goes on to the next claim.
import { onArrive } from "./arrive.js";
import { areOn, isTyping } from "./keys.js";

const claim = (selector) => document.querySelector(`#claim ${selector}`);
const firstOf = (...selectors) => selectors.map(claim).find(Boolean);
const hasTouch = window.matchMedia("(pointer: coarse)");

// Where each key leads; the first that is on the page. A heading where the form is not offered.
const PLACES = {
  e: ["#evidence-url", "#evidence-heading"],
  f: ["#speaker-name", "#speaker-heading"],
  v: ["#verdict-rating input:checked", "#verdict-rating input", ".blind #opinion-rating input", "#review-note", "#adjudication-note", "#verdict-heading"],
};
const WORK = {
  speaker: () => firstOf("#evidence-form input[name=stance]:checked", "#evidence-form input[name=stance]", ...PLACES.v),
  evidence: () => firstOf(...PLACES.v),
  verdict: () => claim("#do-next"),
  review: () => claim("#do-next"),
  adjudication: () => claim("#do-next"),
  opinion: () => firstOf(...PLACES.v),
};

function go(place) {
  if (!place) return false;
  if (!place.matches("a, button, input, select, textarea, summary, [tabindex]")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
  if (place.matches("input[type=text]")) place.select();
  (place.closest(".field, fieldset") ?? place).scrollIntoView({ block: "center" });
  return true;
}

// What there is to do first on this page, for this person.
function begin() {
  const isMine = claim(".holder--mine") !== null;
  const isBegun = claim(".piece") !== null || claim("#verdict-rating input:checked") !== null;
  const field = isMine && !isBegun ? claim("#speaker-name") : firstOf("#verdict-rating input:checked", "#verdict-rating input", "#do-take", ".blind #opinion-rating input", "#review-note", "#adjudication-note", "#do-publish", "#do-next");
  // On a phone a focused field would cover half of the page with a keyboard.
  go(hasTouch.matches && field?.matches("input[type=text], textarea") ? claim("h1") : field);
}

const AT = { "#begin": begin, "#at-evidence": () => go(firstOf(...PLACES.e)), "#at-speaker": () => go(firstOf(...PLACES.f)), "#at-verdict": () => go(firstOf(...PLACES.v)) };
onArrive("#claim", () => {
  if (document.activeElement === document.body) AT[location.hash]?.(); // else its person has come back to where they were
});

onArrive("#claim", (page, gone) => document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !areOn()) return;
  if (document.querySelector("dialog[open]")) return;
  const form = claim("form[data-draft=verdict]");
  if (event.key in PLACES) go(firstOf(...PLACES[event.key]));
  else if (rate(event)) go(claim("#verdict-summary"));
  else if (event.key === "s" && form && isTouched(form)) save(form, true);
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true, signal: gone }));

// -- picking by key --------------------------------------------------------------------------------------

// A digit chooses the rating while the ratings have the focus, and leads on to the summary.
function rate(event) {
  const choice = event.target.closest("#verdict-rating")?.querySelector(`[data-pick="${CSS.escape(event.key)}"]`);
  if (!choice) return false;
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

// A stance chosen by its letter leads on to the address, while that is empty; one chosen by arrows does not.
document.addEventListener("change", (event) => {
  if (event.isTrusted || !event.target.matches("#evidence-form input[name=stance]")) return;
  const address = claim("#evidence-url");
  if (address?.value === "") setTimeout(() => address.focus());
});

// An address that is pasted while no field has the focus is meant as a source.
document.addEventListener("paste", (event) => {
  const field = claim("#evidence-url");
  const text = event.clipboardData?.getData("text/plain").trim() ?? "";
  if (!field || field.value !== "" || isTyping(event.target) || !/^https?:\/\/\S+$/i.test(text)) return;
  event.preventDefault();
  field.value = text;
  for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  if (!event.target.closest?.("#evidence-form")) go(claim("#evidence-form input[name=stance]"));
});

// -- saving, and on ----------------------------------------------------------------------------------------

function isTouched(form) {
  if ("typed" in form.dataset) return true; // refused before: what stands there is not saved
  return [...form.elements].some((field) => {
    if (!field.name || ["hidden", "submit", "button"].includes(field.type)) return false;
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((one) => one.selected !== one.defaultSelected) && field.selectedIndex > 0;
    return field.value !== field.defaultValue;
  });
}

let saving = null; // the form that is being saved on the way
onArrive("#claim", () => { saving = null; });

function save(form, isLeaving) {
  const name = form.dataset.draft;
  if ((name === "speaker" || name === "evidence") && !isTouched(form)) return go(WORK[name]());
  saving = form;
  const leaving = isLeaving ? form.querySelector("[name=then]") : null;
  const first = form.dataset.enter ? claim(form.dataset.enter) : null; // where one of several buttons is meant
  const button = leaving ?? first;
  return button ? button.click() : form.requestSubmit(); // a click: what is sent names the button
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("#claim form[data-draft]");
  if (!form) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  save(form, event.shiftKey);
}, true);

document.addEventListener("htmx:afterSettle", (event) => {
  const { requestConfig, xhr } = event.detail;
  if (!requestConfig || xhr.status >= 300) return;
  if (requestConfig.path.endsWith("/take/")) return begin();
  if (!saving || requestConfig.elt !== saving) return;
  const name = saving.dataset.draft;
  saving = null;
  setTimeout(() => go(WORK[name]?.()));
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400) saving = null; // the refusal has the focus
});
