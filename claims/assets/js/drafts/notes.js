// What is said of a draft, at the forms that it is of.

export function say(forms, text, isDevice = false) {
  for (const form of forms) {
    const row = [...form.querySelectorAll(".cluster")].filter((one) => one.querySelector("button:not([type=button])")).pop();
    if (!row) continue;
    let line = row.querySelector(".draftsaved");
    if (!line) {
      line = document.createElement("span");
      line.className = "draftsaved";
      row.append(line);
    }
    line.textContent = text;
    line.classList.toggle("draftsaved--device", isDevice);
  }
}

export function quiet(forms) {
  for (const form of forms) {
    form.querySelector(".draftsaved")?.remove();
    for (const note of form.querySelectorAll("[data-draft-note]")) note.hidden = true;
  }
}

export function tellBack(form, draft, isStale) {
  const note = form.querySelector("[data-draft-note]");
  if (!note) return;
  note.querySelector("[data-draft-said]").textContent =
    `Brought back what you typed${draft.said ? `, saved as a draft at ${draft.said}` : ", kept on this device"}.` +
    (isStale ? " The claim has changed since: saving shows you both." : "");
  note.hidden = false;
}

// The other words that this person typed, on another device or in another window: to be taken instead, or let go.
// Answers whether there was a place to offer them.
export function offer(forms, other) {
  let isOffered = false;
  for (const form of forms) {
    const note = form.querySelector("[data-draft-note]");
    if (!note) continue;
    note.querySelector("[data-draft-other]")?.remove();
    const box = document.createElement("div");
    box.dataset.draftOther = "";
    const line = document.createElement("p");
    line.textContent = `You typed something else here${other.said ? ` at ${other.said}` : ""}, in another window or on another device:`;
    const text = document.createElement("p");
    text.className = "draftnote__other";
    text.textContent = Object.values(other.fields).filter((one) => typeof one === "string").join("\n\n");
    const acts = document.createElement("p");
    acts.className = "cluster";
    acts.innerHTML = '<button class="button button--small" type="button" data-other-take>Use that instead</button> <button class="button button--small button--quiet" type="button" data-other-drop>Keep what stands here</button>';
    box.append(line, text, acts);
    note.append(box);
    note.hidden = false;
    isOffered = true;
  }
  return isOffered;
}
