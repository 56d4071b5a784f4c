// After a swap, focus stays where the person was: on the element of the same id, else on what its part names by
// data-return, else on the nearest [data-focus-home], else on the part that was swapped.

let before = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const active = document.activeElement;
  const home = active?.closest?.("[data-return]")?.dataset.return ?? active?.closest?.("[data-focus-home]")?.id;
  before = active && active !== document.body ? { id: active.id, home, target: event.detail.target?.id } : null;
});

document.addEventListener("htmx:afterSettle", () => {
  if (!before) return;
  const lost = document.activeElement === null || document.activeElement === document.body;
  const wanted = document.querySelector("[data-focus-now]");
  if (wanted) {
    wanted.removeAttribute("data-focus-now");
    wanted.focus();
  } else if (lost) {
    for (const id of [before.id, before.home, before.target]) {
      const element = id && document.getElementById(id);
      if (element && !element.hidden) {
        if (!element.matches("a[href], button, input, select, textarea, summary, [tabindex]")) element.tabIndex = -1;
        element.focus({ preventScroll: true });
        if (document.activeElement === element) break;
      }
    }
  }
  before = null;
});
