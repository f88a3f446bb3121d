// <新增单位>, <编辑单位>: another category or establishment draws the form anew, with what was typed.
const REDRAWS = ["category", "establishment"];

function prepare(form) {
  const redraw = form.querySelector('button[value="redraw"]');
  if (redraw) redraw.closest("p").hidden = true;
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-unit]");
  if (!form || !REDRAWS.includes(event.target.name)) return;
  form.requestSubmit(form.querySelector('button[value="redraw"]'));
});

document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.matches("form[data-unit]")) prepare(event.detail.elt);
});
document.querySelectorAll("form[data-unit]").forEach(prepare);
