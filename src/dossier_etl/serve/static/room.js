// Comfort only: every page works without it. j/k move between the items of a list, Enter opens, a accepts, x rejects;
// all parts of a piece of evidence light up together.
"use strict";
(() => {
  const items = Array.from(document.querySelectorAll(".hit"));
  let at = -1;
  const move = (step) => {
    if (!items.length) return;
    if (at >= 0) items[at].classList.remove("here");
    at = Math.max(0, Math.min(items.length - 1, at + step));
    items[at].classList.add("here");
    const link = items[at].querySelector("a");
    if (link) link.focus();
  };
  const press = (name) => {
    const scope = at >= 0 ? items[at] : document;
    const button = scope.querySelector(`button[data-key="${name}"]`);
    if (button) button.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, textarea, select")) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "a" || event.key === "x") press(event.key);
  });
  const light = () => {
    for (const part of document.querySelectorAll(".lit")) part.classList.remove("lit");
    const name = location.hash.slice(1);
    if (!/^c\d+-\d+$/.test(name)) return;
    for (const part of document.querySelectorAll(`[data-span="${name}"]`)) part.classList.add("lit");
  };
  addEventListener("hashchange", light);
  light();
  const running = document.querySelector("[data-running]");
  if (running) setTimeout(() => location.reload(), 1500);
})();
