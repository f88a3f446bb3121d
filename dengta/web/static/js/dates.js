// Dates are typed (19780312, 1978.3.12 and 1978年3月12日 become 1978-03-12) or picked.
function pad(number) {
  return String(number).padStart(2, "0");
}

function tidy(text, month) {
  const plain = text.trim().replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 65248));
  let parts = plain.split(/\D+/).filter(Boolean);
  if (parts.length === 1 && parts[0].length === (month ? 6 : 8)) {
    parts = [parts[0].slice(0, 4), parts[0].slice(4, 6), parts[0].slice(6, 8)].filter(Boolean);
  }
  const wanted = month ? 2 : 3;
  if (parts.length !== wanted || parts[0].length !== 4) return text;
  return [parts[0]].concat(parts.slice(1).map((part) => pad(Number(part)))).join("-");
}

document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-date]");
  if (!box) return;
  const text = box.querySelector('input:not(.picker)');
  const picker = box.querySelector(".picker");
  if (event.target === picker) {
    if (picker.value) {
      text.value = picker.value;
      text.dispatchEvent(new Event("change", { bubbles: true }));
      text.focus();
    }
  } else {
    text.value = tidy(text.value, box.dataset.date === "month");
    picker.value = text.value;
  }
});
