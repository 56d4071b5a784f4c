// What stands in a form, as a draft tells it: field → words, a choice, or several.

const SKIPPED = ["hidden", "submit", "button", "file", "password", "image", "reset"];
const isTyped = (field) => field.name && field.name !== "csrfmiddlewaretoken" && !SKIPPED.includes(field.type);

export const has = (draft) => Boolean(draft && Object.keys(draft.fields).length);

export function same(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => JSON.stringify(one[name] ?? "") === JSON.stringify(other[name] ?? ""));
}

function choices(form, name) {
  return [...form.elements].filter((one) => one.name === name && one.type === "checkbox");
}

// Only what differs from what the desk sent: an untouched field must not override a newer answer later.
export function changed(form) {
  const found = {};
  const isRefused = "typed" in form.dataset; // then what the desk sent is what was typed, and all of it is unsaved
  for (const field of form.elements) {
    if (!isTyped(field)) continue;
    if (field.type === "checkbox") {
      const group = choices(form, field.name);
      if (isRefused || group.some((one) => one.checked !== one.defaultChecked))
        found[field.name] = group.length > 1 ? group.filter((one) => one.checked).map((one) => one.value) : field.checked;
    } else if (field.type === "radio") {
      if (field.checked && (isRefused || !field.defaultChecked)) found[field.name] = field.value;
    } else if (field.type === "select-multiple") {
      const picked = [...field.options].filter((one) => one.selected).map((one) => one.value);
      if (isRefused || [...field.options].some((one) => one.selected !== one.defaultSelected)) found[field.name] = picked;
    } else if (field.tagName === "SELECT") {
      const first = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
      if (isRefused || (first && field.value !== first.value)) found[field.name] = field.value;
    } else if (isRefused || field.value !== field.defaultValue) {
      found[field.name] = field.value;
    }
  }
  return found;
}

// What stood in each field when the typing began, for forms that are guarded by it.
export function guards(form) {
  const found = {};
  for (const field of form.elements) if (field.type === "hidden" && field.name.startsWith("was-")) found[field.name] = field.value;
  return found;
}

// Whether anything came to stand in the form that did not stand there.
export function fill(form, fields) {
  let isDifferent = false;
  for (const field of form.elements) {
    if (field.type === "hidden" && field.name.startsWith("was-") && field.name in fields) field.value = fields[field.name];
    if (!isTyped(field) || !(field.name in fields)) continue;
    const value = fields[field.name];
    if (field.type === "radio" || field.type === "checkbox") {
      const isOn = field.type === "radio" ? field.value === value : Array.isArray(value) ? value.includes(field.value) : value === true;
      if (field.checked !== isOn) { field.checked = isOn; isDifferent = true; }
    } else if (field.type === "select-multiple") {
      for (const one of field.options) one.selected = Array.isArray(value) && value.includes(one.value);
      isDifferent = true;
    } else if (typeof value === "string" && field.value !== value) {
      field.value = value;
      isDifferent = true;
    }
  }
  return isDifferent;
}
