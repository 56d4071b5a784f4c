// Handing in: one press sends once, and a half-typed text is not left behind by accident.
const form = document.querySelector("[data-ingest]");
const text = form.elements.text;
const count = document.getElementById("ingest-count");
let isSending = false;

function tally() {
  const words = text.value.trim().split(/\s+/u).filter(Boolean).length;
  count.textContent = words ? `${words.toLocaleString("en-GB")} words` : "";
}
text.addEventListener("input", tally);
tally();

form.addEventListener("submit", (event) => {
  if (isSending) event.preventDefault();
  isSending = true;
  form.querySelector("[type=submit]").setAttribute("aria-disabled", "true");
});
window.addEventListener("pageshow", () => {
  isSending = false;
  form.querySelector("[type=submit]").removeAttribute("aria-disabled");
});
window.addEventListener("beforeunload", (event) => {
  if (!isSending && text.value.length > 200) event.preventDefault();
});
document.getElementById("ingest-refused")?.scrollIntoView({ block: "nearest" });
form.querySelector("[aria-invalid]")?.focus();
