// The styles and scripts that a page asks for in its head, given to it before it is shown in the place of another.

const sheetsOf = (page) => [...page.head.querySelectorAll("link[rel=stylesheet]")];
const scriptsOf = (page) => [...page.querySelectorAll("script[src]")];

// What a file is called before its contents were put into its name: queue.0a1b2c3d4e5f.js is queue.js.
const nameOf = (address) => new URL(address, location.href).pathname.replace(/\.[0-9a-f]{12}(?=\.\w+$)/, "");
const running = new Map(scriptsOf(document).map((script) => [nameOf(script.src), script.src]));

// Readies all that `page` asks for. Answers what puts it on; null where it asks for a newer state of a script that is
// at work already, or something cannot be had: such a page has to be loaded.
export async function dress(page) {
  const scripts = scriptsOf(page).map((script) => script.src);
  if (scripts.some((src) => (running.get(nameOf(src)) ?? src) !== src)) return null;
  const wanted = new Map(sheetsOf(page).map((link) => [link.href, link.media]));
  try {
    await Promise.all([...bring(sheetsOf(page)), ...scripts.filter((src) => !running.has(nameOf(src))).map((src) => import(src))]);
  } catch {
    return null;
  }
  for (const src of scripts) running.set(nameOf(src), src);
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
      coming.push(new Promise((resolve, reject) => { link.onload = resolve; link.onerror = reject; }));
      document.head.insertBefore(link, next);
    }
    next = link;
  }
  return coming;
}
