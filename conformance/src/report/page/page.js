"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const [search, check, shown] = ["search", "check", "shown"].map((id) => document.getElementById(id));
  const causes = [...document.querySelectorAll(".cause")].map((cause) => ({
    cause,
    check: cause.dataset.check,
    head: [...cause.querySelectorAll("h3, .rule")].map((part) => part.textContent).join(" ").toLowerCase(),
    findings: [...cause.querySelectorAll(".finding")].map((finding) => ({ finding, text: finding.textContent.toLowerCase() })),
  }));
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    let all = 0;
    for (const one of causes) {
      const isChecked = !check.value || one.check === check.value;
      let left = 0;
      for (const { finding, text } of one.findings) {
        const isShown = isChecked && words.every((word) => one.head.includes(word) || text.includes(word));
        finding.hidden = !isShown;
        left += isShown;
      }
      one.cause.hidden = left === 0;
      count += left;
      all += one.findings.length;
    }
    shown.textContent = count === all ? `${all} findings` : `${count} of ${all} findings`;
  };
  search.addEventListener("input", filter);
  check.addEventListener("change", filter);
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
