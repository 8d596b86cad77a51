/**
 * The state of the pages that train: the runs there are, the one that is followed, how it is looked at, and the run that
 * is being set up. Its store is the same as the other page's; the draft alone has a history.
 */

import { keep } from './kept.js';

/** @typedef {import('../core/runtypes.js').TrainingState} TrainingState */
/** @typedef {import('../core/runtypes.js').TrainingView} TrainingView */
/** @typedef {import('../core/runtypes.js').RunSpec} RunSpec */
/** @typedef {import('./kept.js').Kept<TrainingState>} TrainingStore */

/** @returns {TrainingView} */
export function defaultTrainingView() {
  return {
    axis: 'epoch', scale: 'linear', smoothing: 0, metric: 'both', per: 'batch', zoom: null, hidden: [],
    epoch: null, playing: false, speed: 2, layer: 0, tab: 'maps',
  };
}

/**
 * The ready-made small CNN on the digits, with the three callbacks that this page is about.
 * @returns {RunSpec}
 */
export function defaultDraft() {
  return {
    dataset: 'mnist',
    layers: [
      { kind: 'conv2d', out_channels: 8, kernel_size: [3, 3], padding: 'same' }, { kind: 'relu' }, { kind: 'max_pool2d', kernel_size: [2, 2] },
      { kind: 'conv2d', out_channels: 16, kernel_size: [3, 3], padding: 'same' }, { kind: 'relu' }, { kind: 'max_pool2d', kernel_size: [2, 2] },
      { kind: 'flatten' }, { kind: 'linear', out_features: 10 },
    ],
    optimizer: { kind: 'adam', lr: 0.001 },
    batch_size: 64, epochs: 20, validation_split: 0.2, seed: 0,
    callbacks: [
      { kind: 'early_stopping', monitor: 'val_loss', patience: 3, restore_best_weights: true, verbose: 1 },
      { kind: 'reduce_lr_on_plateau', monitor: 'val_loss', factor: 0.5, patience: 2, min_lr: 0.0001, verbose: 1 },
      { kind: 'model_checkpoint', filepath: '{epoch:02d}-{val_loss:.2f}', monitor: 'val_loss', save_best_only: true, verbose: 1 },
    ],
  };
}

/** @returns {TrainingState} */
export function initialTraining() {
  return {
    runs: null, selected: null, pictures: {}, compare: [], view: defaultTrainingView(), draft: defaultDraft(),
    connection: { state: 'idle' }, hover: null, problem: null, away: null, busy: null, asked: 0,
  };
}

/**
 * @param {Partial<TrainingState>} [initial]
 * @param {{now?: () => number}} [options]  the clock, for tests
 * @returns {TrainingStore}
 */
export function createTraining(initial = {}, options = {}) {
  return keep({ ...initialTraining(), ...initial }, ['draft'], options);
}
