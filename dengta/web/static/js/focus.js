// Where the focus is, the same for every page. After a part was drawn anew: the first fault; what the
// answer asks for (autofocus); the field or button that had it before; an error that belongs to no
// field; the first empty field of a form that was just opened; the heading of the part. A part that
// nobody stood in takes no focus away. Of a page that opens: the first fault, or what it lands on.
const FIELDS = "input:not([type=hidden]):not(.picker):not(:disabled), select:not([hidden]):not(:disabled), textarea:not(:disabled)";

let stood = null;
let drawn = [];

const isLost = () => !document.activeElement || document.activeElement === document.body;
const isSeen = (element) => Boolean(element) && element.getClientRects().length > 0;

function told(element) {
  return {
    id: element.id,
    name: element.name,
    value: element.value,
    kind: element.type,
    href: element.getAttribute("href"),
    rel: element.getAttribute("rel"),
  };
}

function firstOf(parts, selector, fits) {
  for (const part of parts) {
    const all = Array.from(part.querySelectorAll(selector));
    if (part.matches(selector)) all.unshift(part);
    const found = all.find((element) => isSeen(element) && (!fits || fits(element)));
    if (found) return found;
  }
  return null;
}

function faultIn(parts) {
  const within = FIELDS.split(", ").map((field) => ".has-error " + field).join(", ");
  return firstOf(parts, within);
}

function sameIn(parts, was) {
  const byId = was.id && document.getElementById(was.id);
  if (isSeen(byId) && !byId.disabled) return byId;
  if (was.name) {
    const exact = ["radio", "checkbox", "submit", "button"].includes(was.kind);
    const named = (element) => element.name === was.name && (!exact || element.value === was.value);
    const checked = (element) => element.name === was.name && element.type === "radio" && element.checked;
    const kinds = FIELDS + ", button:not(:disabled):not(.hear)";
    return firstOf(parts, kinds, named) || firstOf(parts, kinds, checked);
  }
  if (was.href === null) return null;
  return firstOf(parts, "a[href]", (link) => link.getAttribute("href") === was.href)
    || (was.rel ? firstOf(parts, "a[href][rel]", (link) => link.rel === was.rel) : null);
}

const emptyIn = (parts) => firstOf(parts.filter((part) => part.querySelector("[data-facts]")), FIELDS, (field) => field.closest("[data-facts]") && !field.value);

// What cannot have the focus by itself gets it here, and only here.
function standOn(place) {
  if (!place.matches("a[href], button, summary, " + FIELDS)) place.tabIndex = -1;
  place.focus();
}

function land(parts, was) {
  const modal = firstOf(parts, "dialog[open]");
  const within = modal ? [modal] : parts;
  const fault = faultIn(within);
  if (!fault && !isLost()) return;
  const place = fault || sameIn(within, was) || firstOf(within, '.alert[role="alert"]')
    || emptyIn(within) || firstOf(within, "h1, h2, h3") || within[within.length - 1];
  if (place) standOn(place);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const part = event.detail.target;
  const held = document.activeElement;
  const inside = part && !isLost() && part.contains(held);
  const body = part && part.querySelector("[data-scrolls]");
  stood = inside ? told(held) : null;
  if (stood) stood.scrolled = body ? body.scrollTop : 0;
});

// All that came with one answer is looked at together, when the other scripts are done with it.
document.addEventListener("htmx:load", (event) => {
  const part = event.detail.elt;
  if (!stood || !part || part === document.body) return;
  drawn.push(part);
  if (drawn.length > 1) return;
  queueMicrotask(() => {
    const parts = drawn.filter((each) => each.isConnected);
    const was = stood;
    drawn = [];
    stood = null;
    if (!was || !parts.length) return;
    parts.forEach((each) => {
      const body = each.querySelector("[data-scrolls]");
      if (body) body.scrollTop = was.scrolled;
    });
    land(parts, was);
  });
});

const main = document.getElementById("page");
if (main) {
  const fault = faultIn([main]);
  if (fault) fault.focus();
  else if (!document.querySelector("[autofocus]") && !window.location.hash) {
    const place = firstOf([main], 'form .alert[role="alert"]') || main.querySelector("[data-lands]");
    if (place) standOn(place);
  }
}
