/** What happens in the page when somebody types, chooses or follows a link? Without this script everything is shown. */

const form = document.querySelector<HTMLFormElement>('#filter');
const findings = [...document.querySelectorAll<HTMLElement>('.finding')];
/** Around findings, from the inside out: empty ones are not shown. */
const boxes = ['.group', '.chapter'].flatMap((name) => [...document.querySelectorAll<HTMLElement>(name)]);
const count = document.querySelector<HTMLOutputElement>('#count');
const nothing = document.querySelector<HTMLElement>('#nothing');
const texts = new Map<HTMLElement, string>();

function textOf(finding: HTMLElement): string {
  let text = texts.get(finding);
  if (text === undefined) {
    text = (finding.textContent ?? '').toLowerCase().replace(/\s+/g, ' ');
    texts.set(finding, text);
  }
  return text;
}

/** Does a finding name the index that is chosen? `*` names all of them. */
function names(finding: HTMLElement, facet: string, chosen: string): boolean {
  const own = finding.dataset[facet] ?? '';
  return chosen === '' || own === '*' || own.split(' ').includes(chosen);
}

function narrow(): void {
  if (!form) return;
  const data = new FormData(form);
  const severities = data.getAll('severity');
  const chosen = (facet: string): string => String(data.get(facet) ?? '');
  const search = form.querySelector<HTMLInputElement>('#q')?.value.toLowerCase() ?? '';
  const words = search.split(/\s+/).filter((word) => word !== '');
  let shown = 0;
  for (const finding of findings) {
    const fits =
      severities.includes(finding.dataset.severity ?? '') &&
      ['rule', 'file', 'server'].every((facet) => names(finding, facet, chosen(facet))) &&
      words.every((word) => textOf(finding).includes(word));
    finding.hidden = !fits;
    if (fits) shown++;
  }
  for (const box of boxes) box.hidden = !box.querySelector('.finding:not([hidden])');
  if (count) count.value = shown === findings.length ? `all ${shown} shown` : `${shown} of ${findings.length} shown`;
  if (nothing) nothing.hidden = shown > 0;
}

function reset(): void {
  form?.reset();
  narrow();
}

/** Whatever a link leads to is unfolded and shown first. */
function reveal(id: string): void {
  const target = document.getElementById(id);
  if (!target) return;
  if (target.closest('[hidden]')) reset();
  for (let fold = target.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null)
    fold.open = true;
}

if (form) {
  form.hidden = false;
  form.addEventListener('input', narrow);
  form.addEventListener('submit', (event) => event.preventDefault());
  narrow(); // browsers keep what was typed when a page is loaded again
}
for (const button of document.querySelectorAll('[data-reset]')) {
  button.addEventListener('click', () => {
    reset();
    form?.querySelector<HTMLInputElement>('#q')?.focus();
  });
}
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  // links in pictures have an object where others have a text
  const href = link?.getAttribute('href');
  if (href?.startsWith('#')) reveal(href.slice(1));
});
addEventListener('hashchange', () => reveal(location.hash.slice(1)));
reveal(location.hash.slice(1));
