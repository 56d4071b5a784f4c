// Marking a passage in the text of a copy: by mouse, or by keyboard sentence by sentence and word by word. Both move the
// browser's own selection; positions count code points, as the database does.

const text = document.getElementById("copytext");
const form = document.getElementById("passage-form");
const points = (words) => [...words].length;

const paragraphOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(".copytext__para") ?? null;

function positionOf(node, offset) {
  const paragraph = paragraphOf(node);
  if (!paragraph) return null;
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(node, offset);
  return Number(paragraph.dataset.start) + points(before.toString());
}

// A range drawn past the edge of the text is cut back to it.
function within(range) {
  if (!range.intersectsNode(text)) return null;
  const cut = range.cloneRange();
  if (!paragraphOf(cut.startContainer)) {
    const first = [...text.children].find((one) => range.intersectsNode(one));
    if (!first) return null;
    cut.setStart(first, 0);
  }
  if (!paragraphOf(cut.endContainer)) {
    const last = [...text.children].filter((one) => range.intersectsNode(one)).at(-1);
    cut.setEnd(last, last.childNodes.length);
  }
  return cut;
}

function spanOf(selection) {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = within(selection.getRangeAt(0));
  if (!range || range.collapsed) return null;
  const start = positionOf(range.startContainer, range.startOffset);
  const end = positionOf(range.endContainer, range.endOffset);
  const words = [...text.children].filter((one) => range.intersectsNode(one)).map((one) => {
    const part = document.createRange();
    part.selectNodeContents(one);
    if (one.contains(range.startContainer)) part.setStart(range.startContainer, range.startOffset);
    if (one.contains(range.endContainer)) part.setEnd(range.endContainer, range.endOffset);
    return part.toString();
  }).join("\n\n");
  return words.trim() && end > start ? { start, end, words: words.trim() } : null;
}

const field = (name) => form?.elements.namedItem(name);

function take(span) {
  field("start").value = span.start;
  field("end").value = span.end;
  field("passage").value = span.words;
  form.dataset.taken = span.words;
  const how = document.getElementById("passage-how");
  how.replaceChildren(Object.assign(document.createElement("span"), { className: "holds__how holds__how--exact", textContent: `Selected: ${span.words.split(/\s+/).length} words of the copy` }));
}

// -- sentences ---------------------------------------------------------------------------------------

const cutter = "Segmenter" in Intl ? new Intl.Segmenter(document.documentElement.lang || "en", { granularity: "sentence" }) : null;
const sentencesIn = new WeakMap();

// Where each sentence of a paragraph begins and ends, in the units of the page.
function sentences(paragraph) {
  if (!sentencesIn.has(paragraph)) {
    const words = paragraph.textContent;
    const found = cutter ? [...cutter.segment(words)].map((one) => [one.index, one.index + one.segment.trimEnd().length]) : [[0, words.length]];
    sentencesIn.set(paragraph, found.filter(([start, end]) => end > start));
  }
  return sentencesIn.get(paragraph);
}

function place(paragraph, offset) {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  return [paragraph, paragraph.childNodes.length];
}

function offsetIn(paragraph, node, offset) {
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(node, offset);
  return before.toString().length;
}

const all = () => [...text.children].flatMap((paragraph) => sentences(paragraph).map(([start, end]) => ({ paragraph, start, end })));
let list = null;

function indexAt(node, offset, isEnd) {
  const paragraph = paragraphOf(node);
  if (!paragraph) return -1;
  const at = offsetIn(paragraph, node, offset);
  return list.findIndex((one) => one.paragraph === paragraph && (isEnd ? at <= one.end : at < one.end));
}

function step(direction, isExtending) {
  list ??= all();
  if (!list.length) return;
  const selection = getSelection();
  const isHere = selection.rangeCount > 0 && !selection.isCollapsed && text.contains(selection.anchorNode);
  if (!isHere) {
    const marked = text.querySelector("mark");
    const first = marked ? list.findIndex((one) => one.paragraph.contains(marked)) : firstSeen();
    select(list[Math.max(0, first)], list[Math.max(0, first)]);
    return;
  }
  const range = selection.getRangeAt(0);
  const begin = indexAt(range.startContainer, range.startOffset, false);
  const end = indexAt(range.endContainer, range.endOffset, true);
  if (isExtending) {
    const last = Math.min(list.length - 1, Math.max(begin, end + direction));
    select(list[begin], list[last]);
  } else {
    const next = list[Math.min(list.length - 1, Math.max(0, (direction > 0 ? end : begin) + direction))];
    select(next, next);
  }
}

const firstSeen = () => list.findIndex((one) => one.paragraph.getBoundingClientRect().bottom > 80);

function select(from, to) {
  const [startNode, startOffset] = place(from.paragraph, from.start);
  const [endNode, endOffset] = place(to.paragraph, to.end);
  getSelection().setBaseAndExtent(startNode, startOffset, endNode, endOffset);
  to.paragraph.scrollIntoView({ block: "nearest" });
  say(getSelection().toString());
}

function say(words) {
  const said = document.getElementById("said");
  if (said) said.textContent = words;
}

text?.addEventListener("keydown", (event) => {
  if (!form || event.ctrlKey || event.metaKey || event.altKey) return;
  const isDown = event.key === "ArrowDown";
  if (isDown || event.key === "ArrowUp") step(isDown ? 1 : -1, event.shiftKey);
  else if (event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
    getSelection().modify("extend", event.key === "ArrowRight" ? "forward" : "backward", "word");
    say(getSelection().toString());
  } else if (event.key === "Enter") {
    const span = spanOf(getSelection());
    if (!span) return;
    take(span);
    form.requestSubmit();
  } else return;
  event.preventDefault();
});

if (text && form) {
  const heard = () => {
    const span = spanOf(getSelection());
    if (span) take(span);
  };
  document.addEventListener("selectionchange", heard);
  heard(); // what was selected while the page was still coming
  // Words changed by hand are no longer those of the selection: the desk looks for them itself.
  field("passage").addEventListener("input", () => {
    if (field("passage").value.trim() === form.dataset.taken) return;
    field("start").value = "";
    field("end").value = "";
    document.getElementById("passage-how").textContent = "The desk looks for these words in the copy.";
  });
}
text?.querySelector("mark")?.scrollIntoView({ block: "center" });
