// One dialog for all dismissals of a page: a reason is one key (1 to 6) or a few words.
import { onArrive } from "./arrive.js";
import { areOn, isTyping } from "./keys.js";

onArrive("#dismiss", (dialog, gone) => {
  const form = dialog.querySelector("form");
  const here = { signal: gone };
  let link = null;

  document.addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-dismiss]");
    if (!wanted || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link = wanted;
    form.elements.revision.value = wanted.dataset.revision;
    form.elements.other.value = "";
    form.querySelector(".refusal").replaceChildren();
    const part = wanted.closest("[data-row]");
    form.querySelector("[data-wording]").textContent = part?.querySelector("[data-row-link]")?.textContent ?? "";
    dialog.showModal();
    form.querySelector("[data-digit]").focus();
  }, here);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(form, event.submitter));
    const row = link.closest("[data-row]");
    const part = row.closest("[data-part]") ?? row;
    values.part = part.dataset.part ?? "row";
    delete values.csrfmiddlewaretoken;
    await htmx.ajax("POST", link.getAttribute("href"), { source: form, target: part, swap: "outerHTML", values });
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.requestConfig?.elt !== form || event.detail.failed || event.detail.xhr.status >= 400) return;
    const id = link.closest("[data-row]")?.id;
    dialog.close();
    requestAnimationFrame(() => {
      const row = document.getElementById(id);
      (row?.querySelector("[data-row-link]") ?? row)?.focus({ preventScroll: true });
    });
  }, here);
});

// In any dialog that offers reasons, a digit is one of them.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !areOn() || isTyping(event.target)) return;
  const button = document.querySelector(`dialog[open] [data-digit="${CSS.escape(event.key)}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
