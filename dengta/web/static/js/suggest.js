// Suggestions from the server for organisations and units: a part with lines role="option".
const WAIT = 250;

function build(input) {
  input.dataset.ready = "yes";
  const box = input.closest("[data-suggest-box]");
  const kept = box.querySelector('input[type="hidden"]');
  const list = document.createElement("ul");
  list.id = input.id + "-list";
  list.className = "options";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  box.appendChild(list);
  let timer = 0;
  let asked = 0;
  let at = -1;
  let label = input.value;

  const rows = () => Array.from(list.querySelectorAll('[data-value]:not([aria-disabled="true"])'));
  const shut = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (to) => {
    const found = rows();
    if (!found.length) return;
    at = (to + found.length) % found.length;
    found.forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
    input.setAttribute("aria-activedescendant", found[at].id);
    found[at].scrollIntoView({ block: "nearest" });
  };
  const take = (row) => {
    if (!row || row.getAttribute("aria-disabled") === "true") return;
    kept.value = row.dataset.value;
    input.value = row.dataset.label;
    label = input.value;
    shut();
    kept.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const ask = async () => {
    const mine = ++asked;
    const url = new URL(input.dataset.suggest, window.location.href);
    url.searchParams.set("q", input.value.trim());
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (mine !== asked || !answer.ok || answer.redirected) return;
    const lines = await answer.text();
    // who has gone on to the next field is not held up by a list over it
    if (document.activeElement !== input) return;
    list.innerHTML = lines;
    rows().forEach((row, index) => {
      row.id = list.id + "-" + index;
    });
    list.hidden = false;
    list.dispatchEvent(new Event("dengta:options", { bubbles: true }));
    input.setAttribute("aria-expanded", "true");
    at = -1;
    mark(0);
  };

  input.addEventListener("input", () => {
    // No change yet: a form that is drawn anew on a change would take the line from under the fingers.
    if (input.value !== label) kept.value = "";
    clearTimeout(timer);
    if (input.value.trim().length < 2) shut();
    else timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else mark(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      take(rows()[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      shut();
    }
  });
  input.addEventListener("blur", shut);
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    take(event.target.closest("[data-value]"));
  });
}

function all(inside) {
  inside.querySelectorAll("input[data-suggest]:not([data-ready])").forEach(build);
}
all(document);
document.addEventListener("htmx:load", (event) => all(event.detail.elt));
