// What somebody types and has not saved, kept in this browser on this device, bound to person, claim and form.
// A form takes part by data-draft="name"; the page says whose it is on [data-claim][data-person].

const page = document.querySelector("[data-claim][data-person]");
const memory = new Map(); // where storage is refused, drafts live until the tab closes

const keyOf = (name) => `draft:1:${page.dataset.person}:${page.dataset.claim}:${name}`;

function read(key) {
  try { return JSON.parse(localStorage.getItem(key)) ?? memory.get(key) ?? null; } catch { return memory.get(key) ?? null; }
}
function write(key, draft) {
  memory.set(key, draft);
  try { localStorage.setItem(key, JSON.stringify(draft)); } catch { /* full or refused: memory has it */ }
}
function forget(name) {
  memory.delete(keyOf(name));
  try { localStorage.removeItem(keyOf(name)); } catch { /* nothing was kept */ }
}

const isTyped = (field) => field.name && field.name !== "csrfmiddlewaretoken" && !["hidden", "submit", "button"].includes(field.type);

// Only what differs from what the server sent: an untouched field must not override a newer answer later.
function changed(form) {
  const found = {};
  const isRefused = "typed" in form.dataset; // then what the server sent is what was typed, and all of it is unsaved
  for (const field of form.elements) {
    if (!isTyped(field)) continue;
    if (isRefused) {
      if (field.type === "checkbox") found[field.name] = field.checked;
      else if (field.type !== "radio" || field.checked) found[field.name] = field.value;
      continue;
    }
    if (field.type === "radio" || field.type === "checkbox") {
      if (field.type === "radio" ? field.checked && !field.defaultChecked : field.checked !== field.defaultChecked)
        found[field.name] = field.type === "radio" ? field.value : field.checked;
    } else if (field.tagName === "SELECT") {
      const first = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
      if (first && field.value !== first.value) found[field.name] = field.value;
    } else if (field.value !== field.defaultValue) {
      found[field.name] = field.value;
    }
  }
  return found;
}

function keep(form) {
  const fields = changed(form);
  // Words typed while looking at an older state stay bound to it, so that saving them is told to be stale.
  const revision = form.elements.namedItem("revision")?.value ?? "";
  if (Object.keys(fields).length) write(keyOf(form.dataset.draft), { fields, revision });
  else forget(form.dataset.draft);
}

function bringBack(form) {
  const draft = read(keyOf(form.dataset.draft));
  // After a refusal the server sent back what was typed: that is newer than any draft.
  if (!draft || "typed" in form.dataset || "restored" in form.dataset) return;
  form.dataset.restored = "";
  let isDifferent = false;
  for (const field of form.elements) {
    if (!isTyped(field) || !(field.name in draft.fields)) continue;
    const value = draft.fields[field.name];
    if (field.type === "radio") {
      if (field.value === value && !field.checked) { field.checked = true; isDifferent = true; }
    } else if (field.type === "checkbox") {
      if (field.checked !== value) { field.checked = value; isDifferent = true; }
    } else if (field.value !== value) {
      field.value = value;
      isDifferent = true;
    }
  }
  if (!isDifferent) return;
  const revision = form.elements.namedItem("revision");
  if (revision && draft.revision) revision.value = draft.revision;
  const note = form.querySelector("[data-draft-note]");
  if (note) note.hidden = false;
  for (let around = form.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  form.dispatchEvent(new Event("change", { bubbles: true })); // the checklist looks again
}

function settle(root) {
  for (const done of root.querySelectorAll("[data-drafts-done]")) {
    forget(done.dataset.draftsDone);
    delete done.dataset.draftsDone;
  }
  for (const form of root.querySelectorAll("form[data-draft]")) bringBack(form);
}

if (page) {
  // A plain post comes back with ?done=…; only from our own page, so that a link cannot throw drafts away.
  if (page.dataset.draftsDone && !document.referrer.startsWith(location.origin + "/")) delete page.dataset.draftsDone;
  if (page.dataset.draftsDone) history.replaceState(null, "", location.pathname + location.hash);
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (form) keep(form);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (form && event.target !== form) keep(form);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-draft-forget]");
    if (!button) return;
    const form = button.closest("form");
    forget(form.dataset.draft);
    form.reset();
    button.closest("[data-draft-note]").hidden = true;
    form.dispatchEvent(new Event("change", { bubbles: true }));
    form.querySelector("input:not([type=hidden]), textarea")?.focus();
  });
  document.addEventListener("htmx:afterSettle", () => settle(document));
  settle(document.body);
}
