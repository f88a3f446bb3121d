// A chosen photo is shown at once; without script the button 预览 does it.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.type !== "file" || !input.files.length) return;
  const button = document.querySelector('[data-preview="' + input.id + '"]');
  if (!button) return;
  const large = input.files[0].size > Number(button.dataset.most);
  input.setCustomValidity(large ? button.dataset.tooLarge : "");
  if (large) {
    input.reportValidity();
    return;
  }
  input.form.requestSubmit(button);
});
