/**
 * The nouns of training that the pages share, as JSDoc types. No code.
 *
 * @typedef {'queued'|'running'|'paused'|'stopped'|'finished'|'failed'|'interrupted'} RunState
 * @typedef {'completed'|'early_stopped'|'nan'|'stopped'|'failed'|'interrupted'} EndReason
 * @typedef {'run_started'|'run_continued'|'epoch_started'|'batch'|'epoch_ended'|'callback'|'maps_saved'|'run_paused'
 *   |'run_resumed'|'run_changed'|'diverged'|'run_ended'} EventType
 * @typedef {'loss'|'accuracy'|'val_loss'|'val_accuracy'} FigureName
 * @typedef {'improved'|'waited'|'stopped'|'weights_restored'|'reduced'|'at_min_lr'|'cooldown'|'saved'|'skipped'
 *   |'not_yet'|'monitor_missing'} CallbackAction
 *
 * An event as the server tells it (contract, "Training runs"), once its words for numbers that are not finite are
 * numbers again (core/run.js, `revive`).
 * @typedef {{seq: number, type: EventType, time: number, epoch?: number, [field: string]: any}} RunEvent
 *
 * @typedef {object} CallbackSays  the fields of a `callback` event
 * @property {string} callback  its kind
 * @property {number} index  its place in the list
 * @property {CallbackAction} action
 * @property {string} [monitor]
 * @property {number} [value]
 * @property {number} [best]
 * @property {number} [best_epoch]  from 0
 * @property {number} [wait]
 * @property {number} [patience]
 * @property {number} [old_lr]
 * @property {number} [new_lr]
 * @property {string} [path]
 * @property {string[]} [paths]  with an integer `save_freq`: the files of the epoch
 * @property {string} [message]  Keras's own line
 * @property {string} reason  one sentence, in the language that was asked for
 *
 * @typedef {RunEvent & CallbackSays} CallbackEvent
 *
 * A callback as a run is asked for with it: `kind` and Keras's own parameter names.
 * @typedef {{kind: string, [parameter: string]: any}} CallbackSpec
 * @typedef {{kind: string, lr?: number, [parameter: string]: any}} OptimizerSpec
 *
 * The body of `POST /api/runs`.
 * @typedef {object} RunSpec
 * @property {string} dataset
 * @property {import('./types.js').Layer[]} layers
 * @property {OptimizerSpec} optimizer
 * @property {number} batch_size
 * @property {number} epochs
 * @property {number} validation_split  the last fraction of the training data; 0: no validation
 * @property {number} seed
 * @property {{image: string}|null} [probe]
 * @property {CallbackSpec[]} callbacks
 * @property {string} [name]
 *
 * What `GET /api/runs` says of a run.
 * @typedef {object} RunSummary
 * @property {string} id
 * @property {string} name
 * @property {RunState} state
 * @property {boolean} [stopping]  a stop was asked for and is not done yet
 * @property {EndReason|null} [reason]
 * @property {string|null} [detail]  why it ended, or for what it waits, in words
 * @property {RunSpec} spec
 * @property {number|null} [place]  in the queue, from 1
 * @property {number} created  seconds since 1970
 * @property {Record<string, any>|null} [latest]
 * @property {Record<string, any>|null} [best]
 * @property {number|null} [epoch]
 * @property {number} [epochs]
 *
 * One callback of a run, as far as its events tell.
 * @typedef {object} CallbackPicture
 * @property {string} kind
 * @property {number} index
 * @property {CallbackSpec|null} spec  null until the run's spec is known
 * @property {CallbackEvent|null} last
 * @property {CallbackEvent[]} history  every decision, in order
 *
 * Something that stands on the curves. `epoch` is the epoch it happened in, from 0; `to` is where it leads.
 *   best: the best value of a monitor so far (`monitor`, `value`) · reduced: the rate fell after `epoch` (`from` → `rate`)
 *   · cooldown: an epoch of it · saved: a file · stopped: by a callback or by the person · interrupted, failed: otherwise ·
 *   restored: the weights of epoch `to` came back
 *   · paused: at `x` · changed: by the person, at `x` · diverged: the loss is no number any more · continued: the run
 *   goes on from the end of `epoch` − 1
 * @typedef {object} Mark
 * @property {'best'|'reduced'|'cooldown'|'saved'|'stopped'|'interrupted'|'failed'|'restored'|'paused'|'changed'|'diverged'
 *   |'continued'} type
 * @property {number} epoch
 * @property {number} x  in epochs done: the end of epoch 0 is 1
 * @property {number} [to]
 * @property {string} [monitor]
 * @property {number} [value]
 * @property {number} [from]
 * @property {number} [rate]
 * @property {RunEvent} event
 *
 * One list per figure, of equal length: row `i` is one point. Missing figures are null; NaN is a number that was NaN.
 * @typedef {object} BatchPoints  of the batch events, which are throttled to ten a second
 * @property {number[]} x  in epochs done: 2.5 is the middle of the third epoch
 * @property {number[]} step  batches done before it, from 0
 * @property {number[]} time  seconds of training so far: pauses and the time between a stop and going on left out
 * @property {(number|null)[]} loss
 * @property {(number|null)[]} accuracy
 * @property {(number|null)[]} learning_rate
 *
 * @typedef {object} EpochPoints
 * @property {number[]} epoch  from 0
 * @property {number[]} time  seconds of training so far, at its end
 * @property {(number|null)[]} loss
 * @property {(number|null)[]} accuracy
 * @property {(number|null)[]} val_loss
 * @property {(number|null)[]} val_accuracy
 * @property {(number|null)[]} learning_rate  the rate that was used in this epoch
 *
 * A run as far as its events tell: a pure function of them (core/run.js). Every event makes a new picture, but the lists
 * inside are shared between one picture and the next and only grow, so that 10,000 points stay cheap: whoever draws asks
 * `version`, not the identity of a list.
 * @typedef {object} RunPicture
 * @property {string} id
 * @property {number} seq  of the last event taken; 0: none
 * @property {number} version  grows with every change
 * @property {number} missing  events that never came: holes in `seq`
 * @property {RunState|null} state  null until an event says it
 * @property {RunEvent|null} started  `run_started`: dataset, classes, input_shape, train, validation, batches, epochs,
 *   parameters, layers, warnings
 * @property {number} epochs  planned
 * @property {number|null} epoch  under way, or the last one, from 0
 * @property {number|null} batch  the last one heard of, from 0
 * @property {number} batches  of an epoch
 * @property {BatchPoints} batchPoints
 * @property {EpochPoints} epochPoints
 * @property {CallbackPicture[]} callbacks
 * @property {Mark[]} marks
 * @property {number[]} maps  epochs whose filters, feature maps and figures are kept
 * @property {{epoch: number|null, text: string}[]} console  Keras's lines, in order
 * @property {{epoch: number, monitor: FigureName, value: number}|null} best  of val_loss, or of loss without validation
 * @property {RunEvent|null} end  `run_ended`, unless the run was continued since
 * @property {Pace} pace
 *
 * The run's own clock, which stands still while it is paused or stopped; what core/pace.js reckons from. Seconds.
 * @typedef {object} Pace
 * @property {number} origin  what the time of an event is counted from, since 1970; moves on with every pause
 * @property {number|null} pausedAt  since 1970
 * @property {number} now  seconds of training so far
 * @property {number|null} epochBegan  seconds of training when the present epoch began
 * @property {number|null} batchesTook  seconds that the batches of the present epoch have taken so far
 * @property {number[]} epochs  what each complete epoch took
 *
 * How the curves and the maps are looked at; changes no run.
 * @typedef {object} TrainingView
 * @property {'epoch'|'step'|'time'} axis
 * @property {'linear'|'log'} scale
 * @property {number} smoothing  0 … 0.99, the weight of what came before
 * @property {'loss'|'accuracy'|'both'} metric
 * @property {'batch'|'epoch'} per  whether the training curve has a point per batch or per epoch
 * @property {[number, number]|null} zoom  of the x axis, in its own unit; null: all of it
 * @property {FigureName[]} hidden  curves that are switched off
 * @property {number|null} epoch  whose maps and figures are shown, from 0; null: the newest
 * @property {boolean} playing  through the epochs
 * @property {number} speed  epochs a second while playing
 * @property {number} layer  whose maps are shown
 * @property {string} tab  the open tab of the watching card
 *
 * `lost`: tried again at `retryAt` (on the clock of `Date.now()`).
 * @typedef {{state: 'idle'|'connecting'|'live'|'lost'|'ended', retryAt?: number}} Connection
 *
 * @typedef {object} TrainingState
 * @property {RunSummary[]|null} runs  newest first; null until the server has said
 * @property {string|null} selected  the run that is followed
 * @property {Record<string, RunPicture>} pictures  by run id
 * @property {string[]} compare  runs laid over the selected one
 * @property {TrainingView} view
 * @property {RunSpec} draft  the run that is being set up; it alone has a history
 * @property {Connection} connection  of the selected run's events
 * @property {number|null} hover  the epoch that is pointed at, from 0
 * @property {import('./types.js').Problem|null} problem  the last command's refusal, until the next one succeeds
 * @property {'offline'|'gone'|null} away  the server could not be reached
 * @property {string|null} busy  the command that is under way
 * @property {number} asked  grows when the list of runs is wanted at once
 */

export {};
