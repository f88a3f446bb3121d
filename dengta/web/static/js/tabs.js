// Tabs whose links are panels of this page become an ARIA tab list; links to pages stay links.
function choose(tabs, chosen) {
  tabs.forEach((tab) => {
    const on = tab === chosen;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    const panel = document.getElementById(tab.hash.slice(1));
    if (panel) panel.hidden = !on;
  });
}

function set(list) {
  const tabs = Array.from(list.querySelectorAll("a.tab")).filter((tab) => tab.getAttribute("href").startsWith("#"));
  if (!tabs.length) return;
  list.setAttribute("role", "tablist");
  tabs.forEach((tab) => {
    const panel = document.getElementById(tab.hash.slice(1));
    tab.setAttribute("role", "tab");
    tab.removeAttribute("aria-current");
    if (panel) {
      tab.id = tab.id || panel.id + "-tab";
      tab.setAttribute("aria-controls", panel.id);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
    }
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      choose(tabs, tab);
    });
    tab.addEventListener("keydown", (event) => {
      const at = tabs.indexOf(tab);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = tabs[(to + tabs.length) % tabs.length];
      choose(tabs, next);
      next.focus();
    });
  });
  const faulty = tabs.find((tab) => {
    const panel = document.getElementById(tab.hash.slice(1));
    return panel && panel.querySelector(".has-error");
  });
  choose(tabs, faulty || tabs.find((tab) => tab.hash === window.location.hash) || tabs[0]);
}

document.querySelectorAll("[data-tabs]").forEach(set);
document.addEventListener("htmx:load", (event) => {
  event.detail.elt.querySelectorAll("[data-tabs]:not([role])").forEach(set);
});
