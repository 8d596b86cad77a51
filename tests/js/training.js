/** A run's events, written by hand as the server would: what the tests of training need. */

/** Events numbered from 1, a tenth of a second apart. */
export function told(list, { from = 1, time = 1000 } = {}) {
  return list.map(([type, fields = {}], i) => ({ seq: from + i, type, time: fields.time ?? time + i / 10, ...fields }));
}

export const started = (fields = {}) => ['run_started', { dataset: 'mnist', train: 80, validation: 20, batches: 2, epochs: 5, parameters: 10, ...fields }];

/** One epoch of two batches, in order. */
export function epoch(n, { loss = 1 / (n + 1), val = loss + 0.1, rate = 0.001, says = [] } = {}) {
  const logs = { loss, accuracy: 1 - loss / 3 };
  return [
    ['epoch_started', { epoch: n }],
    ['batch', { epoch: n, batch: 0, step: 2 * n, logs: { loss: loss + 0.05, accuracy: 0.5 }, learning_rate: rate }],
    ['batch', { epoch: n, batch: 1, step: 2 * n + 1, logs, learning_rate: rate }],
    ['epoch_ended', { epoch: n, logs: { ...logs, val_loss: val, val_accuracy: 0.6, learning_rate: rate }, seconds: 0.3 }],
    ...says.map(([callback, index, action, fields = {}]) => ['callback', { epoch: n, callback, index, action, reason: `${callback} ${action}.`, ...fields }]),
    ['maps_saved', { epoch: n }],
  ];
}

export const spec = (fields = {}) => ({
  dataset: 'mnist', layers: [], optimizer: { kind: 'adam', lr: 0.001 }, batch_size: 64, epochs: 5, validation_split: 0.2, seed: 0,
  callbacks: [{ kind: 'early_stopping', patience: 3 }, { kind: 'model_checkpoint', filepath: 'a' }], ...fields,
});
