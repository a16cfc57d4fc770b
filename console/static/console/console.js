/* What the console adds where scripts run: shortcuts, selection, filters that apply themselves,
   menus that close on Escape. Every page does its work without this file. */

const SEQUENCE_MS = 1200;
const STORED = "console.shortcuts";

const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const visible = (element) => element.getClientRects().length > 0;

/* --- keyboard ---------------------------------------------------------------- */

const shortcutsOn = () => localStorage.getItem(STORED) !== "off";
let awaitingPlace = 0;

function isTyping(target) {
  return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

function nameOf(element) {
  const label = element.dataset.keyLabel || element.getAttribute("aria-label");
  return (label || element.querySelector("span")?.textContent || element.textContent).trim();
}

function activate(element) {
  if (element.matches("input, textarea, select")) {
    element.focus();
    element.select?.();
    return;
  }
  element.click();
  if (element.matches("summary")) {
    // Whoever opens a form by its key goes on typing: the words belong into its field.
    element.parentElement.open = true;
    element.parentElement.querySelector("textarea, select, input:not([type=hidden])")?.focus();
  }
}

function byKey(key) {
  return all("[data-key]").find((e) => e.dataset.key === key && visible(e) && !e.disabled);
}

function moveInList(step) {
  const links = all("[data-list] a[data-item], .row-link, .split-list a").filter(visible);
  if (!links.length) return;
  const focused = links.indexOf(document.activeElement);
  const at = focused >= 0 ? focused : links.findIndex((a) => a.getAttribute("aria-current"));
  const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1);
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
  // Beside a list of messages one is open, and the keys decide on that one: so the next opens.
  if (links[next].closest(".split-list") && !links[next].getAttribute("aria-current"))
    links[next].click();
}

function goTo(key) {
  const place = all("[data-go]").find((a) => a.dataset.go === key);
  place?.click();
  return Boolean(place);
}

function onKey(event) {
  if (event.key === "Escape") return onEscape(event);
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!shortcutsOn() || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  // While a reason is being given, no key decides anything.
  if (document.querySelector("details.reason[open]")) return;
  if (handle(event.key, event.timeStamp)) event.preventDefault();
}

function handle(key, now) {
  if (now < awaitingPlace) {
    awaitingPlace = 0;
    return goTo(key);
  }
  const target = byKey(key);
  if (target) return activate(target), true;
  if (key === "g") return (awaitingPlace = now + SEQUENCE_MS), true;
  if (key === "?") return openKeys(), true;
  if (key === "j" || key === "k") return moveInList(key === "j" ? 1 : -1), true;
  return false;
}

function onEscape(event) {
  const open = all("details.menu[open], details.reason[open], details[data-dismiss][open]").pop();
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  } else if (isTyping(event.target)) {
    event.target.blur();
  } else if (!document.querySelector("dialog[open]")) {
    byKey("Escape")?.click();
  }
}

/* --- the list of keys ---------------------------------------------------------- */

function keyLine(keys, label) {
  const line = document.createElement("div");
  const term = document.createElement("dt");
  const value = document.createElement("dd");
  term.textContent = label;
  for (const key of keys) {
    const hint = document.createElement("kbd");
    hint.textContent = key;
    value.append(hint);
  }
  line.append(term, value);
  return line;
}

function openKeys() {
  const dialog = document.getElementById("keys-dialog");
  if (!dialog) return;
  const here = all("[data-key]").filter((e) => visible(e) && e.dataset.key !== "Escape");
  const lines = here.map((e) => keyLine([e.dataset.key], nameOf(e)));
  const places = all("[data-go]").map((a) => keyLine(["g", a.dataset.go], `Go to ${nameOf(a)}`));
  const fixed = [keyLine(["j", "k"], "Next and previous"), keyLine(["?"], "This list")];
  dialog.querySelector("[data-keys-list]").replaceChildren(...lines, ...fixed, ...places);
  dialog.querySelector("[data-keys-enabled]").checked = shortcutsOn();
  dialog.showModal();
}

/* --- selection -------------------------------------------------------------------- */

function showSelection(scope) {
  const rows = all("[data-select-row]", scope);
  const chosen = rows.filter((box) => box.checked).length;
  const head = scope.querySelector("[data-select-all]");
  if (head) {
    head.checked = chosen > 0 && chosen === rows.length;
    head.indeterminate = chosen > 0 && chosen < rows.length;
  }
  for (const place of all("[data-selected-count]", scope)) {
    const everything = scope.querySelector("[data-select-matching]")?.checked;
    place.textContent = everything ? "All" : chosen;
  }
}

function onChange(event) {
  const box = event.target;
  const scope = box.closest("form, [data-selection-scope]") ?? document;
  if (box.matches("[data-select-all]")) {
    for (const row of all("[data-select-row]", scope)) row.checked = box.checked;
  }
  if (box.matches("[data-select-all], [data-select-row], [data-select-matching]")) {
    showSelection(scope);
  }
  if (box.matches("[data-keys-enabled]")) localStorage.setItem(STORED, box.checked ? "on" : "off");
  const filters = box.closest("form[data-autosubmit]");
  if (filters && !filters.hasAttribute("hx-get")) filters.requestSubmit();
}

/* --- where typing goes on -------------------------------------------------------------- */

// Whoever opens a form types next, whether by key, mouse or touch.
function onToggle(event) {
  const opened = event.target;
  if (!opened.open || !opened.matches("details.reason, details.fold")) return;
  const at = document.activeElement;
  if (at !== document.body && at !== opened.querySelector("summary")) return;
  opened.querySelector("textarea, select, input:not([type=hidden])")?.focus();
}

// A form that came back leads to the first field that has to be corrected.
function toFirstWrong() {
  const wrong = all("main [aria-invalid=true]").find(visible);
  if (!wrong) return;
  wrong.focus({ preventScroll: true });
  const { top } = wrong.getBoundingClientRect();
  if (top < 0 || top > innerHeight * 0.8) wrong.scrollIntoView({ block: "center" });
}

// From what is wrong with a text to its line.
function toLine(link) {
  const area = document.querySelector(link.hash);
  const lines = area.value.split("\n");
  const line = Number(link.dataset.line) - 1;
  const start = lines.slice(0, line).join("\n").length + (line ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line] ?? "").length);
  area.scrollTop = (line - 3) * (area.scrollHeight / lines.length);
}

/* --- the place in a form that comes back ---------------------------------------------- */

const PLACE = "console.place";
const REARRANGES = /-more$|-drop-\d+$|^(up|down)-/;

// A button that adds, moves or takes away a row loads the page anew; the person stays there.
function keepPlace(event) {
  const button = event.submitter;
  const moves = button?.name === "do" && REARRANGES.test(button.value);
  const place = moves && {
    path: location.pathname,
    value: button.value,
    top: button.getBoundingClientRect().top,
  };
  sessionStorage.setItem(PLACE, JSON.stringify(place || null));
}

function buttonAfter(value) {
  const [verb, ...rest] = value.split("-");
  const others = { up: "down", down: "up" };
  const wanted = [value, value.replace(/drop-\d+$/, "more"), [others[verb], ...rest].join("-")];
  const buttons = all("main button[name=do]").filter(visible);
  return wanted.map((each) => buttons.find((b) => b.value === each)).find(Boolean);
}

function backToPlace() {
  const place = JSON.parse(sessionStorage.getItem(PLACE));
  sessionStorage.removeItem(PLACE);
  if (place?.path !== location.pathname) return false;
  const button = buttonAfter(place.value);
  if (!button) return false;
  scrollBy({ top: button.getBoundingClientRect().top - place.top, behavior: "instant" });
  const rows = all(":scope > :is(.condition, .part-row, .pair, .quad)", button.parentElement);
  const isNew = place.value.endsWith("-more");
  const field = isNew && rows.at(-1)?.querySelector("select, input:not([type=hidden]), textarea");
  (field || button).focus({ preventScroll: !field });
  return true;
}

/* --- copying ------------------------------------------------------------------------ */

const COPIED_MS = 2000;

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const words = button.querySelector("span");
  const label = (button.dataset.keyLabel ||= words.textContent);
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent);
    words.textContent = "Copied";
  } catch {
    // Where the browser forbids it, the text is selected: the person's own keys copy it.
    getSelection().selectAllChildren(source);
    words.textContent = "Selected: copy it";
  }
  setTimeout(() => (words.textContent = label), COPIED_MS);
}

/* --- menus -------------------------------------------------------------------------- */

function onClick(event) {
  for (const menu of all("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (event.target.closest("[data-open-keys]")) openKeys();
  const line = event.target.closest("[data-line]");
  if (line) toLine(line);
  const source = event.target.closest("[data-copy]");
  if (source) copy(source);
}

/* --- words that are not saved yet ------------------------------------------------------ */

let unsaved = Boolean(document.querySelector("form.editor[data-unsaved]"));

function onInput(event) {
  if (event.target.form?.matches(".editor")) unsaved = true;
}

function onLeave(event) {
  // The browser asks in its own words whether to leave.
  if (unsaved) event.preventDefault();
}

document.addEventListener("input", onInput);
document.addEventListener("submit", () => (unsaved = false));
document.addEventListener("submit", keepPlace);
window.addEventListener("beforeunload", onLeave);
document.addEventListener("keydown", onKey);
document.addEventListener("change", onChange);
document.addEventListener("toggle", onToggle, true);
document.addEventListener("click", onClick);
// A page that comes back from the browser's memory keeps its ticks; the count must follow them.
window.addEventListener("pageshow", () => all("form:has([data-select-row])").forEach(showSelection));
// On a narrow screen the open tab may lie beyond the edge of its strip.
for (const tab of all(".tabs [aria-current]")) {
  tab.scrollIntoView({ block: "nearest", inline: "center" });
}
// After the browser has gone to the part that the address names.
window.addEventListener("load", () => backToPlace() || toFirstWrong(), { once: true });
