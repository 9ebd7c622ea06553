/** What is said beside a section: how it stands to the model that the notice follows. */
(() => {
  /** By the id of the section: a short text, and whether the section has no form because the trust sets it. */
  const readNotes = () => JSON.parse(document.getElementById('privacy-section-notes')?.textContent || '{}');

  let notes;
  const noteOf = (id) => {
    notes = notes || readNotes();
    return notes[id];
  };

  /** Puts the text beside the line of each section, and takes the button away that would leave out what has no form. */
  const showNotes = () => {
    Object.entries(readNotes()).forEach(([id, { text, isFixed }]) => {
      const header = document.getElementById(`block-${id}-section`)?.querySelector('.w-panel__header');
      if (!header || header.querySelector('.privacy-note')) return;
      const words = document.createElement('span');
      words.className = 'privacy-note';
      words.textContent = text;
      header.querySelector('.w-panel__heading').after(words);
      if (isFixed) header.querySelectorAll('[data-streamfield-action="DELETE"]').forEach((button) => button.remove());
    });
  };

  window.wagtailPrivacy = Object.assign(window.wagtailPrivacy || {}, { noteOf, showNotes });
})();
