// The tools that change the cut of a claim: other words by keys or by selecting, and where to split. The server steps
// by the same rule (views/cuts.py); here the effect shows at once.
import { areOn, currentRow, isTyping } from "./keys.js";
import { rangeOf } from "./offsets.js";

const WORD = /[\p{L}\p{N}](?:[\p{L}\p{N}_'’.,-]*[\p{L}\p{N}_%])?/gu;
const points = (text) => [...text].length;

// -- the tool that is open ----------------------------------------------------------------------
export const spanTool = () => document.querySelector("#text [data-span-tool]");

function read(form) {
  const { text, offset } = form.dataset;
  return { text: [...text], offset: Number(offset), start: Number(form.elements.start.value), end: Number(form.elements.end.value) };
}

function words(form) {
  const { text, offset } = form.dataset;
  return [...text.matchAll(WORD)].map((one) => {
    const left = Number(offset) + points(text.slice(0, one.index));
    return [left, left + points(one[0])];
  });
}

const STEPS = {
  "start-earlier": (all, start, end) => [Math.max(...all.map(([left]) => left).filter((left) => left < start)), end],
  "start-later": (all, start, end) => [Math.min(...all.map(([left]) => left).filter((left) => left > start && left < end)), end],
  "end-earlier": (all, start, end) => [start, Math.max(...all.map(([, right]) => right).filter((right) => right > start && right < end))],
  "end-later": (all, start, end) => [start, Math.min(...all.map(([, right]) => right).filter((right) => right > end))],
};

function step(form, name) {
  const { start, end } = read(form);
  const [left, right] = STEPS[name](words(form), start, end);
  if (Number.isFinite(left) && Number.isFinite(right)) set(form, left, right);
}

// What stands around the words: whole words of their paragraph, with an ellipsis where there is more.
const AROUND = 80;
function lead(piece) {
  const line = piece.lastIndexOf("\n");
  return line >= 0 || points(piece) < AROUND ? piece.slice(line + 1) : `…${piece.replace(/^\S*\s/, "")}`;
}
function trail(piece) {
  const line = piece.indexOf("\n");
  return line >= 0 ? piece.slice(0, line) : points(piece) < AROUND ? piece : `${piece.replace(/\s\S*$/, "")}…`;
}

export function set(form, start, end) {
  const { text, offset } = read(form);
  if (start < offset || end > offset + text.length || start >= end) return false;
  const cut = (from, to) => text.slice(Math.max(0, from - offset), Math.max(0, to - offset)).join("");
  form.elements.start.value = start;
  form.elements.end.value = end;
  form.elements.quote.value = cut(start, end);
  form.querySelector("[data-before]").textContent = lead(cut(start - AROUND, start));
  form.querySelector("[data-words]").textContent = cut(start, end);
  form.querySelector("[data-after]").textContent = trail(cut(end, end + AROUND));
  preview(start, end);
  return true;
}

function preview(start, end) {
  if (!globalThis.CSS?.highlights) return;
  const range = start === null ? null : rangeOf(start, end);
  if (range) CSS.highlights.set("span-preview", new Highlight(range));
  else CSS.highlights.delete("span-preview");
}

function showOpen() {
  const form = spanTool();
  if (!form) return preview(null);
  const { start, end } = read(form);
  for (const hint of form.querySelectorAll("[data-scripted]")) hint.hidden = false;
  preview(start, end);
}

// -- keys ---------------------------------------------------------------------------------------
const KEYS = { "[": "start-earlier", "{": "start-later", "}": "end-earlier", "]": "end-later" };
let waiting = null; // a step that was pressed before the tool was there

function nameOf(event) {
  if (event.shiftKey && event.key === "ArrowRight") return "end-later";
  if (event.shiftKey && event.key === "ArrowLeft") return "end-earlier";
  return KEYS[event.key];
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || isTyping(event.target) || !areOn()) return;
  if (document.querySelector("dialog[open]")) return;
  const name = nameOf(event);
  const row = currentRow();
  if (name && (spanTool() || row?.dataset.claim)) {
    const form = spanTool();
    if (form) step(form, name);
    else {
      const link = row.querySelector('[data-tool="w"]');
      if (!link) return;
      waiting = name;
      link.click();
    }
    event.preventDefault();
    return;
  }
  if (event.altKey || event.shiftKey || !/^[a-z]$/.test(event.key) || !row) return;
  const tool = row.querySelector(`[data-tool="${event.key}"]`) ?? row.closest(".said")?.querySelector(`[data-tool="${event.key}"]`);
  if (!tool) return;
  event.preventDefault();
  tool.click();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-span-tool] [name=step]");
  if (button) {
    event.preventDefault();
    step(button.form, button.value);
  }
  const tool = event.target.closest("[data-tool]");
  tool?.closest("details[open]")?.removeAttribute("open");
});

// -- splitting ----------------------------------------------------------------------------------
function showParts(form) {
  const quote = [...form.dataset.quote];
  const at = Number(form.elements.at?.value ?? 0);
  const list = form.querySelector("[data-parts]");
  if (!list || !at) return;
  const tidy = (text) => text.trim().replace(/^[,;:–—-]+\s*|\s*[,;:–—-]+$/gu, "");
  list.children[0].textContent = tidy(quote.slice(0, at).join("")).replace(/[\s,;:–—-]+(?:and|but|while|or)$/iu, "");
  list.children[1].textContent = tidy(quote.slice(at).join(""));
  list.hidden = false;
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-split-tool]");
  if (form && event.target.name === "at") showParts(form);
});

document.addEventListener("htmx:afterSettle", () => {
  for (const form of document.querySelectorAll("[data-split-tool]")) showParts(form);
  showOpen();
  const form = spanTool();
  if (form && waiting) step(form, waiting);
  if (form) waiting = null;
});

// A tool that was closed leaves no trace in the text.
export function closed() {
  showOpen();
}
