"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const [search, check, severity, shown] = ["search", "check", "severity", "shown"].map((id) => document.getElementById(id));
  const causes = [...document.querySelectorAll(".cause")].map((cause) => ({ cause, text: cause.textContent.toLowerCase() }));
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const isChosen = (select, value) => !select.value || select.value === value;
    let count = 0;
    for (const { cause, text } of causes) {
      const { check: own, severity: grave } = cause.dataset;
      cause.hidden = !(isChosen(check, own) && isChosen(severity, grave) && words.every((word) => text.includes(word)));
      count += !cause.hidden;
    }
    shown.textContent = count === causes.length ? `${count} findings` : `${count} of ${causes.length} findings`;
  };
  search.addEventListener("input", filter);
  check.addEventListener("change", filter);
  severity.addEventListener("change", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const isTyping = /^(input|select|textarea)$/i.test(event.target.tagName);
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      search.focus();
    } else if (event.key === "Escape" && event.target === search) {
      search.value = "";
      filter();
    }
  });
  filter();
})();
