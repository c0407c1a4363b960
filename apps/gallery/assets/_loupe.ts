// The zoom view: a print on neutral grey with a ruler, as close as the picture allows.
import OpenSeadragon from 'openseadragon';

const MM_PER_CSS_PIXEL = 25.4 / 96;
const RULER_STEPS_MM = [500, 200, 100, 50, 20, 10, 5, 2, 1];
const RULER_PIXELS_MAX = 180;
const ZOOM_STEP = 1.6;
const AIR_AROUND = 0.94; // of the room that the whole print takes

type Action = 'in' | 'out' | 'whole' | 'true' | 'close';
const KEYS: Record<string, Action> = { '+': 'in', '=': 'in', '-': 'out', '0': 'whole' };

/** The picture and how wide its paper really is; widthMm is 0 when that is not known. */
interface Picture {
  source: object;
  widthMm: number;
}

/**
 * Its IIIF tiles, of which the page brings the description: fetching it from the CDN would need more permissions. Without
 * tiles the versions, every size there is: shrinking the largest to fit a phone would turn hatching into moiré.
 */
function sourceOf(look: HTMLElement): object {
  if (look.dataset.zoom) return JSON.parse(look.dataset.zoom);
  const ratio = Number(look.dataset.height) / Number(look.dataset.width);
  const levels = (look.dataset.srcset ?? '').split(', ').map((candidate) => {
    const [url = '', size = ''] = candidate.split(' ');
    const width = parseInt(size, 10);
    return { url, width, height: Math.round(width * ratio) };
  });
  return { type: 'legacy-image-pyramid', levels };
}

function viewerIn(glass: HTMLElement, picture: Picture): OpenSeadragon.Viewer {
  // OpenSeadragon puts a style of its own into the page unless one is there, which our content security policy forbids
  // and reports. An inert element of that name keeps it from trying.
  const inert = document.createElementNS('urn:inert', 'style');
  inert.setAttribute('data-openseadragon-mobile-css', '');
  document.head.append(inert);

  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const viewer = OpenSeadragon({
    element: glass,
    tileSources: picture.source,
    drawer: 'canvas',
    showNavigationControl: false,
    animationTime: still ? 0 : 0.2,
    visibilityRatio: 0.5,
    minZoomImageRatio: 0.8,
    maxZoomPixelRatio: 3,
    zoomPerClick: ZOOM_STEP,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
  });
  viewer.addHandler('canvas-key', (event) => {
    // Prints are not to be turned round or mirrored.
    const { key } = event.originalEvent as KeyboardEvent;
    event.preventDefaultAction = ['r', 'R', 'f', 'F'].includes(key);
  });
  viewer.canvas.setAttribute('role', 'application');
  viewer.canvas.setAttribute('aria-label', glass.dataset.label ?? '');
  viewer.canvas.setAttribute('aria-describedby', 'zoom-help');
  return viewer;
}

function showWhole(viewer: OpenSeadragon.Viewer, immediately = false): void {
  viewer.viewport.goHome(immediately);
  viewer.viewport.zoomTo(viewer.viewport.getHomeZoom() * AIR_AROUND, undefined, immediately);
}

/** How many times as large as in reality the print is on the screen, taking 96 CSS pixels for an inch. */
function timesTrueSize(viewer: OpenSeadragon.Viewer, picture: Picture, now = true): number {
  const pixels = viewer.viewport.getZoom(now) * viewer.viewport.getContainerSize().x;
  return (pixels * MM_PER_CSS_PIXEL) / picture.widthMm;
}

function drawRuler(ruler: HTMLElement, times: number): void {
  const pixelsPerMm = times / MM_PER_CSS_PIXEL;
  const length = RULER_STEPS_MM.find((mm) => mm * pixelsPerMm <= RULER_PIXELS_MAX) ?? 1;
  const mark = ruler.firstElementChild as HTMLElement;
  mark.style.width = `${length * pixelsPerMm}px`;
  mark.textContent = `${length} mm`;
}

/** Opens the dialog. Escape, its last button and the browser's Back close it; the focus goes back to where it was. */
export function openLoupe(look: HTMLButtonElement, loupe: HTMLDialogElement): void {
  const picture: Picture = { source: sourceOf(look), widthMm: Number(look.dataset.mm) || 0 };
  const measured = picture.widthMm > 0;
  const glass = loupe.querySelector<HTMLElement>('.glass')!;
  const ruler = loupe.querySelector<HTMLElement>('.ruler')!;
  const output = loupe.querySelector('output')!;
  ruler.hidden = !measured;
  loupe.querySelector<HTMLButtonElement>('[data-do="true"]')!.hidden = !measured;

  loupe.showModal();
  history.pushState({ loupe: true }, '');
  document.documentElement.style.overflow = 'hidden';
  const viewer = viewerIn(glass, picture);
  viewer.canvas.focus();

  const format = new Intl.NumberFormat(document.documentElement.lang, { maximumSignificantDigits: 2 });
  const announce = () => {
    if (measured) output.textContent = `${format.format(timesTrueSize(viewer, picture, false))} ${output.dataset.scale}`;
  };
  viewer.addHandler('open', () => showWhole(viewer, true));
  viewer.addHandler('update-viewport', () => measured && drawRuler(ruler, timesTrueSize(viewer, picture)));
  viewer.addHandler('zoom', announce);

  const actions: Record<Action, () => void> = {
    in: () => void viewer.viewport.zoomBy(ZOOM_STEP).applyConstraints(),
    out: () => void viewer.viewport.zoomBy(1 / ZOOM_STEP).applyConstraints(),
    whole: () => showWhole(viewer),
    true: () => void viewer.viewport.zoomBy(1 / timesTrueSize(viewer, picture, false)).applyConstraints(),
    close: () => loupe.close(),
  };
  const listening = new AbortController();
  const { signal } = listening;
  loupe.addEventListener(
    'click',
    (event) => {
      const action = event.target instanceof HTMLElement ? event.target.dataset.do : undefined;
      if (action) actions[action as Action]();
    },
    { signal },
  );
  loupe.addEventListener(
    'keydown',
    (event) => {
      const action = KEYS[event.key];
      const onCanvas = event.target instanceof Node && viewer.canvas.contains(event.target);
      if (action && !onCanvas && !event.ctrlKey && !event.metaKey) actions[action]();
    },
    { signal },
  );
  window.addEventListener('popstate', () => loupe.close(), { signal });
  loupe.addEventListener(
    'close',
    () => {
      listening.abort();
      if (history.state?.loupe) history.back(); // not closed by Back, which has been there
      viewer.destroy();
      document.documentElement.style.overflow = '';
      look.focus();
    },
    { signal },
  );
}
