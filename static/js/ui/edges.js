/**
 * Boxes that scroll sideways: the edge behind which there is more fades out, so that one sees that there is more.
 */

/** @param {Element} box */
function tell(box) {
  const more = box.scrollLeft + box.clientWidth < box.scrollWidth - 1;
  const before = box.scrollLeft > 1;
  const edges = [before && 'left', more && 'right'].filter(Boolean).join(' ');
  if (edges !== (box.getAttribute('data-more') ?? '')) box.setAttribute('data-more', edges);
}

/** @type {WeakSet<Element>} */
const known = new WeakSet();
/** @type {ResizeObserver|null} */
let sizes = null;

/**
 * To be called after each drawing: what is in the boxes may have become wider.
 * @param {Iterable<Element>} boxes
 */
export function fadeEdges(boxes) {
  sizes ??= new ResizeObserver((entries) => entries.forEach(({ target }) => tell(target)));
  for (const box of boxes) {
    if (!known.has(box)) {
      known.add(box);
      box.addEventListener('scroll', () => tell(box), { passive: true });
      sizes.observe(box); // tells at once, too
    } else {
      tell(box);
    }
  }
}
