// Brings the lists up to date while nobody works in them: the page stays where it is scrolled to, and open rows stay open.
(() => {
  "use strict";
  const seconds = 10;
  const isBusy = () =>
    document.hidden
    || (document.activeElement && document.activeElement.closest("form"))
    || String(window.getSelection())
    || document.querySelector("details[open]");

  const refresh = async () => {
    if (isBusy() || !document.querySelector("[data-refresh]")) {
      return;
    }
    const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error" });
    if (!answer.ok || isBusy()) {
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = document.activeElement && document.activeElement.getAttribute("href");
    for (const part of document.querySelectorAll("[data-refresh]")) {
      const next = fresh.querySelector(`[data-refresh="${part.dataset.refresh}"]`);
      if (next && next.innerHTML !== part.innerHTML) {
        part.replaceChildren(...next.childNodes);
      }
    }
    if (focused && document.activeElement === document.body) {
      document.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  };

  setInterval(() => refresh().catch(() => { /* The server restarts: the next try is soon. */ }), seconds * 1000);
})();
