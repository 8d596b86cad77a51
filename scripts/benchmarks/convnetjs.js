// The bench's network in ConvNetJS, timed: `node convnetjs.js STEPS BATCH` prints milliseconds per step, validation aside.
import { createRequire } from 'node:module';
import process from 'node:process';

const convnetjs = createRequire(import.meta.url)('convnetjs');
const [steps, batch] = process.argv.slice(2).map(Number);

const net = new convnetjs.Net();
net.makeLayers([
  { type: 'input', out_sx: 28, out_sy: 28, out_depth: 1 },
  { type: 'conv', sx: 3, filters: 8, stride: 1, pad: 1, activation: 'relu' },
  { type: 'pool', sx: 2, stride: 2 },
  { type: 'conv', sx: 3, filters: 16, stride: 1, pad: 1, activation: 'relu' },
  { type: 'pool', sx: 2, stride: 2 },
  { type: 'softmax', num_classes: 10 },
]);
const trainer = new convnetjs.SGDTrainer(net, { method: 'sgd', learning_rate: 0.05, momentum: 0.9, batch_size: batch });

/** What is on the pictures does not change how long they take. */
const pictures = Array.from({ length: batch }, (_, index) => {
  const picture = new convnetjs.Vol(28, 28, 1, 0);
  picture.w.forEach((_value, at) => { picture.w[at] = ((at * 7 + index * 13) % 29) / 29; });
  return picture;
});

/** @param {number} times */
function train(times) {
  for (let step = 0; step < times; step += 1) pictures.forEach((picture, index) => trainer.train(picture, index % 10));
}

train(2); // until the compiler has seen it
const start = performance.now();
train(steps);
process.stdout.write(`${(performance.now() - start) / steps}\n`);
