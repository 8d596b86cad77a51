/**
 * The nouns that every room of the page shares, as JSDoc types. No code.
 *
 * @typedef {object} Tensor
 * @property {'F32'|'I32'|'U8'} dtype
 * @property {number[]} shape
 * @property {Float32Array|Int32Array|Uint8Array} data  row-major, as torch lays it out
 *
 * @typedef {Record<string, Tensor>} Tensors
 *
 * Where a picture comes from. A drawing is its strokes: points are x, y pairs in cells of the board.
 * @typedef {{tool: 'pen'|'eraser', size: number, points: number[]}} Stroke
 * @typedef {{board: number, strokes: Stroke[]}} Drawing
 * @typedef {{kind: 'sample', id: string}
 *   | {kind: 'upload', id: string}
 *   | {kind: 'drawing', drawing: Drawing}
 *   | {kind: 'tensor', values: number[][][], flat?: boolean}} Source  flat: sent as one row of features
 *
 * A layer as the contract spells it: `kind` and torch's own parameter names.
 * @typedef {{kind: string, [parameter: string]: any}} Layer
 * @typedef {string|{name: string, [parameter: string]: any}} Preset
 * @typedef {{values: any[], origin?: any[]}|{presets: Preset[]}|{seed: number}} Weight  origin: the values before
 *   they were edited, for taking edits back; never sent
 *
 * What goes in, of whichever page.
 * @typedef {object} Picturing
 * @property {Source} source
 * @property {[number, number, number, number]|null} crop  top, left, height, width
 * @property {'rgb'|'gray'} color
 * @property {[number, number]|null} size  height, width
 *
 * Everything that determines the numbers of a layer. Two equal settings have equal answers.
 * @typedef {Picturing & LayerSetting} Setting
 *
 * @typedef {object} LayerSetting
 * @property {Layer} layer
 * @property {Weight|null} weight  null: left to torch under seed 0
 * @property {number[]|null} bias
 * @property {'eval'|'train'} mode
 * @property {number} seed  of dropout in train mode
 *
 * The one cursor of the stepper. `step` counts the steps inside the cell's arithmetic (see core/stepper.js);
 * null shows the finished cell.
 * @typedef {{map: number, row: number, col: number, step: number|null}} Cursor
 *
 * How it is looked at; changes no number.
 * @typedef {object} View
 * @property {'rgb'|number} input  all input channels as one picture, or one of them
 * @property {'strong'|'map'|'shared'} scale  one colour scale per map without its outermost hundredth of numbers, one
 *   per map, or one for all maps
 * @property {boolean} pinned  the cursor stays where it is while the pointer moves
 * @property {boolean} stepping  the output is shown only as far as the cursor has come
 * @property {boolean} unrounded
 * @property {boolean} coverage  how often each input cell is read, over the input
 * @property {'tap'|'cell'|'row'} unit  what one step of the player is
 * @property {number} speed  0.25 … 16
 * @property {'off'|'size'|'cell'} predict  what is hidden until it is guessed
 * @property {string} tab  the open tab of the tools card
 *
 * What the pointer or the focus is on; never in the address. `tap` is one term of an output cell's arithmetic.
 * @typedef {{grid: 'input'|'kernel'|'output', channel: number, row: number, col: number, tap?: number}} Hover
 *
 * What the server said of a setting. `meta` is the contract's, with a few members added:
 * output channel `o` reads the input channels of its group; pooling has as many groups as channels.
 * @typedef {object} Meta
 * @property {number[]} input_shape
 * @property {number[]} output_shape
 * @property {number} parameters
 * @property {number} macs
 * @property {[number, number]|null} receptive_field
 * @property {[number, number]|null} jump
 * @property {'sum_of_products'|'max'|'mean'|'lp_norm'|'copy'|'elementwise'|'none'} reduction
 * @property {number|string|null} padding_value  "-inf" for max pooling
 * @property {{rule: 'window'|'real'|'fixed', value: number}|null} divisor
 * @property {{height: string, width: string}|null} formula
 * @property {{torch: string, keras: string|null}} code
 * @property {string} [keras_note]
 * @property {number} groups
 * @property {'oi'|'io'|null} weight_layout  which of the weight's first two axes is which; null: no kernel
 * @property {number[]} [replaced]  the maps whose named kernel does not suit the kernel size
 * @property {{p: number, window: number}|null} norm  of L-p pooling: the power, and the cells of a whole window
 *
 * @typedef {{setting: Setting, tensors: Tensors, meta: Meta}} Answer
 *
 * An RFC 9457 problem as the server tells it, in the page's language.
 * @typedef {object} Problem
 * @property {number} status
 * @property {string} code
 * @property {string} title
 * @property {string} detail
 * @property {Record<string, any>} [params]
 * @property {{loc: (string|number)[], code: string, msg: string}[]} [errors]
 *
 * The state of the conversation with the server. `answer` is the last good one and stays when a later question is
 * refused; `compared` answers the pinned setting A.
 * @typedef {object} Live
 * @property {'loading'|'ready'|'refused'|'offline'|'gone'} status
 * @property {Answer|null} answer
 * @property {Answer|null} compared
 * @property {Problem|null} problem
 * @property {number} [retryAt]  while the server is away: when it is asked again, on the clock of `performance.now()`
 *
 * The whole page.
 * @typedef {object} State
 * @property {Setting} setting
 * @property {Setting|null} pinned  setting A of "compare A | B"
 * @property {Cursor} cursor
 * @property {View} view
 * @property {Hover|null} hover
 * @property {Live} live
 *
 * One cell's arithmetic, the same from core/explain.js and from POST /api/layers/explain.
 * @typedef {object} Term
 * @property {number} channel
 * @property {number} row  -1: on the padding above or below the picture
 * @property {number} col  -1: on the padding beside it
 * @property {number} input
 * @property {number|null} weight
 * @property {number|null} product
 * @property {boolean} padding
 *
 * @typedef {object} Explanation
 * @property {Term[]} terms
 * @property {number[]|null} partial_sums
 * @property {number|null} bias
 * @property {[number, number]|null} winner
 * @property {number|null} divisor
 * @property {number} value
 * @property {number} torch_value
 * @property {number} difference
 */

export {};
