/**
 * The collapsed line of a section: its heading, where the editor chose one, and what is inside.
 *
 * A Wagtail label format can repeat what stands in a field, but it cannot count.
 */
(() => {
  const { StructBlock, StructBlockDefinition } = window.wagtailStreamField.blocks;

  const textOf = (block) => {
    const text = block.getTextLabel ? block.getTextLabel({ maxLength: 40 }) : '';
    return (text || '').trim();
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

  class SummarisedBlockDefinition extends StructBlockDefinition {
    render(placeholder, prefix, initialState, initialError) {
      return new SummarisedBlock(this, placeholder, prefix, initialState, initialError);
    }
  }

  window.telepath.register('wagtail_privacy.SummarisedBlock', SummarisedBlockDefinition);
})();
