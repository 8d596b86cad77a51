import test from 'node:test';
import assert from 'node:assert/strict';
import { emptyPicture, foldAll } from '../../static/js/core/run.js';
import { panelOf, ticks } from '../../static/js/ui/curves-lines.js';
import { epoch, started, told } from './training.js';

const VIEW = { axis: 'epoch', per: 'epoch', smoothing: 0, scale: 'linear', metric: 'both', hidden: [], zoom: null };
const shown = (id, tone, selected, events = [started(), ...epoch(0), ...epoch(1)]) => (
  { picture: foldAll(emptyPicture(id), told(events)), tone, selected });

test('numbers beside an axis are never cut off: long ones are powers of ten', () => {
  assert.deepEqual(ticks([0, 0.25, 0.5]), ['0', '0.25', '0.5']);
  assert.deepEqual(ticks([0.0005, 0.001]), ['0.0005', '0.001']);
  assert.deepEqual(ticks([0, 0.00025, 0.0005, 0.00075]), ['0', '2.5e−4', '5e−4', '7.5e−4']);
  assert.deepEqual(ticks([0, 500_000, 1_000_000, 1_500_000]), ['0', '5e5', '1e6', '1.5e6']);
  assert.deepEqual(ticks([2.30255, 2.3026]), ['2.30255', '2.3026'], 'a power of ten would be longer');
  assert.deepEqual(ticks([1e-7, 1e21]), ['1e−7', '1e21']);
});

test('only the selected run has all its marks, also where it is not the first that has something to show', () => {
  const { marks } = panelOf('loss', [shown('b', 2, false), shown('c', 3, false)], VIEW, true);
  assert.deepEqual(marks.map(({ bands, tone }) => [bands, tone('val_loss')]), [[false, 'run-2'], [false, 'run-3']]);
  assert.deepEqual(panelOf('loss', [shown('a', 1, true), shown('b', 2, false)], VIEW, true).marks.map(({ bands }) => bands), [true, false]);
});

test('a mark has the colour of the curve that it stands on, and goes with it', () => {
  const [{ marks, tone }] = panelOf('loss', [shown('a', 0, true)], VIEW, true).marks;
  assert.deepEqual([marks.best.figure, tone(marks.best.figure), tone('loss')], ['val_loss', 'output', 'input']);
  const best = (hidden) => panelOf('loss', [shown('a', 0, true)], { ...VIEW, hidden }, true).marks[0].marks.best;
  assert.equal(best(['val_loss']), null);
  assert.equal(best(['loss']).figure, 'val_loss');
});
