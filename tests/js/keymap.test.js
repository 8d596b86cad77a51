import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { KEYMAP } from '../../static/js/state/keymap.js';
import * as keys from '../../static/js/state/keys.js';

const { matches, parse } = keys;
const bindingOf = (event) => keys.bindingOf(KEYMAP, event);

const press = (key, more = {}) => ({
  key, code: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, getModifierState: () => false, ...more,
});
const catalogues = ['en', 'ko'].map((language) =>
  JSON.parse(readFileSync(new URL(`../../static/i18n/${language}.json`, import.meta.url), 'utf8')));

test('no two rows claim the same key', () => {
  const keys = KEYMAP.flatMap((binding) => binding.keys);
  assert.equal(new Set(keys).size, keys.length);
});

test('every row has its words in both languages, and every heading too', () => {
  for (const { keys } of catalogues) {
    for (const { action, group } of KEYMAP) {
      assert.equal(typeof keys[action], 'string', action);
      assert.equal(typeof keys.group[group], 'string', group);
    }
    for (const name of KEYMAP.flatMap((binding) => binding.keys).map((key) => parse(key).name)) {
      if (name.length > 1 && !name.startsWith('Arrow')) assert.equal(typeof keys.name[name], 'string', name);
    }
  }
});

test('every row answers to its own keys', () => {
  for (const binding of KEYMAP) {
    for (const key of binding.keys) {
      const { mod, shift, name } = parse(key);
      const event = press(name === 'Space' ? ' ' : name, { ctrlKey: mod, shiftKey: shift });
      assert.equal(bindingOf(event)?.action, binding.action, key);
    }
  }
});

test('letters mean the key: under caps lock, on a Hangul keyboard', () => {
  assert.equal(bindingOf(press('M'))?.action, 'map_forward');
  assert.equal(bindingOf(press('M', { shiftKey: true }))?.action, 'map_back');
  assert.equal(bindingOf(press('ㅊ', { code: 'KeyC' }))?.action, 'coverage');
  assert.equal(bindingOf(press('c', { code: 'KeyJ' }))?.action, 'coverage');
});

test('other characters are matched as typed, whatever it takes to type them', () => {
  assert.ok(matches('?', press('?', { shiftKey: true })));
  assert.ok(matches('/', press('/', { shiftKey: true })));
  assert.ok(matches('[', press('[', { ctrlKey: true, altKey: true, getModifierState: (name) => name === 'AltGraph' })));
  assert.ok(matches('+', press('+')));
});

test('shortcuts of the browser and of the system are left alone', () => {
  for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }]) {
    for (const key of ['c', 's', 'p', 'ArrowLeft', ' ', '-', '+']) assert.equal(bindingOf(press(key, more)), undefined, key);
  }
  assert.equal(bindingOf(press('z', { metaKey: true }))?.action, 'undo');
  assert.equal(bindingOf(press('Z', { ctrlKey: true, shiftKey: true }))?.action, 'redo');
});
