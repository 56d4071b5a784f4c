// Refusals are shown where they belong, and a lost connection is said aloud. Nothing typed is ever touched here.

const notices = document.getElementById("notices");
const offline = document.getElementById("offline");
let failed = null; // the last request that did not get through

// The place that the nearest form, dialog or part names by data-refusal; else the edge of the page.
function slotFor(element) {
  const named = element?.closest?.("[data-refusal]")?.dataset.refusal;
  return (named && document.querySelector(named)) || notices;
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = event.detail;
  if (detail.xhr.status >= 400 && detail.serverResponse.trimStart().startsWith("<!")) {
    detail.shouldSwap = false; // a whole page instead of a part: say it in our own words
    explain(detail.xhr.status);
    return;
  }
  if (detail.xhr.getResponseHeader("Desk-Refusal") === null) return;
  detail.target = slotFor(detail.requestConfig.elt);
  detail.swapOverride = "innerHTML";
  detail.shouldSwap = true;
});

export function tell(text, tone = "bad") {
  const box = document.createElement("div");
  box.className = `notice notice--${tone}`;
  box.setAttribute("role", tone === "bad" ? "alert" : "status");
  const words = document.createElement("p");
  words.textContent = text;
  const line = document.createElement("p");
  line.className = "cluster";
  line.innerHTML = '<button class="button button--small button--quiet" type="button" data-dismiss-notice>Close</button>';
  box.append(words, line);
  notices.replaceChildren(box);
}

document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 502 || status === 503 || status === 504) lost(event);
  else if (status >= 500 && !event.detail.xhr.responseText.trimStart().startsWith("<!")) explain(status);
});

function explain(status) {
  if (status === 403) tell("Not saved: you signed in again since this page was opened. Copy what you typed and reload.");
  else if (status === 404) tell("This is not here any more. Reload the page to see what is.");
  else tell("The desk stumbled and saved nothing. What you typed stays here: try again, and tell an administrator if it fails again.");
}

function lost(event) {
  // A poll asks again by itself; what a person did is kept for the button.
  if (event.detail.requestConfig.verb !== "get") failed = event.detail.requestConfig;
  offline.hidden = false;
}
document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:timeout", lost);
document.addEventListener("htmx:afterOnLoad", () => { if (navigator.onLine) offline.hidden = true; });
window.addEventListener("offline", () => { offline.hidden = false; });
window.addEventListener("online", again);

function again() {
  offline.hidden = true;
  const request = failed;
  failed = null;
  if (!request?.elt?.isConnected) return;
  const form = request.elt.matches("form") ? request.elt : null;
  if (form) form.requestSubmit();
  else request.elt.click();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-retry]")) again();
  const close = event.target.closest("[data-dismiss-notice]");
  if (close) close.closest(".notice").remove();
  const mine = event.target.closest("[data-keep-mine]");
  if (mine) keepMine(mine.closest(".notice"));
});

// Send the refused form again on top of the state that the refusal showed.
function keepMine(notice) {
  const request = lastRefused;
  if (!request?.isConnected) return;
  const revision = notice.dataset.revision;
  const form = request.matches("form") ? request : request.form;
  const field = request.name === "revision" ? request : form?.elements.namedItem("revision");
  if (field) field.value = revision;
  notice.remove();
  if (request.matches("form")) request.requestSubmit();
  else request.click();
}
let lastRefused = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.getResponseHeader("Desk-Refusal") === "stale") lastRefused = event.detail.requestConfig.elt;
});
