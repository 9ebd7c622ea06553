/**
 * The collapsed line of a section: its heading, where the editor chose one, and what is inside.
 *
 * A Wagtail label format can repeat what stands in a field, but it cannot count.
 */
(() => {
  const { FieldBlock, FieldBlockDefinition, StreamBlockDefinition, StructBlock, StructBlockDefinition } =
    window.wagtailStreamField.blocks;

  const textOf = (block) => {
    const text = block && block.getTextLabel ? block.getTextLabel({ maxLength: 40 }) : '';
    // A chooser in which nothing was chosen may call itself "null".
    return text && text !== 'null' ? String(text).trim() : '';
  };

  const amountIn = (block) => {
    if (Array.isArray(block.children)) return block.children.length;
    return String(block.getValue() || '').split('\n').filter((line) => line.trim()).length;
  };

  const say = {
    count: ({ wordings, holdsFor }, amount) => {
      const index = amount < 100 ? amount : 100 + (amount % 100);
      return wordings[holdsFor[index]].replace('#', amount);
    },
    text: ({ label }, block) => {
      const text = textOf(block);
      return text && label ? `${label} ${text}` : text;
    },
    choice: ({ yes, no }, block) => (block.getValue() ? yes : no),
  };

  class SummarisedBlock extends StructBlock {
    getTextLabel() {
      const { label, summary, usualHeading } = this.blockDef.meta;
      const heading = textOf(this.childBlocks.heading);
      const amounts = summary.map(({ show, field }) => (show === 'count' ? amountIn(this.childBlocks[field]) : null));
      const isEmpty = !amounts.some(Boolean);
      const inside = summary
        .map((part, index) => {
          if (part.show !== 'count') return say[part.show](part, this.childBlocks[part.field]);
          // "0 recipients" warns of an empty section; beside something else it is noise.
          const isWorthSaying = amounts[index] > 0 || (isEmpty && index === 0);
          return isWorthSaying ? say.count(part, amounts[index]) : '';
        })
        .filter(Boolean)
        .join(', ');
      const name = heading === label || heading === usualHeading ? '' : heading;
      return name && inside ? `${name}: ${inside}` : name || inside;
    }
  }

  /** An item of a list: fields in which nothing was chosen say nothing, where Wagtail's own label says "null". */
  class ItemBlock extends StructBlock {
    constructor(...args) {
      super(...args);
      if (this.childBlocks.unknown) this.showUnknown(this.childBlocks.unknown);
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

    getTextLabel() {
      const { itemLabel, labelFormat } = this.blockDef.meta;
      const text = (labelFormat || '')
        .replace(/\{(\w+)\}/g, (tag, name) => (name in this.childBlocks ? textOf(this.childBlocks[name]) : tag))
        .replace(/\s+/g, ' ')
        .trim();
      // The outline of the page links to the line, and a link needs a name.
      return text || itemLabel;
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
    render(placeholder, prefix, initialState, initialError) {
      return new StoredBlock(this, placeholder, prefix, initialState, initialError);
    }
  }

  class ItemBlockDefinition extends StructBlockDefinition {
    render(placeholder, prefix, initialState, initialError) {
      return new ItemBlock(this, placeholder, prefix, initialState, initialError);
    }
  }

  class SummarisedBlockDefinition extends StructBlockDefinition {
    render(placeholder, prefix, initialState, initialError) {
      return new SummarisedBlock(this, placeholder, prefix, initialState, initialError);
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

  window.telepath.register('wagtail_privacy.ItemBlock', ItemBlockDefinition);
  window.telepath.register('wagtail_privacy.StoredBlock', StoredBlockDefinition);
  window.telepath.register('wagtail_privacy.SummarisedBlock', SummarisedBlockDefinition);
  window.telepath.register('wagtail_privacy.SectionStreamBlock', SectionStreamBlockDefinition);
})();
