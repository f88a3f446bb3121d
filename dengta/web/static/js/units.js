// <新增单位>, <编辑单位>: another category, or an establishment that asks who manages the unit, draws
// the form anew with what was typed.
function redraws(form, field) {
  if (field.name === "category") return true;
  const asks = form.dataset.unit.split(" ").includes(field.value);
  return field.name === "establishment" && asks !== Boolean(form.querySelector('[name="managing_text"]'));
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-unit]");
  if (!form || !redraws(form, event.target)) return;
  form.requestSubmit(form.querySelector('button[value="redraw"]'));
});
