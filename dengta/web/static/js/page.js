// What every page needs: the class that shows parts made for script, notices, links to faults.
const root = document.documentElement;
root.classList.add("js");

const NOTICE_TIME = 9000;

function show(text, tone) {
  const box = document.getElementById("notices");
  if (!box) return;
  const line = document.createElement("p");
  line.className = "notice notice-" + (tone || "good");
  line.textContent = text;
  box.appendChild(line);
  setTimeout(() => line.remove(), NOTICE_TIME);
}

document.addEventListener("dengta:notice", (event) => {
  show(event.detail.text, event.detail.tone);
});

document.addEventListener("htmx:responseError", () => {
  show("这一步没有办成，请刷新页面后再试；还不行请联系所在党组织的安全员", "error");
});

document.addEventListener("htmx:sendError", () => {
  show("连接断了，请检查网络和 VPN 后再试", "error");
});

// A field, or what stands for it: the search box of a chooser, the first of several choices.
function goTo(field) {
  field.scrollIntoView({ block: "center" });
  const inside = field.matches("input,select,textarea") ? field : field.querySelector("input:not([type=hidden]),select");
  (document.getElementById(field.id + "-find") || inside || field).focus();
}

document.addEventListener("click", (event) => {
  const fault = event.target.closest("[data-fault]");
  if (fault) {
    const field = document.querySelector(fault.getAttribute("href"));
    if (field) {
      event.preventDefault();
      goTo(field);
    }
    return;
  }
  if (event.target.closest("[data-print]")) window.print();
  const reveal = event.target.closest(".reveal");
  if (reveal) {
    const input = reveal.closest("[data-password]").querySelector("input");
    const open = input.type === "password";
    input.type = open ? "text" : "password";
    reveal.setAttribute("aria-pressed", String(open));
    reveal.querySelector("span").textContent = open ? "隐藏" : "显示";
  }
});

// A list of choices opens where there is room, inside whatever scrolls around its field.
const TALLEST = 300;
document.addEventListener("dengta:options", (event) => {
  const list = event.target;
  const field = list.parentElement.getBoundingClientRect();
  const around = list.closest(".panel-body, .dialog-body, .scroll, .panel-list") || document.body;
  const frame = around.getBoundingClientRect();
  const below = Math.min(frame.bottom, window.innerHeight) - field.bottom - 8;
  const above = field.top - Math.max(frame.top, 0) - 8;
  const up = below < 160 && above > below;
  list.classList.toggle("options-up", up);
  list.style.maxHeight = Math.max(96, Math.min(TALLEST, up ? above : below)) + "px";
});

// What is said beside a field comes anew when it is left: the field is marked to agree with it.
document.addEventListener("htmx:load", (event) => {
  const said = event.detail.elt;
  const input = said.dataset && said.dataset.said && document.getElementById(said.dataset.said);
  if (!input) return;
  const wrong = Boolean(said.querySelector(".said-error"));
  input.closest(".field").classList.toggle("has-error", wrong);
  if (wrong) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  const ids = Array.from(said.querySelectorAll("[id]")).map((line) => line.id).join(" ");
  input.setAttribute("aria-describedby", ids);
});

// What opened by itself is not decided by a second click: its buttons wait until it can have been seen.
const SETTLES = 1500;
setTimeout(() => document.querySelectorAll("[data-settles]").forEach((button) => {
  button.disabled = false;
  button.removeAttribute("title");
}), SETTLES);

// An address that names a field (a line of the data check) leads into it.
window.addEventListener("load", () => {
  const hash = window.location.hash.slice(1);
  const field = hash.startsWith("id_") && document.getElementById(hash);
  if (field) goTo(field);
});

// What is typed while a form is being drawn anew (form[data-unit], form[data-entering]) stays.
const DRAWN_ANEW = "form[data-unit], form[data-entering]";
let sent = new Map();
let typed = [];

function typedIn(form) {
  const found = new Map();
  Array.from(form.elements).forEach((field) => {
    if (!field.name || ["hidden", "file", "submit", "button"].includes(field.type)) return;
    if (field.type === "radio" || field.type === "checkbox") found.set(field.name + "=" + field.value, field.checked);
    else found.set(field.name, field.value);
  });
  return found;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target.matches(DRAWN_ANEW)) sent = typedIn(event.detail.target);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.target.matches(DRAWN_ANEW)) return;
  typed = Array.from(typedIn(event.detail.target)).filter(([name, value]) => sent.has(name) && sent.get(name) !== value);
});
document.addEventListener("htmx:load", (event) => {
  const form = event.detail.elt;
  if (!form.matches || !form.matches(DRAWN_ANEW)) return;
  typed.forEach(([name, value]) => {
    Array.from(form.elements).forEach((field) => {
      if (field.name + "=" + field.value === name && typeof value === "boolean") field.checked = value;
      else if (field.name === name && field.type !== "hidden") field.value = value;
    });
  });
  typed = [];
});

// The way back to what sent someone here goes along from page to page of this tab, until it is
// taken, shut, or an hour old.
const WAY = "dengta:way";
const WAY_LASTS = 3600000;
const told = document.querySelector("[data-returning]");

function wayKept() {
  const kept = JSON.parse(sessionStorage.getItem(WAY) || "null");
  return kept && Date.now() - kept.at < WAY_LASTS ? kept : null;
}

function forgetWay() {
  sessionStorage.removeItem(WAY);
  if (told) told.hidden = true;
}

function tellWay(link) {
  const kept = wayKept();
  if (!kept || new URL(kept.url).pathname === window.location.pathname) {
    forgetWay();
    return;
  }
  link.href = kept.url;
  link.textContent = kept.label;
  link.toggleAttribute("data-dialog", kept.dialog);
  told.hidden = false;
}

if (!told) {
  forgetWay();
} else {
  const link = told.querySelector("a");
  if (!told.hidden) {
    const way = { url: link.href, label: link.textContent, dialog: link.hasAttribute("data-dialog"), at: Date.now() };
    sessionStorage.setItem(WAY, JSON.stringify(way));
  } else {
    tellWay(link);
  }
  told.querySelector("button").addEventListener("click", forgetWay);
  // A dialog that opens over this page is the way taken.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const kept = wayKept();
    const asked = new URL(event.detail.requestConfig.path, window.location.href);
    if (kept && asked.pathname === new URL(kept.url).pathname) forgetWay();
  });
}
