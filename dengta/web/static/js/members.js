// The sixteen items: fields that depend on others, what the ID number says, the questions of 工作岗位.
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

function valueOf(form, name) {
  const fields = Array.from(form.elements).filter((field) => field.name === name);
  const radio = fields.find((field) => field.type === "radio");
  if (!radio) return fields.length ? fields[0].value : "";
  const chosen = fields.find((field) => field.checked);
  return chosen ? chosen.value : "";
}

function put(form, name, value) {
  Array.from(form.elements).filter((field) => field.name === name).forEach((field) => {
    if (field.type === "radio") field.checked = field.value === value;
    else field.value = value;
    if (field.type !== "radio" || field.checked) field.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// Conditions are "name=value" and "name!value".
function holds(form, condition) {
  const parts = condition.split(/([=!])/);
  const same = valueOf(form, parts[0]) === parts[2];
  return parts[1] === "=" ? same : !same;
}

function showWhatApplies(form) {
  form.querySelectorAll("[data-when]").forEach((box) => {
    box.hidden = !holds(form, box.dataset.when);
  });
}

function narrowCounties(form) {
  const city = form.elements.floating_city_code;
  const county = form.elements.floating_county_code;
  if (!city || !county) return;
  Array.from(county.options).forEach((option) => {
    option.hidden = Boolean(city.value && option.value && option.value.slice(0, 4) !== city.value.slice(0, 4));
  });
  const chosen = county.options[county.selectedIndex];
  if (chosen && chosen.hidden) county.value = "";
}

function readNumber(text) {
  if (!/^\d{17}[\dX]$/.test(text)) return null;
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(text[at]), 0);
  if ("10X98765432"[sum % 11] !== text[17]) return null;
  return {
    birth_date: text.slice(6, 10) + "-" + text.slice(10, 12) + "-" + text.slice(12, 14),
    sex: Number(text[16]) % 2 ? "1" : "2",
  };
}

// Beside sex and birth date: the warning when they differ from the number, and the correction.
function compare(form, name) {
  const number = readNumber(form.elements.id_number ? form.elements.id_number.value : "");
  const anchor = document.getElementById("id_" + name);
  const field = anchor && anchor.closest(".field");
  if (!field) return;
  field.querySelectorAll(".said-warning").forEach((line) => line.remove());
  const typed = valueOf(form, name);
  const differs = Boolean(number && typed && typed !== number[name]);
  field.classList.toggle("has-warning", differs && !field.classList.contains("has-error"));
  if (!differs) return;
  const shown = name === "sex" ? { 1: "男", 2: "女" }[number.sex] : number[name];
  const line = document.createElement("p");
  const text = document.createElement("span");
  const button = document.createElement("button");
  line.className = "said said-warning";
  text.textContent = "与身份证号（" + shown + "）不同，可保存，列入数据校核。 ";
  button.type = "button";
  button.textContent = "改为 " + shown;
  button.dataset.set = name + "=" + number[name];
  text.appendChild(button);
  line.appendChild(text);
  line.setAttribute("role", "status");
  field.querySelector(".field-box").appendChild(line);
}

function takeFromNumber(form) {
  const number = readNumber(form.elements.id_number.value);
  if (!number) return;
  ["sex", "birth_date"].forEach((name) => {
    if (!valueOf(form, name)) put(form, name, number[name]);
    else compare(form, name);
  });
}

function formOf(element) {
  const form = element.closest("form");
  return form && form.querySelector("[data-facts]") ? form : null;
}

document.addEventListener("change", (event) => {
  const form = formOf(event.target);
  if (!form) return;
  const name = event.target.name;
  showWhatApplies(form);
  if (name === "floating_city_code") narrowCounties(form);
  if (name === "id_number") {
    event.target.value = event.target.value.trim().toUpperCase();
    takeFromNumber(form);
  }
  if (name === "sex" || name === "birth_date") compare(form, name);
});

document.addEventListener("click", (event) => {
  const setter = event.target.closest("[data-set]");
  if (setter && formOf(setter)) {
    event.preventDefault();
    const at = setter.dataset.set.indexOf("=");
    put(formOf(setter), setter.dataset.set.slice(0, at), setter.dataset.set.slice(at + 1));
    return;
  }
  const post = event.target.closest("[data-post]");
  if (post) {
    const select = document.getElementById("id_post");
    if (!select) return;
    put(select.form, "post", post.dataset.post);
    const find = document.getElementById("id_post-find") || select;
    find.focus();
    find.click();
    return;
  }
  const shutter = event.target.closest("[data-shut]");
  if (shutter) {
    const panel = document.getElementById(shutter.dataset.shut);
    panel.hidden = true;
    const back = document.getElementById("id_post-find");
    if (back) back.focus();
  }
});

// Who chooses a 工作岗位 finds the explanation open again.
document.addEventListener("focusin", (event) => {
  const help = document.getElementById("post-help");
  const asked = event.target.id === "id_post-find" && event.relatedTarget;
  if (help && help.hidden && asked && !help.contains(event.relatedTarget)) help.hidden = false;
});

function start(inside) {
  inside.querySelectorAll("[data-facts]").forEach((facts) => {
    const form = facts.closest("form");
    showWhatApplies(form);
    narrowCounties(form);
  });
}
start(document);

document.addEventListener("htmx:load", (event) => start(event.detail.elt));
