/**
 * What a block says when it is closed: its line, and all its words for the search of the browser.
 *
 * A block that is not built yet is read from its state, a built one from its fields, and both say the same.
 */
(() => {
  const { FieldBlockDefinition, ListBlockDefinition, StreamBlockDefinition, StructBlockDefinition } =
    window.wagtailStreamField.blocks;

  const cut = (text, maxLength) =>
    maxLength && text.length > maxLength ? `${text.substring(0, maxLength - 1)}…` : text;

  const tidy = (text) => String(text ?? '').replace(/\s+/g, ' ').trim();

  /** An entry of a stream or a list, as opposed to the choice of a chooser, which has an id too. */
  const isEntry = (state) => Boolean(state) && typeof state === 'object' && 'id' in state && 'value' in state;

  /** The entries in a state, at every depth. */
  const entriesIn = function* entriesIn(state) {
    if (!state || typeof state !== 'object') return;
    if (isEntry(state)) yield state;
    for (const inner of Array.isArray(state) ? state : Object.values(state)) yield* entriesIn(inner);
  };

  /** The text of what Draftail stores; `null` for anything else. */
  const richText = (state) => {
    if (!/^\s*\{\s*"/.test(state)) return null;
    try {
      return JSON.parse(state).blocks.map(({ text }) => text).join(' ');
    } catch {
      return null;
    }
  };

  const fieldWords = (state, choices = {}) => {
    if (state === null || state === undefined || typeof state === 'boolean') return '';
    if (Array.isArray(state)) return state.map((value) => choices[value] ?? value).join(', ');
    if (typeof state === 'object') return tidy(state.title || state.string);
    return tidy(choices[state] ?? richText(String(state)) ?? state);
  };

  const amountOf = (state) => {
    if (Array.isArray(state)) return state.length;
    return String(state ?? '').split('\n').filter((line) => line.trim()).length;
  };

  /** Reads a block with fields that is not built. */
  class StateReader {
    constructor(blockDef, state) {
      Object.assign(this, { blockDef, state: state || {} });
    }

    text(name, maxLength) {
      const child = this.blockDef.childBlockDefsByName[name];
      return child ? textOf(child, this.state[name], maxLength, this.blockDef.meta.choices?.[name]) : '';
    }

    amount(name) {
      return amountOf(this.state[name]);
    }

    isTicked(name) {
      return Boolean(this.state[name]);
    }

    isAmong(name, choice) {
      return (this.state[name] || []).includes(choice);
    }

    chosen(name) {
      return this.state[name] || null;
    }

    entries(name) {
      const { childBlockDef } = this.blockDef.childBlockDefsByName[name];
      return (this.state[name] || []).map(({ value }) => new StateReader(childBlockDef, value));
    }
  }

  /** Reads a block with fields that is built. */
  class BlockReader {
    constructor(block) {
      Object.assign(this, { block, blockDef: block.blockDef });
    }

    text(name, maxLength) {
      const child = this.block.childBlocks[name];
      const text = child?.getTextLabel ? child.getTextLabel({ maxLength }) : '';
      // A chooser in which nothing was chosen may call itself "null".
      return text && text !== 'null' ? tidy(text) : '';
    }

    amount(name) {
      const child = this.block.childBlocks[name];
      return Array.isArray(child.children) ? child.children.length : amountOf(child.getValue());
    }

    isTicked(name) {
      return Boolean(this.block.childBlocks[name].getValue());
    }

    isAmong(name, choice) {
      return [...this.block.childBlocks[name].element.querySelectorAll('input:checked')].some(
        ({ value }) => value === choice,
      );
    }

    chosen(name) {
      return this.block.childBlocks[name].getState() || null;
    }

    entries(name) {
      return this.block.childBlocks[name].children.map(({ block }) => readerOf(block));
    }
  }

  const readerOf = (block) => (block.unbuilt ? new StateReader(block.blockDef, block.unbuilt) : new BlockReader(block));

  const say = (wordings, holdsFor, amount) =>
    wordings[holdsFor[amount < 100 ? amount : 100 + (amount % 100)]].replace('#', amount);

  /** What the library says of a chosen item is known for what the server sent, not for what was chosen since. */
  const isSaidByLibrary = (entry, { chooser, takes, field }) => {
    if (!chooser || !entry.isAmong(takes, field)) return false;
    const { says } = entry.chosen(chooser) || {};
    return !says || says.includes(field);
  };

  const lacks = (entry, lacking) =>
    !lacking.fields.some((name) => entry.amount(name)) && !isSaidByLibrary(entry, lacking.library);

  const partOf = (reader, part, isAlone) => {
    if (part.show === 'choice') return reader.isTicked(part.field) ? part.yes : part.no;
    if (part.show === 'text') {
      const text = reader.text(part.field, 40);
      return text && part.label ? `${part.label} ${text}` : text;
    }
    const amount = reader.amount(part.field);
    // "0 organisations" warns of an empty section; beside something else it is noise.
    if (!amount && !isAlone) return '';
    const counted = say(part.wordings, part.holdsFor, amount);
    if (!part.lacking) return counted;
    const lacking = reader.entries(part.field).filter((entry) => lacks(entry, part.lacking)).length;
    return lacking ? `${counted}, ${say(part.lacking.wordings, part.lacking.holdsFor, lacking)}` : counted;
  };

  const insideOf = (reader, summary, saysNone) => {
    const isEmpty = !summary.some(({ show, field }) => show === 'count' && reader.amount(field));
    return summary
      .map((part, index) => partOf(reader, part, saysNone && isEmpty && index === 0))
      .filter(Boolean)
      .join(', ');
  };

  const joined = (name, inside) => (name && inside ? `${name}: ${inside}` : name || inside);

  /** The line of a section: its heading, where the editor chose one, and what is inside. */
  const sectionLine = (reader) => {
    const { label, summary, usualHeading } = reader.blockDef.meta;
    const heading = reader.text('heading', 40);
    return joined(heading === label || heading === usualHeading ? '' : heading, insideOf(reader, summary, true));
  };

  /** The line of an item: what it is, and what is inside. The outline of the page links to it, and a link needs a name. */
  const itemLine = (reader, maxLength) => {
    const { itemLabel, labelFormat = '', summary = [] } = reader.blockDef.meta;
    const names = [...labelFormat.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    // What a notice calls an item is often what the library calls it.
    const texts = names
      .map((name) => reader.text(name, maxLength))
      .filter((text, index, all) => text && !all[index - 1]?.toLowerCase().startsWith(text.toLowerCase()));
    return joined(texts.join(' · ') || itemLabel, insideOf(reader, summary, false));
  };

  function textOf(blockDef, state, maxLength, choices) {
    if (blockDef.lineOf) return blockDef.lineOf(new StateReader(blockDef, state), maxLength);
    if (blockDef instanceof ListBlockDefinition) {
      const texts = (state || []).map(({ value }) => textOf(blockDef.childBlockDef, value, maxLength));
      return cut(texts.filter(Boolean).join(', '), maxLength);
    }
    return blockDef instanceof FieldBlockDefinition ? cut(fieldWords(state, choices), maxLength) : '';
  }

  /** All that a reader of the block would find, in the order of its fields. */
  const wordsOf = (blockDef, state, words = [], choices = undefined) => {
    if (state === null || state === undefined || blockDef.saysNothing) return words;
    if (blockDef instanceof StructBlockDefinition) {
      const { choices, silent = [] } = blockDef.meta;
      blockDef.childBlockDefs
        .filter(({ name }) => !silent.includes(name))
        .forEach((child) => wordsOf(child, state[child.name], words, choices?.[child.name]));
    } else if (blockDef instanceof ListBlockDefinition) {
      state.forEach(({ value }) => wordsOf(blockDef.childBlockDef, value, words));
    } else if (blockDef instanceof StreamBlockDefinition) {
      state.forEach(({ type, value }) => wordsOf(blockDef.childBlockDefsByName[type], value, words));
    } else if (blockDef instanceof FieldBlockDefinition) {
      const text = fieldWords(state, choices);
      if (text) words.push(text);
    }
    return words;
  };

  window.wagtailPrivacy = { StateReader, BlockReader, entriesIn, isEntry, itemLine, sectionLine, wordsOf };
})();
