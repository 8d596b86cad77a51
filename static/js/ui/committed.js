/**
 * Fields whose number counts when it is left or entered. Their `.value` is bound without `live`: drawing again while
 * somebody types then leaves the text alone.
 * @param {(value: number) => void} take  gets every finite number; what it does not take is forgotten
 * @param {() => unknown} present  what the state says afterwards, which the field then shows
 * @returns {(event: Event) => void} a handler of `change`
 */
export function committed(take, present) {
  return ({ target }) => {
    const field = /** @type {HTMLInputElement} */ (target);
    if (Number.isFinite(field.valueAsNumber)) take(field.valueAsNumber);
    field.value = String(present());
  };
}
