// Names of the register under a field, as they are typed.
export function suggestInto(field, list) {
  if (!field || !list) return;
  let timer = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    const words = field.value.trim();
    if (words.length < 2) return;
    timer = setTimeout(async () => {
      try {
        const answer = await fetch(`/speakers/suggest/?name=${encodeURIComponent(words)}`, { headers: { "HX-Request": "true" } });
        if (answer.ok) list.innerHTML = await answer.text();
      } catch { /* offline: the field works without a list */ }
    }, 150);
  });
}
