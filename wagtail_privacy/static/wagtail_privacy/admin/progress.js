/**
 * Keeps the progress of a submission up to date: looks again while a worker is busy, or goes on itself where none is.
 *
 * Without it the buttons and the link of the page do the same.
 */
(() => {
  const SELECTOR = '[data-privacy-progress]';
  const SECONDS_BETWEEN_LOOKS = 3;
  const MOST_FAILURES = 3;
  let failures = 0;

  const ask = (part) => {
    if (part.dataset.privacyProgress !== 'go-on') return fetch(window.location.href);
    const body = new FormData(part.querySelector('form'));
    body.set('action', 'go_on');
    return fetch(window.location.href, { method: 'POST', body });
  };

  const show = (part, text) => {
    const next = new DOMParser().parseFromString(text, 'text/html').querySelector(SELECTOR);
    if (!next) throw new Error('There is no progress in the answer.');
    // What says how it stands is kept, so that screen readers tell its new words; so is a button that has the focus.
    const status = part.querySelector('[role="status"]');
    const words = next.querySelector('[role="status"]').textContent;
    const focused = part.contains(document.activeElement) ? document.activeElement.value : null;
    next.querySelector('[role="status"]').remove();
    [...part.children].filter((child) => child !== status).forEach((child) => child.remove());
    if (status.textContent !== words) status.textContent = words;
    part.append(...next.children);
    if (focused) part.querySelector(`button[value="${CSS.escape(focused)}"]`)?.focus();
    part.dataset.privacyProgress = next.dataset.privacyProgress;
  };

  const step = async (part) => {
    if (!part.dataset.privacyProgress) return;
    try {
      const response = await ask(part);
      if (!response.ok) throw new Error(response.statusText);
      show(part, await response.text());
      failures = 0;
    } catch {
      failures += 1;
      if (failures >= MOST_FAILURES) return;
    }
    const wait = part.dataset.privacyProgress === 'go-on' && !failures ? 0.2 : SECONDS_BETWEEN_LOOKS;
    window.setTimeout(() => step(part), wait * 1000);
  };

  const part = document.querySelector(SELECTOR);
  if (part) window.setTimeout(() => step(part), 1000);
})();
