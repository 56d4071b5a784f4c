// Two texts at once: what is picked beside them is put together in the field below. Without this script the two texts
// stand side by side, and the field is edited by hand.

import { onArrive } from "./arrive.js";

const composed = new WeakMap(); // block → what was last put into its field

onArrive("[data-merge]", (block) => {
  const field = document.getElementById(block.dataset.merge);
  if (!field) return;
  composed.set(block, field.value);
  for (const pick of block.querySelectorAll("[data-merge-part]")) pick.hidden = false;
});

function together(block) {
  return JSON.parse(block.dataset.pieces).map((piece, index) => {
    if (!piece.open) return piece.text;
    const choice = block.querySelector(`[data-merge-part="${index}"] input:checked`)?.value ?? "mine";
    if (choice === "both") return piece.mine + (/\s$/.test(piece.mine) || !piece.mine ? "" : " ") + piece.theirs;
    return piece[choice];
  }).join("");
}

document.addEventListener("change", (event) => {
  const block = event.target.closest?.("[data-merge]");
  if (!block) return;
  const field = document.getElementById(block.dataset.merge);
  if (!field) return;
  if (composed.has(block) && field.value.trim() !== composed.get(block).trim()) {
    own(block); // edited by hand since: that is not thrown away by a pick
    return;
  }
  field.value = together(block);
  composed.set(block, field.value);
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

function own(block) {
  if (block.querySelector(".mergepick__own")) return;
  const words = document.createElement("p");
  words.className = "mergepick__own";
  words.setAttribute("role", "status");
  words.textContent = "You have edited the text below by hand, so it stays as you wrote it. Take over what you want there.";
  block.append(words);
}
