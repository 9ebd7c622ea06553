/** What is said beside a section: how it stands to the model that the notice follows. */
(() => {
  /** By the id of the section: a short text, and whether the section has no form because the trust sets it. */
  const readNotes = () => JSON.parse(document.getElementById('privacy-section-notes')?.textContent || '{}');

  let notes;
  const noteOf = (id) => {
    notes = notes || readNotes();
    return notes[id];
  };

  /**
   * Puts the text beside the line of each section. What the trust sets cannot be taken out or written in; where it has
   * a form all the same, as where the light editor is turned off, the form is only sent.
   */
  const showNotes = () => {
    Object.entries(readNotes()).forEach(([id, { text, isFixed }]) => {
      const panel = document.getElementById(`block-${id}-section`);
      const header = panel?.querySelector('.w-panel__header');
      if (!header || header.querySelector('.privacy-note')) return;
      const words = document.createElement('span');
      words.className = 'privacy-note';
      words.textContent = text;
      header.querySelector('.w-panel__heading').after(words);
      if (!isFixed) return;
      header.querySelectorAll('[data-streamfield-action="DELETE"]').forEach((button) => button.remove());
      if (!panel.querySelector('.privacy-fixed')) panel.querySelector('.w-panel__content')?.setAttribute('inert', '');
    });
  };

  window.addEventListener('load', showNotes);
  window.wagtailPrivacy = Object.assign(window.wagtailPrivacy || {}, { noteOf, showNotes });
})();
