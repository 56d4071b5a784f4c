// The styles and scripts that a page asks for in its head, given to it before it is shown in the place of another.

const PATIENCE = 5_000; // ms
const sheetsOf = (page) => [...page.head.querySelectorAll("link[rel=stylesheet]")];
const scriptsOf = (page) => [...page.querySelectorAll("script[src]")].map((script) => script.src);
const running = new Set(scriptsOf(document));

// Readies all that `page` asks for. Answers what puts it on; null where something cannot be had.
export async function dress(page) {
  const wanted = new Map(sheetsOf(page).map((link) => [link.href, link.media]));
  const missing = scriptsOf(page).filter((src) => !running.has(src));
  try {
    await Promise.all([...bring(sheetsOf(page)), ...missing.map((src) => import(src))]);
  } catch {
    return null;
  }
  for (const src of missing) running.add(src);
  return () => {
    for (const link of sheetsOf(document)) {
      const media = wanted.get(link.href) ?? "not all"; // kept, for the way back
      if (link.media !== media) link.media = media;
    }
  };
}

// Missing sheets are put where the page has them, so that the same rules win as if it had been loaded.
function bring(sheets) {
  const here = new Map(sheetsOf(document).map((link) => [link.href, link]));
  const coming = [];
  let next = null;
  for (const wanted of sheets.reverse()) {
    let link = here.get(wanted.href);
    if (!link) {
      link = document.importNode(wanted);
      link.media = "not all";
      document.head.insertBefore(link, next);
    }
    if (!link.sheet) coming.push(arrival(link));
    next = link;
  }
  return coming;
}

function arrival(link) {
  return new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
    setTimeout(reject, PATIENCE); // it has failed before
  });
}
