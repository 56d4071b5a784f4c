// Where a selection lies in the article. The database counts code points; a page counts UTF-16 units, two of which make
// one emoji: every length here is therefore taken over code points.

const points = (text) => [...text].length;

function textOf(node) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  return element?.closest(".para__text") ?? null;
}

function positionOf(node, offset) {
  const paragraph = textOf(node);
  if (!paragraph) return null;
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(node, offset);
  return Number(paragraph.dataset.start) + points(before.toString());
}

// Cut a range back to the text of the article, where it was drawn past an edge of a paragraph.
function within(range) {
  const cut = range.cloneRange();
  const paragraphs = [...document.querySelectorAll(".para__text")].filter((one) => range.intersectsNode(one));
  if (!paragraphs.length) return null;
  if (!textOf(range.startContainer)) cut.setStart(paragraphs[0], 0);
  if (!textOf(range.endContainer)) {
    const last = paragraphs.at(-1);
    cut.setEnd(last, last.childNodes.length);
  }
  return cut;
}

// {start, end, text, range} of the selection, or null when no words of the article are selected. The text is one
// paragraph's: a selection across several is cut at the end of its first.
export function spanOf(selection) {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = within(selection.getRangeAt(0));
  if (!range) return null;
  const first = textOf(range.startContainer);
  if (first !== textOf(range.endContainer)) range.setEnd(first, first.childNodes.length);
  const raw = range.toString();
  const text = raw.trim();
  if (!text) return null;
  const lead = points(raw.slice(0, raw.length - raw.trimStart().length));
  const start = positionOf(range.startContainer, range.startOffset) + lead;
  return { start, end: start + points(text), text, range };
}

// The range of the page that shows these code points of the article; null where they are not on it.
export function rangeOf(start, end) {
  const range = document.createRange();
  const from = placeOf(start, false);
  const to = placeOf(end, true);
  if (!from || !to) return null;
  range.setStart(...from);
  range.setEnd(...to);
  return range;
}

function placeOf(position, isEnd) {
  let paragraph = null;
  for (const one of document.querySelectorAll("#text .para__text")) {
    const begins = Number(one.dataset.start);
    if (isEnd ? begins >= position : begins > position) break;
    paragraph = one;
  }
  if (!paragraph) return null;
  let left = position - Number(paragraph.dataset.start);
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  let last = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const signs = [...node.data];
    if (isEnd ? left <= signs.length : left < signs.length) return [node, signs.slice(0, left).join("").length];
    left -= signs.length;
    last = node;
  }
  return last ? [last, last.length] : null;
}
