/** What the library says of the recipient that an entry chooses, shown below what the entry takes over. */
(() => {
  const valueOf = (name) => document.querySelector(`[data-privacy-fits="${name}"]`)?.value || '';

  /** The address for a recipient, or an empty text where the form does not say it. */
  const addressOf = (key, taken) => {
    const pattern = document.querySelector('[data-privacy-says]')?.value;
    if (!pattern || !key) return '';
    const query = new URLSearchParams({ nations: valueOf('nations'), audiences: valueOf('audiences'), taken });
    return `${pattern.replace('/0/', `/${encodeURIComponent(key)}/`)}?${query}`;
  };

  /** Keeps the audiences of the form in mind, for this and for the choosers. */
  const followAudiences = () => {
    const place = document.querySelector('[data-privacy-fits="audiences"]');
    const form = place?.closest('form');
    if (!form) return;
    form.addEventListener('change', ({ target }) => {
      if (!['audience', 'also_for'].includes(target.name)) return;
      const others = [...form.querySelectorAll('[name="also_for"]:checked')].map(({ value }) => value);
      place.value = [...new Set([form.querySelector('[name="audience"]')?.value, ...others])].filter(Boolean).join(',');
    });
  };

  /** Shows it in an entry that has been built, and again whenever the choice or the ticks change. */
  const showSays = ({ recipient, from_library: fromLibrary }) => {
    const place = document.createElement('div');
    place.className = 'privacy-says';
    place.setAttribute('aria-live', 'polite');
    fromLibrary.element.closest('[data-contentpath]').append(place);
    const row = recipient.element.closest('[data-contentpath]');
    let newest = 0;
    const show = async () => {
      newest += 1;
      const mine = newest;
      const taken = [...fromLibrary.element.querySelectorAll('input:checked')].map(({ value }) => value).join(',');
      const address = addressOf(recipient.getValue(), taken);
      let html = '';
      if (address) {
        try {
          const answer = await fetch(address, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
          html = answer.ok ? await answer.text() : '';
        } catch {
          // Without an answer nothing is shown; nothing depends on it.
        }
      }
      if (mine === newest) place.innerHTML = html;
    };
    // The widget has the new choice only after it has told of the change.
    [row, fromLibrary.element].forEach((element) => element.addEventListener('change', () => setTimeout(show)));
    show();
  };

  window.addEventListener('load', followAudiences, { once: true });
  window.wagtailPrivacy = Object.assign(window.wagtailPrivacy || {}, { showSays });
})();
