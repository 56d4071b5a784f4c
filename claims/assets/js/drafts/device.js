// The drafts of one person on one claim that this device keeps, for when the desk cannot be reached.

const memory = new Map(); // where storage is refused, drafts live until the tab closes

export class Device {
  constructor(person, claim) {
    this.start = `draft:1:${person}:${claim}:`;
  }

  read(name) {
    const key = this.start + name;
    try { return JSON.parse(localStorage.getItem(key)) ?? memory.get(key) ?? null; } catch { return memory.get(key) ?? null; }
  }

  write(name, draft) {
    const key = this.start + name;
    memory.set(key, draft);
    try { localStorage.setItem(key, JSON.stringify(draft)); } catch { /* full or refused: memory has it */ }
  }

  drop(name) {
    const key = this.start + name;
    memory.delete(key);
    try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
  }

  // Words of the same person for the same form that were passed over, and are offered.
  readOther(name) {
    try { return JSON.parse(localStorage.getItem(`${this.start}${name}~other`)); } catch { return null; }
  }

  writeOther(name, draft) {
    try { localStorage.setItem(`${this.start}${name}~other`, JSON.stringify(draft)); } catch { /* it stands on the page */ }
  }

  dropOther(name) {
    try { localStorage.removeItem(`${this.start}${name}~other`); } catch { /* nothing was kept */ }
  }
}
