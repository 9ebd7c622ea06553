/**
 * What stands around publishing: the dialog that asks what changed and why, and the list of what is to be put right.
 *
 * The fields of the dialog are those of the form, moved there while it is open: each is sent once.
 */
(() => {
  const dataOf = (id) => {
    const element = document.getElementById(id);
    return element ? JSON.parse(element.textContent) : null;
  };

  /** The element of a field; that of a stream is gone when its blocks have come, and the panel around them is there. */
  const elementOf = (id) =>
    document.getElementById(id) || document.querySelector(`[name="${CSS.escape(id)}-count"]`)?.closest('[data-panel]');

  const unfold = (panel) => {
    const toggle = panel.querySelector('[data-panel-toggle]');
    if (toggle && toggle.getAttribute('aria-expanded') === 'false') toggle.click();
  };

  /** Bring a field into view, whichever tab or folded panel it stands in. */
  const reveal = (target) => {
    const tab = target.closest('[role="tabpanel"][hidden]');
    if (tab) document.querySelector(`[role="tab"][href="#${CSS.escape(tab.id)}"]`)?.click();
    for (let panel = target.closest('[data-panel]'); panel; panel = panel.parentElement.closest('[data-panel]')) {
      unfold(panel);
    }
    // A tab shows what it holds some frames after it was chosen.
    const arrive = (frames) => {
      if (frames > 0 && target.getClientRects().length === 0) {
        window.requestAnimationFrame(() => arrive(frames - 1));
        return;
      }
      target.scrollIntoView({ block: 'center' });
      if (!target.matches('input, select, textarea')) target.tabIndex = -1;
      target.focus({ preventScroll: true });
    };
    arrive(60);
  };

  /** Say in the line of each section and item how much is to be put right in it, as soon as the line is there. */
  const showCounts = (counts, words) => {
    const pending = new Map(Object.entries(counts));
    const mark = () => {
      pending.forEach((count, id) => {
        const section = document.getElementById(`block-${id}-section`);
        const heading = section?.querySelector('[data-panel-heading]');
        if (!heading) return;
        const badge = document.createElement('span');
        badge.className = 'privacy-badge';
        badge.id = `block-${id}-to-mend`;
        badge.textContent = words[count];
        // Beside the heading, which is cut short where it is narrow; who opens the section hears both.
        heading.after(badge);
        section.querySelector('[data-panel-toggle]')?.setAttribute('aria-describedby', `${heading.id} ${badge.id}`);
        pending.delete(id);
      });
      return pending.size === 0;
    };
    if (mark()) return;
    const observer = new MutationObserver(() => mark() && observer.disconnect());
    observer.observe(document.body, { childList: true, subtree: true });
  };

  /** Wagtail counts the messages that stand on a tab; those of sections that are not built yet stand nowhere. */
  const countOnTabs = (fields) => {
    const counts = new Map();
    Object.entries(fields).forEach(([id, count]) => {
      const tab = elementOf(id)?.closest('[role="tabpanel"]');
      if (tab) counts.set(tab, (counts.get(tab) || 0) + count);
    });
    counts.forEach((count, tab) => {
      document
        .querySelector(`[role="tab"][href="#${CSS.escape(tab.id)}"] [data-controller~="w-count"]`)
        ?.setAttribute('data-w-count-total-value', count);
    });
  };

  const showProblems = ({ withFocus }) => {
    const list = document.querySelector('[data-privacy-to-mend]');
    if (!list) return;
    const { blocks, fields, words } = dataOf('privacy-to-mend-data');
    showCounts(blocks, words);
    countOnTabs(fields);
    // The sections around an error come before it, so this is the outermost one of the first.
    const [first] = Object.keys(blocks);
    const section = first && document.getElementById(`block-${first}-section`);
    if (section) unfold(section);
    list.addEventListener('click', (event) => {
      const hash = event.target.closest('a')?.hash || '';
      // Sections open by themselves when somebody follows a link to them.
      const target = hash.startsWith('#block-') ? null : elementOf(decodeURIComponent(hash.slice(1)));
      if (!target) return;
      event.preventDefault();
      reveal(target);
    });
    if (!withFocus) return;
    list.focus({ preventScroll: true });
    list.scrollIntoView({ block: 'start' });
  };

  const ASKING = ['action-publish', 'action-submit', 'action-restart-workflow'];

  const controlOf = (part) => part.querySelector('textarea, select, input');
  const isEmpty = (part) => controlOf(part).value.trim() === '';
  const isNote = (part) => controlOf(part).name === 'change_note';
  const isReason = (part) => controlOf(part).name === 'publish_reason';
  const labelOf = (button) => (button.querySelector('em') || button).textContent.trim();

  class PublishDialog {
    constructor(template) {
      this.form = template.closest('form');
      this.dialog = template.content.firstElementChild.cloneNode(true);
      this.fields = this.dialog.querySelector('[data-privacy-ask-fields]');
      this.continueButton = this.dialog.querySelector('[data-privacy-ask-continue]');
      // Beside the panels: inside a tab that is hidden it would be hidden too.
      this.form.append(this.dialog);
      this.parts = [...this.form.querySelectorAll('[data-privacy-asked]')].filter(controlOf);
      this.moved = [];
      this.isAnswered = false;

      this.continueButton.addEventListener('click', () => this.proceed());
      this.dialog.querySelector('[data-privacy-ask-back]').addEventListener('click', () => this.dialog.close());
      // Escape closes it too, without a click on any of our buttons.
      this.dialog.addEventListener('close', () => this.leave());
      this.dialog.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' || !event.target.matches('input, select')) return;
        event.preventDefault();
        this.proceed();
      });
      this.form.addEventListener('keydown', (event) => {
        this.enteredIn = event.key === 'Enter' ? event.target : null;
      });
      this.form.addEventListener('keyup', () => {
        this.enteredIn = null;
      });
      // Before anybody else learns of the click: Wagtail's button would say that it is publishing.
      this.form.addEventListener('click', (event) => this.intercept(event), { capture: true });
    }

    intercept(event) {
      const button = event.target.closest('button');
      if (!button || !ASKING.includes(button.name)) return;
      // Wagtail itself clicks again after it has asked whether the workflow may be cancelled.
      if (!event.isTrusted && this.isAnswered) return;
      this.isAnswered = false;
      const stop = () => {
        event.preventDefault();
        event.stopImmediatePropagation();
      };
      if (this.isByEnter(event, button)) {
        stop();
        this.form.querySelector('button.action-save')?.click();
        return;
      }
      const parts = this.partsFor(button);
      if (!parts.some((part) => (isNote(part) || isReason(part)) && isEmpty(part))) return;
      stop();
      this.open(button, parts);
    }

    /** Enter in a field presses the first button of a form: that saves a draft, and sends it to nobody. */
    isByEnter(event, button) {
      const field = document.activeElement;
      return event.isTrusted && event.detail === 0 && field !== button && field === this.enteredIn;
    }

    partsFor(button) {
      return this.parts.filter((part) => !isReason(part) || button.name === 'action-publish');
    }

    open(button, parts) {
      this.opener = button;
      this.continueButton.textContent = labelOf(button);
      this.moved = parts.map((part) => {
        const place = document.createComment('');
        part.replaceWith(place);
        this.fields.append(part);
        return { part, place };
      });
      this.dialog.showModal();
      const controls = parts.map(controlOf);
      const wrong = controls.find((control) => control.getAttribute('aria-invalid') === 'true');
      (wrong || controls.find((control) => control.value.trim() === '') || controls[0]).focus();
    }

    /** Put the fields back where they belong. */
    restore() {
      this.moved.forEach(({ part, place }) => place.replaceWith(part));
      this.moved = [];
    }

    proceed() {
      const button = this.opener;
      this.opener = null;
      this.restore();
      this.dialog.close();
      this.isAnswered = true;
      button.click();
    }

    leave() {
      this.restore();
      const button = this.opener;
      this.opener = null;
      if (!button) return;
      // A menu has closed meanwhile, or closes now: what opened it is there.
      const toggle = button.closest('.w-dropdown')?.querySelector('[aria-expanded]');
      if (toggle?.getAttribute('aria-expanded') === 'true') toggle.click();
      (toggle || button).focus();
    }

    /** Open again after a refusal that the fields of the dialog can mend; gives whether it did. */
    askAgain({ name, workflowAction }) {
      const selector = name
        ? `button[name="${CSS.escape(name)}"]`
        : `[data-workflow-action-name="${CSS.escape(workflowAction || '')}"]`;
      const button = this.form.querySelector(selector);
      const parts = button ? this.partsFor(button) : [];
      if (parts.length === 0) return false;
      this.open(button, parts);
      return true;
    }
  }

  const start = () => {
    const template = document.querySelector('template[data-privacy-ask]');
    const dialog = template && new PublishDialog(template);
    // The blocks of the form and Wagtail's counters are put in place first.
    window.setTimeout(() => {
      const isAsking = !!dialog && dialog.askAgain(dataOf('privacy-ask-data').asksAgain);
      showProblems({ withFocus: !isAsking });
    });
  };

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();
