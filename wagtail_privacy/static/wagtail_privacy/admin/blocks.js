/**
 * Our blocks in the editor. A section, and an item of a list in it, is a line until it is opened.
 *
 * Until then it is its line, its words (which the search of the browser finds) and one hidden field with the id under
 * which the server has its value. What is opened and left as it was is sent in the same way.
 */
(() => {
  const { FieldBlock, FieldBlockDefinition, StreamBlockDefinition, StructBlock, StructBlockDefinition } =
    window.wagtailStreamField.blocks;
  const { StateReader, BlockReader, entriesIn, isEntry, itemLine, noteOf, sectionLine, showNotes, showSays, wordsOf } =
    window.wagtailPrivacy;

  // What the server sent ------------------------------------------------------------------------------------------

  /** The id under which the server has a value, by the state that it sent, or by a copy of it. */
  const sentAs = new WeakMap();

  /** Blocks that wait to be opened. */
  const waiting = new Set();

  const newId = () =>
    '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
      (Number(digit) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(digit) / 4)))).toString(16),
    );

  /** The state of a copy: all the ids inside are new. */
  const copyOf = (state) => {
    if (Array.isArray(state)) return state.map(copyOf);
    if (!state || typeof state !== 'object') return state;
    const copy = Object.fromEntries(Object.entries(state).map(([name, value]) => [name, copyOf(value)]));
    if (isEntry(state)) copy.id = newId();
    if (sentAs.has(state)) sentAs.set(copy, sentAs.get(state));
    return copy;
  };

  /** Whether somebody points at this entry or at one inside it: a comment, or the address of the page. */
  const isPointedAt = (id, state) => {
    const address = decodeURIComponent(window.location.hash);
    const comments = document.getElementById('comments-data')?.textContent || '';
    const isNamed = (name) => Boolean(name) && (address.includes(name) || comments.includes(name));
    return isNamed(id) || [...entriesIn(state)].some((entry) => isNamed(entry.id));
  };

  // What was opened and not changed -------------------------------------------------------------------------------

  const OPENED = 'data-privacy-opened';

  /** Opened blocks by the element that they stand in. */
  const opened = new Map();

  /** Draftail rewrites its field some time after it has started: an empty text becomes "null", and keys differ. */
  const plainRichText = (value) => {
    if (value === 'null') return '';
    if (!/^\s*\{\s*"/.test(value)) return value;
    try {
      const { blocks, entityMap } = JSON.parse(value);
      if (!blocks.some(({ type, text }) => text || type === 'atomic')) return '';
      const sorted = (object) => Object.entries(object || {}).sort(([a], [b]) => (a < b ? -1 : 1));
      return blocks.map(({ key, entityRanges = [], data, ...block }) => [
        sorted(block),
        sorted(data),
        entityRanges.map((range) => {
          const { data: entityData, ...entity } = entityMap[range.key] || {};
          return [range.offset, range.length, sorted(entity), sorted(entityData)];
        }),
      ]);
    } catch {
      return value;
    }
  };

  const controlsIn = (element) => [...element.querySelectorAll('input[name], select[name], textarea[name]')];

  const isPosted = ({ disabled, type, checked }) =>
    !disabled && !['button', 'submit'].includes(type) && (checked || !['checkbox', 'radio'].includes(type));

  const valueOf = (control) =>
    control.type === 'select-multiple'
      ? [...control.selectedOptions].map(({ value }) => value)
      : plainRichText(control.value);

  /** What the form of an opened block says, without the blocks inside it that are closed or were opened themselves. */
  const said = (element) =>
    JSON.stringify(
      controlsIn(element)
        .filter(
          (control) =>
            isPosted(control) && !control.name.endsWith('-value-kept') && control.closest(`[${OPENED}]`) === element,
        )
        .map((control) => [control.name, valueOf(control)])
        .sort(([a], [b]) => (a < b ? -1 : Number(a > b))),
    );

  const isUnchanged = (element, known = new Map()) => {
    if (!known.has(element)) {
      const inner = [...element.querySelectorAll(`[${OPENED}]`)].filter((one) => opened.has(one));
      const isSame = opened.get(element).first === said(element);
      known.set(element, isSame && inner.every((one) => isUnchanged(one, known)));
    }
    return known.get(element);
  };

  /**
   * Before a form is sent or compared, by whatever reads it: what is as it was goes back as kept.
   *
   * Wagtail compares forms as text, so kept fields always come last and in the same order.
   */
  const putBack = ({ target, formData }) => {
    const known = new Map();
    const kept = new Map([...formData.entries()].filter(([name]) => name.endsWith('-value-kept')));
    const unwanted = new Set(kept.keys());
    for (const [element, { prefix, id }] of opened) {
      if (element.isConnected && target.contains(element) && isUnchanged(element, known)) {
        const outer = element.parentElement.closest(`[${OPENED}]`);
        if (!outer || !isUnchanged(outer, known)) {
          controlsIn(element).forEach(({ name }) => {
            unwanted.add(name);
            kept.delete(name);
          });
          kept.set(`${prefix}-kept`, id);
        }
      }
    }
    unwanted.forEach((name) => formData.delete(name));
    [...kept].sort(([a], [b]) => (a < b ? -1 : 1)).forEach(([name, value]) => formData.append(name, value));
  };

  // A block that is not built yet ---------------------------------------------------------------------------------

  class WaitingBlock {
    constructor(blockDef, placeholder, prefix, state, build) {
      Object.assign(this, { blockDef, prefix, build, type: blockDef.name, unbuilt: state, block: null });
      this.sentId = sentAs.get(state);
      this.element = document.createElement('div');
      const kept = document.createElement('input');
      Object.assign(kept, { type: 'hidden', name: `${prefix}-kept`, value: this.sentId });
      const note = noteOf(this.sentId);
      const words = document.createElement('p');
      words.textContent = note?.words || wordsOf(blockDef, state).join(' · ');
      this.element.append(kept, words);
      window.$(placeholder).replaceWith(this.element);
      this.container = window.$(this.element);
      const child = this.element.closest('[data-streamfield-child]');
      this.id = child?.querySelector(':scope > input[name$="-id"]')?.value;
      // The copy of such a section is the school's own, with another id.
      this.isFixed = Boolean(note?.isFixed) && this.id === this.sentId;
      if (this.isFixed) {
        words.className = 'privacy-fixed';
        return;
      }
      this.toggle = child?.querySelector('[data-panel-toggle]');
      this.toggle?.addEventListener('wagtail:panel-toggle', ({ target, detail }) => {
        if (target === this.toggle && detail.expanded) this.open();
      });
      waiting.add(this);
      // Wagtail closes a block after it has made it, or leaves it open.
      queueMicrotask(() => {
        if (this.toggle?.getAttribute('aria-expanded') !== 'false' || isPointedAt(this.id, state)) this.open();
      });
    }

    open() {
      if (this.block || this.isFixed) return this.block;
      waiting.delete(this);
      const frame = document.createElement('div');
      this.element.replaceWith(frame);
      const place = document.createElement('div');
      frame.append(place);
      this.block = this.build(place, this.prefix, this.unbuilt);
      this.container = this.block.container;
      this.unbuilt = null;
      // The copy of a section has another id than what it was copied from, and is always sent as a form.
      if (this.id === this.sentId) {
        frame.setAttribute(OPENED, '');
        opened.set(frame, { prefix: this.prefix, id: this.sentId, first: said(frame) });
      }
      return this.block;
    }

    get childBlocks() {
      return this.open()?.childBlocks || {};
    }

    getTextLabel(opts) {
      if (this.block) return this.block.getTextLabel(opts);
      return this.blockDef.lineOf(new StateReader(this.blockDef, this.unbuilt), opts?.maxLength);
    }

    getState() {
      return this.block ? this.block.getState() : this.unbuilt;
    }

    getDuplicatedState() {
      return this.block ? this.block.getDuplicatedState() : copyOf(this.unbuilt);
    }

    getValue() {
      return this.isFixed ? this.unbuilt : this.open().getValue();
    }

    setState(state) {
      if (!this.isFixed) this.open().setState(state);
    }

    setError(error) {
      if (this.isFixed) this.showError(error);
      else if (error) this.open().setError(error);
      else this.block?.setError(error);
    }

    showError(error) {
      this.element.querySelectorAll('.help-critical').forEach((message) => message.remove());
      (error?.messages || []).forEach((text) => {
        const message = document.createElement('p');
        message.className = 'help-block help-critical';
        message.textContent = text;
        this.element.prepend(message);
      });
    }

    focus(opts) {
      if (!this.isFixed) this.open().focus(opts);
    }
  }

  /** The block for a state: one that waits, where the server sent the state, and else the form at once. */
  const made = (Block, blockDef, placeholder, prefix, state, error) => {
    if (!state || !sentAs.has(state)) return new Block(blockDef, placeholder, prefix, state, error);
    const build = (place, itsPrefix, itsState) => new Block(blockDef, place, itsPrefix, itsState);
    const block = new WaitingBlock(blockDef, placeholder, prefix, state, build);
    block.setError(error);
    return block;
  };

  // Addresses that lead into a block ------------------------------------------------------------------------------

  const unfold = (element) => {
    for (let panel = element.closest('[data-panel]'); panel; panel = panel.parentElement.closest('[data-panel]')) {
      const toggle = panel.querySelector('[data-panel-toggle]');
      if (toggle?.getAttribute('aria-expanded') === 'false') toggle.click();
    }
  };

  /** Opens the section or item that an address such as `#block-<id>-section` names, and all around it. */
  const openAddress = (hash) => {
    const [, id] = /^#block-(.+)-section$/.exec(decodeURIComponent(hash)) || [];
    if (!id) return;
    const around = () =>
      [...waiting].find(({ unbuilt }) => [...entriesIn(unbuilt)].some((entry) => entry.id === id));
    for (let block = around(); block; block = around()) block.open();
    const panel = document.getElementById(`block-${id}-section`);
    if (!panel) return;
    unfold(panel);
    // A smooth scroll, which Wagtail's styles ask for, ends halfway when something on the page grows meanwhile.
    panel.scrollIntoView({ block: 'start', behavior: 'instant' });
    panel.querySelector('[data-panel-toggle]').focus({ preventScroll: true });
  };

  window.addEventListener('hashchange', () => openAddress(window.location.hash));
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href^="#block-"]');
    // Following a link to where one is already changes no address.
    if (link && link.hash === window.location.hash) openAddress(link.hash);
  });

  // The blocks ----------------------------------------------------------------------------------------------------

  class SummarisedBlock extends StructBlock {
    getTextLabel() {
      return sectionLine(new BlockReader(this));
    }
  }

  class SummarisedBlockDefinition extends StructBlockDefinition {
    lineOf(reader) {
      return sectionLine(reader);
    }

    render(placeholder, prefix, state, error) {
      return made(SummarisedBlock, this, placeholder, prefix, state, error);
    }
  }

  /** An item of a list. */
  class ItemBlock extends StructBlock {
    constructor(...args) {
      super(...args);
      if (this.childBlocks.unknown) this.showUnknown(this.childBlocks.unknown);
      if (this.childBlocks.from_library) showSays(this.childBlocks);
    }

    /** What apps have said that are not here: out of the way where there is nothing, else with a way to take it out. */
    showUnknown(unknown) {
      const row = unknown.element.closest('[data-contentpath]');
      if (unknown.getValue() === '{}') {
        row.hidden = true;
        return;
      }
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'button button-small button-secondary';
      button.textContent = this.blockDef.meta.takeOut;
      button.addEventListener('click', () => {
        unknown.setState('{}');
        row.hidden = true;
      });
      row.querySelector('[data-field-input]').append(button);
    }

    getTextLabel(opts) {
      return itemLine(new BlockReader(this), opts?.maxLength);
    }
  }

  class ItemBlockDefinition extends StructBlockDefinition {
    lineOf(reader, maxLength) {
      return itemLine(reader, maxLength);
    }

    render(placeholder, prefix, state, error) {
      return made(ItemBlock, this, placeholder, prefix, state, error);
    }
  }

  /** What is kept as it was stored, in JSON that nobody should have to read. */
  class StoredBlock extends FieldBlock {
    getTextLabel() {
      const { value } = JSON.parse(this.getValue()) || {};
      return value && typeof value.heading === 'string' ? value.heading : '';
    }
  }

  class StoredBlockDefinition extends FieldBlockDefinition {
    saysNothing = true;

    render(placeholder, prefix, state, error) {
      return new StoredBlock(this, placeholder, prefix, state, error);
    }
  }

  /** Sections that this site cannot read stay where they are; the picker does not offer to add one. */
  class SectionStreamBlockDefinition extends StreamBlockDefinition {
    constructor(name, groups, initialChildStates, meta) {
      super(name, groups, initialChildStates, meta);
      this.groupedChildBlockDefs = groups.map(([group, definitions]) => [
        group,
        definitions.filter((definition) => definition.name !== 'unknown'),
      ]);
    }
  }

  /** The outermost stream. The definition of its blocks comes in a script of its own, which the browser keeps. */
  class LightSectionsDefinition {
    constructor(digest, advice) {
      const packed = window.wagtailPrivacyBlocks?.[digest];
      if (packed) this.blockDef = window.telepath.unpack(packed);
      this.advice = advice;
    }

    render(placeholder, prefix, { sections, kept, built }, error) {
      if (!this.blockDef) return this.renderAdvice(placeholder);
      const mustBeBuilt = new Set(built);
      for (const { id, value } of entriesIn(sections)) {
        const hasFields = value && typeof value === 'object' && !Array.isArray(value);
        if (id && hasFields && !mustBeBuilt.has(id)) sentAs.set(value, id);
      }
      const block = this.blockDef.render(placeholder, prefix, sections, error);
      const body = document.createElement('input');
      Object.assign(body, { type: 'hidden', name: `${prefix}-kept`, value: kept });
      block.container[0].prepend(body);
      body.form?.addEventListener('formdata', putBack);
      // Where the page was loaded with such an address, no event tells of it. Its form is hidden until all is loaded.
      const follow = () => setTimeout(() => openAddress(window.location.hash));
      if (document.readyState === 'complete') follow();
      else window.addEventListener('load', follow, { once: true });
      showNotes();
      return block;
    }

    /** The script with the definition has not arrived. Without a field of the sections nothing can be saved. */
    renderAdvice(placeholder) {
      const message = document.createElement('p');
      message.className = 'help-block help-critical';
      message.textContent = this.advice;
      window.$(placeholder).replaceWith(message);
      return { element: message };
    }
  }

  window.telepath.register('wagtail_privacy.ItemBlock', ItemBlockDefinition);
  window.telepath.register('wagtail_privacy.StoredBlock', StoredBlockDefinition);
  window.telepath.register('wagtail_privacy.SummarisedBlock', SummarisedBlockDefinition);
  window.telepath.register('wagtail_privacy.SectionStreamBlock', SectionStreamBlockDefinition);
  window.telepath.register('wagtail_privacy.LightSections', LightSectionsDefinition);
  window.wagtailPrivacy.isReady = true;
})();
