// <新增单位>, <编辑单位>: another category or establishment draws the form anew, with what was typed.
const REDRAWS = ["category", "establishment"];
let scrolled = 0;
let stood = "";

function prepare(form) {
  const redraw = form.querySelector('button[value="redraw"]');
  if (redraw) redraw.closest("p").hidden = true;
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-unit]");
  if (!form || !REDRAWS.includes(event.target.name)) return;
  form.requestSubmit(form.querySelector('button[value="redraw"]'));
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "unit") return;
  scrolled = document.querySelector("[data-scrolls]").scrollTop;
  stood = document.activeElement ? document.activeElement.id : "";
});
document.addEventListener("htmx:load", (event) => {
  if (!event.detail.elt.matches("form[data-unit]")) return;
  prepare(event.detail.elt);
  document.querySelector("[data-scrolls]").scrollTop = scrolled;
  const wrong = event.detail.elt.querySelector(".has-error input:not([type=hidden]), .has-error select");
  const place = wrong || (stood && document.getElementById(stood));
  if (place) place.focus();
});
document.querySelectorAll("form[data-unit]").forEach(prepare);
