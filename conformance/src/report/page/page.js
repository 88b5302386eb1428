"use strict";
(() => {
  const of = (id) => document.getElementById(id);
  const wordsOf = (input) => input.value.toLowerCase().split(/\s+/).filter(Boolean);

  /** Hides what does not match, and says how much is left. */
  const filtering = (form, items, inputs, output, noun, isChosen) => {
    if (!of(form)) return;
    const known = [...document.querySelectorAll(items)].map((item) => ({ item, text: item.textContent.toLowerCase() }));
    const search = of(inputs[0]);
    const filter = () => {
      const words = wordsOf(search);
      let count = 0;
      for (const { item, text } of known) {
        item.hidden = !(isChosen(item) && words.every((word) => text.includes(word)));
        count += !item.hidden;
      }
      const all = `${known.length} ${noun}${known.length === 1 ? "" : "s"}`;
      of(output).textContent = count === known.length ? all : `${count} of ${all}`;
    };
    inputs.forEach((id, at) => of(id).addEventListener(at ? "change" : "input", filter));
    of(form).addEventListener("submit", (event) => event.preventDefault());
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      search.value = "";
      filter();
    });
    filter();
  };
  const isOf = (id, value) => !of(id).value || of(id).value === value;
  filtering("filter", ".cause", ["search", "check", "severity"], "shown", "finding",
    ({ dataset }) => isOf("check", dataset.check) && isOf("severity", dataset.severity));
  filtering("choose", ".operation", ["operation", "state"], "listed", "operation",
    (item) => isOf("state", "never" in item.dataset ? "never" : "") || (of("state").value === "fail" && item.classList.contains("fail")));

  /** Opens what holds the place of the address. */
  const open = () => {
    const place = of(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    place.hidden = false;
    for (let node = place; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    place.scrollIntoView({ block: place.classList.contains("l") ? "center" : "start" });
    place.querySelector(":scope > a, :scope > summary")?.focus({ preventScroll: true });
  };
  addEventListener("hashchange", open);
  open();

  /** The next line that is not covered, or the one before. */
  let lines;
  const step = (by) => {
    lines ??= [...document.querySelectorAll(".text .l.n, .text .l.p")];
    if (!lines.length) return;
    const at = lines.findIndex((line) => `#${line.id}` === location.hash);
    const next = at < 0 ? (by > 0 ? 0 : lines.length - 1) : (at + by + lines.length) % lines.length;
    location.hash = lines[next].id;
    open();
  };
  document.addEventListener("keydown", (event) => {
    const isTyping = /^(input|select|textarea)$/i.test(event.target.tagName);
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && (of("search") || of("operation"))) {
      event.preventDefault();
      (of("search") || of("operation")).focus();
    } else if (event.key === "n" || event.key === "p") {
      step(event.key === "n" ? 1 : -1);
    }
  });
})();
