/**
 * The nouns of whole networks that the rooms of the page share, as JSDoc types. No code.
 *
 * @typedef {import('./types.js').Layer} Layer
 * @typedef {import('./types.js').Tensor} Tensor
 * @typedef {import('./types.js').Tensors} Tensors
 * @typedef {import('./runtypes.js').RunSummary} RunSummary
 *
 * Whose weights the network has: torch's own initialisation under a seed, those of a run after one of its epochs or in one
 * of its checkpoints, or those of a file that was uploaded. `name` is for people and never sent.
 * @typedef {{seed: number} | {run: string, epoch: number} | {run: string, checkpoint: string} | {file: string, name?: string}} Weights
 *
 * Everything that determines the numbers. The picture is as on the page of one layer, so that the same elements work with
 * both.
 * @typedef {import('./types.js').Picturing & Network} NetworkSetting
 *
 * @typedef {object} Network
 * @property {Layer[]} layers
 * @property {Weights} weights
 * @property {'eval'|'train'} mode
 * @property {number} seed  of dropout in train mode
 *
 * What is looked at. Of a flat layer the map and the row are 0 and the column is the feature.
 * @typedef {object} Look
 * @property {number} layer  −1: the input
 * @property {number} map
 * @property {number} row
 * @property {number} col
 * @property {'map'|'filter'|'cell'|'stage'} level  how deep: a map, its filter's channels, one window's arithmetic, the stage
 *
 * How it is looked at; changes no number.
 * @typedef {object} NetworkView
 * @property {'row'|'column'} flow  of the cards
 * @property {number|null} open  the layer whose controls are open
 * @property {Look|null} look
 * @property {'strong'|'map'|'shared'} scale  as of `View`
 * @property {number[]} unfolded  layers whose maps are drawn large; −1: the input
 * @property {'theory'|'gradient'} trace
 * @property {number|null} target  the class that is asked about; null: the winner
 * @property {'saliency'|'grad_cam'|'occlusion'} method
 * @property {number|null} weighed  the layer whose maps Grad-CAM weighs; null: the last that has any
 * @property {number} opacity  of what the method says, over the picture
 * @property {string|null} dataset  whose pictures are searched for what excites a map; null: what the weights were trained on
 * @property {boolean} playing  through the saved epochs of the run whose weights are used
 * @property {number} speed  epochs a second while playing
 * @property {string} tab  the open tab of the files card
 *
 * What the server says of one layer.
 * @typedef {object} Row
 * @property {string} kind
 * @property {number[]} output_shape
 * @property {number} parameters
 * @property {number} macs
 * @property {[number, number]|null} receptive_field  null once the maps are flat
 * @property {[number, number]|null} jump
 *
 * The layer at which a network breaks.
 * @typedef {object} Broken
 * @property {number} index
 * @property {string} code
 * @property {string} [title]
 * @property {string} detail  the sentence, in the page's language
 * @property {Record<string, any>} [params]
 * @property {(string|number)[]} [loc]
 * @property {Layer[]|null} remedy  the layers as one click would make them
 *
 * @typedef {object} Summary
 * @property {number[]} input_shape
 * @property {Row[]} rows  up to the layer that breaks
 * @property {{parameters: number, macs: number, [name: string]: number}} totals
 * @property {{torch: string, keras: string|null, keras_note?: any}} code
 * @property {Broken|null} broken
 *
 * The numbers of a network. Tensors are named as in the contract (`input`, `layers.0.output` …) and become more as layers
 * come on screen. `setting.layers` are the layers that were computed: of a network that breaks, those before the break.
 * @typedef {object} NetworkAnswer
 * @property {NetworkSetting} setting
 * @property {Tensors} tensors
 * @property {Summary & {classes: string[]|null, probabilities: number[]|null}} meta
 *
 * The state of the conversation with the server. `answer` is the last good one and stays while the next is on its way, and
 * when it is refused; `summary` is of the present layers, or of the last that could be read.
 * @typedef {object} NetworkLive
 * @property {'loading'|'ready'|'refused'|'offline'|'gone'} status
 * @property {Summary|null} summary
 * @property {NetworkAnswer|null} answer
 * @property {import('./types.js').Problem|null} problem
 * @property {number} [retryAt]  while the server is away: when it is asked again, on the clock of `performance.now()`
 *
 * What a cell sees, in every earlier layer and the input (−1); of a pixel of the input: what depends on it, in every later one.
 * Of a picture its rows and columns, in some of its maps or (left out) in all of them.
 * @typedef {{rows: number[], cols: number[], channels?: number[]}|{features: number[]}} Region
 * @typedef {object} Trace
 * @property {Look} look
 * @property {Map<number, Region>} regions  by layer
 * @property {Tensor|null} gradient  of the cell by the input's numbers; null until it is asked for
 *
 * What the pointer or the focus is on; never in the address.
 * @typedef {{layer: number, map: number, row: number, col: number}} NetworkHover
 *
 * How it stands with weights of which those that fit are to go on in the network `of`: `failed` and `said` are sentences, or empty.
 * @typedef {{of: NetworkSetting|null, busy: boolean, failed: string, said: string}} Keeping
 *
 * The whole page.
 * @typedef {object} NetworkState
 * @property {NetworkSetting} setting  it alone has a history
 * @property {NetworkView} view
 * @property {NetworkLive} live
 * @property {number[]} visible  layers on screen, set by the strips; −1: the input
 * @property {Trace|null} traced
 * @property {NetworkHover|null} hover
 * @property {RunSummary[]|null} runs  newest first; null until the server has said
 * @property {Keeping} keeping
 * @property {number[]} epochs  saved epochs of the run whose weights are used, rising
 */

export {};
