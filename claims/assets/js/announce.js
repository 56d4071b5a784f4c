// What a press did, in words, for people who do not see the row change.
const said = document.getElementById("said");

document.addEventListener("htmx:afterSettle", (event) => {
  if (!said || event.detail.requestConfig?.verb !== "post" || event.detail.xhr.status >= 400) return;
  setTimeout(() => {
    const row = document.activeElement?.closest?.("[data-row]");
    const status = row?.querySelector(".status")?.textContent;
    if (status) said.textContent = `${status}: ${row.querySelector("[data-row-link]")?.textContent ?? ""}`;
  }, 60);
});
