// After a swap, focus stays where the person was: on the element of the same id, else on what its part names by
// data-return, else on the nearest [data-focus-home], else on the part that was swapped.

const before = new WeakMap(); // request → where focus was; several may be under way

document.addEventListener("htmx:beforeSwap", (event) => {
  const active = document.activeElement;
  if (!active || active === document.body) return;
  const home = active.closest("[data-return]")?.dataset.return ?? active.closest("[data-focus-home]")?.id;
  before.set(event.detail.xhr, { active, ids: [active.id, home, event.detail.target?.id] });
});

document.addEventListener("htmx:afterSettle", (event) => {
  const wanted = document.querySelector("[data-focus-now]");
  if (wanted) {
    wanted.removeAttribute("data-focus-now");
    wanted.focus();
    return;
  }
  const was = before.get(event.detail.xhr);
  const isLost = document.activeElement === null || document.activeElement === document.body;
  if (!was || !isLost || was.active.isConnected) return;
  for (const id of was.ids) {
    const element = id && document.getElementById(id);
    if (element && !element.hidden && focusIn(element)) return;
  }
});

function focusIn(element) {
  const place = element.matches("[tabindex='-1']") || element.matches(FOCUSABLE) ? element : element.querySelector("[data-row-link]") ?? element;
  if (!place.matches(`${FOCUSABLE}, [tabindex]`)) place.tabIndex = -1;
  place.focus({ preventScroll: true });
  return document.activeElement === place;
}
const FOCUSABLE = "a[href], button, input, select, textarea, summary";
