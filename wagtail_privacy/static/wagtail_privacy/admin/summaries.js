/**
 * The collapsed line of a section: its heading, where it is not simply the name of the block, and what is inside.
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
    count: ({ wordings, holdsFor }, block) => {
      const amount = amountIn(block);
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
      const { label, summary } = this.blockDef.meta;
      const heading = this.childBlocks.heading ? textOf(this.childBlocks.heading) : '';
      const inside = summary
        .map((part) => say[part.show](part, this.childBlocks[part.field]))
        .filter(Boolean)
        .join(', ');
      const name = heading === label ? '' : heading;
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
