/** No context menu for the pointer over a print (R6.6); the keyboard's stays, for those who work with it. */
export function discourageSaving(): void {
  document.addEventListener('contextmenu', (event) => {
    const overPrint = event.target instanceof Element && event.target.closest('.sheet, .glass');
    if (overPrint && event instanceof PointerEvent && event.pointerType !== '') event.preventDefault();
  });
}
