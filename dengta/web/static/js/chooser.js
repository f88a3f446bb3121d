// A code table to choose from: type to search, arrows to move, groups by level, reasons why not.
// The <select> stays the field that is sent; without script it is the chooser.
const DRAWN = 50;

function matches(option, words) {
  return words.every((word) => option.text.toLowerCase().includes(word));
}

function build(select) {
  const box = select.closest(".control");
  const input = document.createElement("input");
  const list = document.createElement("ul");
  const name = select.id;
  input.type = "text";
  input.id = name + "-find";
  input.autocomplete = "off";
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", name + "-list");
  ["aria-describedby", "aria-invalid", "aria-required"].forEach((key) => {
    if (select.hasAttribute(key)) input.setAttribute(key, select.getAttribute(key));
  });
  input.placeholder = select.options[0] && !select.options[0].value ? select.options[0].text + "，可输入文字查找" : "";
  input.disabled = select.disabled;
  list.id = name + "-list";
  list.className = "options";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  select.hidden = true;
  box.insertBefore(input, select);
  box.appendChild(list);
  document.querySelectorAll('label[for="' + name + '"]').forEach((label) => {
    label.htmlFor = input.id;
  });

  const options = Array.from(select.options).filter((option) => option.value || option.dataset.why);
  let at = -1;

  const shown = () => {
    const chosen = select.options[select.selectedIndex];
    input.value = chosen && chosen.value ? chosen.text.trim() : "";
  };
  const shut = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (to) => {
    const rows = Array.from(list.querySelectorAll("[data-value]"));
    if (!rows.length) return;
    at = (to + rows.length) % rows.length;
    rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === at)));
    input.setAttribute("aria-activedescendant", rows[at].id);
    rows[at].scrollIntoView({ block: "nearest" });
  };
  const take = (row) => {
    if (!row || row.getAttribute("aria-disabled") === "true") return;
    select.value = row.dataset.value;
    shown();
    shut();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const draw = (text) => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = options.filter((option) => matches(option, words));
    list.textContent = "";
    found.slice(0, DRAWN).forEach((option, index) => {
      const row = document.createElement("li");
      row.id = name + "-option-" + index;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      row.dataset.value = option.value;
      if (!words.length && option.dataset.depth) row.className = "depth-" + Math.min(3, option.dataset.depth);
      row.appendChild(document.createTextNode(option.text.trim()));
      if (option.dataset.why) {
        const why = document.createElement("small");
        why.textContent = option.dataset.why;
        row.appendChild(why);
      }
      if (option.disabled) row.setAttribute("aria-disabled", "true");
      list.appendChild(row);
    });
    if (found.length > DRAWN || !found.length) {
      const note = document.createElement("li");
      note.setAttribute("role", "option");
      note.setAttribute("aria-disabled", "true");
      note.className = "nothing";
      note.textContent = found.length ? "还有 " + (found.length - DRAWN) + " 项，请输入文字缩小范围" : "没有找到，请换一个词";
      list.appendChild(note);
    }
    list.hidden = false;
    list.dispatchEvent(new Event("dengta:options", { bubbles: true }));
    input.setAttribute("aria-expanded", "true");
    const rows = Array.from(list.querySelectorAll("[data-value]"));
    const chosen = rows.findIndex((row) => row.dataset.value === select.value && select.value);
    at = -1;
    if (chosen >= 0) mark(chosen);
    else if (words.length) mark(Math.max(0, rows.findIndex((row) => row.getAttribute("aria-disabled") !== "true")));
  };

  shown();
  input.addEventListener("input", () => draw(input.value));
  input.addEventListener("click", () => {
    if (list.hidden) {
      input.select();
      draw("");
    }
  });
  input.addEventListener("blur", () => {
    if (!input.value.trim() && select.value && select.options[0] && !select.options[0].value) {
      select.value = "";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    shown();
    shut();
  });
  input.addEventListener("keydown", (event) => {
    const rows = list.querySelectorAll("[data-value]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) draw("");
      else mark(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      take(rows[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      shown();
      shut();
    }
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    take(event.target.closest("[data-value]"));
  });
}

function all(inside) {
  inside.querySelectorAll("select[data-chooser]:not([hidden])").forEach(build);
}
all(document);
document.addEventListener("htmx:load", (event) => all(event.detail.elt));
