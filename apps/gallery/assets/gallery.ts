// Comforts on top of pages that work without them.
import { closeMenus } from './_menu';
import { discourageSaving } from './_saving';
import { suggestWords } from './_suggest';

closeMenus();
discourageSaving();
suggestWords();

const look = document.querySelector<HTMLButtonElement>('.look');
const loupe = document.querySelector<HTMLDialogElement>('.loupe');
if (look && loupe) {
  const open = async () => (await import('./_loupe')).openLoupe(look, loupe);
  look.hidden = false;
  look.addEventListener('click', open);
  look.closest('figure')?.querySelector('.mat')?.addEventListener('click', open);
}
