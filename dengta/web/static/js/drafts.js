// Half-filled long forms (form[data-draft]): kept two seconds after the last key, and again when the
// line was down. What a page does by itself never renews the session (the header HX-By-Itself).
const ADDRESS = "/caogao";
const WAIT = 2000;
const AGAIN = 5000;

const waiting = new Map();
let under = null;

const formOf = (element) => (element.closest ? element.closest("form[data-draft]") : null);

function say(form, text, link) {
  const line = form.querySelector("[data-draft-said]");
  if (!line) return;
  line.textContent = text;
  if (link) {
    const way = document.createElement("a");
    way.href = "/sso?next=" + encodeURIComponent(window.location.pathname + window.location.search);
    way.textContent = link;
    line.append(way);
  }
}

function kept(form, time) {
  say(form, "草稿已保存 " + time);
  const give = form.querySelector("[data-draft-discard]");
  if (give) give.hidden = false;
}

function later(form, wait) {
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(() => save(form), wait));
}

function still(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
  if (under && under.form === form) under.stop.abort();
}

async function save(form) {
  waiting.delete(form);
  if (!form.isConnected) return;
  const body = new URLSearchParams();
  new FormData(form).forEach((value, name) => {
    if (typeof value === "string") body.append(name, value);
  });
  const mine = { form, stop: new AbortController() };
  if (under && under.form === form) under.stop.abort();
  under = mine;
  try {
    const answer = await fetch(ADDRESS, {
      method: "POST",
      body,
      headers: { "HX-By-Itself": "1" },
      credentials: "same-origin",
      redirect: "manual",
      keepalive: body.toString().length < 60000,
      signal: mine.stop.signal,
    });
    const time = answer.ok ? await answer.text() : "";
    if (answer.type === "opaqueredirect") {
      say(form, "登录已过期，填写的内容已保存，", "请重新登录");
    } else if (time) {
      kept(form, time);
    } else if (answer.status >= 500) {
      later(form, AGAIN);
    }
  } catch (error) {
    if (error.name === "AbortError") return;
    say(form, "连接断了，草稿还没有保存，正在重试");
    later(form, AGAIN);
  } finally {
    if (under === mine) under = null;
  }
}

["input", "change"].forEach((kind) => {
  document.addEventListener(kind, (event) => {
    const form = formOf(event.target);
    if (form) later(form, WAIT);
  });
});

// What is being sent needs no draft; what did not arrive does.
document.addEventListener("submit", (event) => {
  const form = formOf(event.target);
  if (form) still(form);
});
// A request from inside the form is no sending: one that checks a field leaves the form standing, of
// one that draws it anew the new form is kept.
const nameOf = (form) => form.elements.caogao.value;
let unsaved = "";
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = formOf(event.detail.elt);
  const target = event.detail.target;
  if (!form || !target || !target.contains(form)) return;
  unsaved = waiting.has(form) || (under && under.form === form) ? nameOf(form) : "";
  still(form);
});
document.addEventListener("htmx:load", (event) => {
  if (!unsaved) return;
  const part = event.detail.elt;
  const form = part.matches("form[data-draft]") ? part : part.querySelector("form[data-draft]");
  if (!form || nameOf(form) !== unsaved) return;
  unsaved = "";
  later(form, WAIT);
});
["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((kind) => {
  document.addEventListener(kind, (event) => {
    const form = formOf(event.detail.elt);
    if (form) later(form, WAIT);
  });
});

// Leaving the page, by whatever way, does not wait for the two seconds.
window.addEventListener("pagehide", () => {
  Array.from(waiting.keys()).forEach((form) => {
    clearTimeout(waiting.get(form));
    save(form);
  });
});
