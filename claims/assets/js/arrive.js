// A part of a page comes alive when it arrives, and rests when it leaves:
//
//   onArrive("#queue", (queue, gone) => document.addEventListener("keydown", press, { signal: gone }));
//
// sets up each such part: of the page that was loaded, of one that follows it without a load (pages.js), and of what
// htmx swaps in. `gone` is an AbortSignal; it aborts when the part leaves, before anything takes its place.

const setups = [];
const alive = new Map(); // element → setup → what ends it

export function onArrive(selector, setup) {
  setups.push({ selector, setup });
  wake(document.documentElement, setups.slice(-1));
}

export function wake(root, some = setups) {
  for (const { selector, setup } of some) {
    const parts = [...root.querySelectorAll(selector)];
    if (root.matches(selector)) parts.unshift(root);
    for (const part of parts) begin(part, setup);
  }
}

function begin(part, setup) {
  if (!alive.has(part)) alive.set(part, new Map());
  const lives = alive.get(part);
  if (lives.has(setup)) return;
  const life = new AbortController();
  lives.set(setup, life);
  try {
    setup(part, life.signal);
  } catch (error) {
    reportError(error); // one part that fails does not keep the others asleep
  }
}

export function rest(root) {
  for (const part of [...alive.keys()]) if (root.contains(part)) end(part);
}

function end(part) {
  const lives = alive.get(part);
  alive.delete(part);
  for (const life of lives.values()) life.abort();
}

document.addEventListener("htmx:load", (event) => wake(event.detail.elt ?? event.target));
document.addEventListener("htmx:beforeCleanupElement", (event) => { if (alive.has(event.target)) end(event.target); });
