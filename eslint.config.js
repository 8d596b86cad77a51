// The rules of our JavaScript. The rooms look one way: pages → ui → draw, state, net → core → nothing.
import js from '@eslint/js';
import globals from 'globals';

/** Which rooms a room must not look into, why, and what it may not know of. */
const ROOMS = {
  core: { not: ['state', 'net', 'draw', 'ui', 'pages', 'lessons'], nor: ['document', 'window', 'fetch', 'localStorage'] },
  draw: { not: ['state', 'net', 'ui', 'pages', 'lessons'], nor: ['fetch'] },
  state: { not: ['net', 'draw', 'ui', 'pages', 'lessons'], nor: ['fetch'] },
  net: { not: ['draw', 'ui', 'pages', 'lessons'], nor: ['document'] },
  ui: { not: ['pages', 'lessons'], nor: ['fetch'] },
  pages: { not: [], nor: ['fetch'] },
};

/** The one file that may import a vendored module; everybody else asks that file. */
const OWNERS = [
  { file: 'static/js/ui/element.js', module: 'lit' },
  { file: 'static/js/draw/chart.js', module: 'uplot' },
];

/** @param {string} room @param {string[]} own vendored modules that these files own */
function direction(room, own = []) {
  const vendored = OWNERS.filter(({ module }) => !own.includes(module));
  const patterns = vendored.map(({ file, module }) => ({
    regex: `(^|/)${module}(\\.js)?$`,
    message: `Only ${file} imports ${module}.`,
  }));
  const { not } = ROOMS[room];
  if (not.length) {
    patterns.push({ regex: `^\\.\\./(${not.join('|')})/`, message: `${room} looks at no room above it (DESIGN: pages → ui → draw, state, net → core).` });
  }
  return { 'no-restricted-imports': ['error', { patterns }] };
}

export default [
  { ignores: ['node_modules/', 'static/vendor/', '.venv/', '.cache/', 'dist/', 'build/'] },
  js.configs.recommended,
  {
    files: ['**/*.js'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { ecmaVersion: 2023, sourceType: 'module' },
    rules: {
      'array-callback-return': 'error',
      curly: ['error', 'multi-line'],
      'default-case-last': 'error',
      eqeqeq: ['error', 'always'],
      'no-alert': 'error',
      'no-console': 'error',
      'no-duplicate-imports': 'error',
      'no-else-return': 'error',
      'no-eval': 'error',
      'no-implicit-coercion': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[source.value=/^\\.(?!.*\\.js$)/]",
          message: 'A browser needs the whole file name: end the import in .js.',
        },
      ],
      'no-throw-literal': 'error',
      'no-unused-expressions': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', caughtErrors: 'all' }],
      'no-useless-return': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
    },
  },
  { files: ['static/js/**/*.js', 'scripts/**/*.js'], languageOptions: { globals: globals.browser } },
  // core runs in Node's tests as well: it gets only what the language and both of them have.
  { files: ['static/js/core/**/*.js'], languageOptions: { globals: globals['shared-node-browser'] } },
  { files: ['tests/js/**/*.js', 'eslint.config.js'], languageOptions: { globals: globals.node } },
  ...Object.entries(ROOMS).map(([room, { nor }]) => ({
    files: [`static/js/${room}/**/*.js`],
    rules: {
      ...direction(room),
      'no-restricted-globals': ['error', ...nor.map((name) => ({ name, message: `${room} does not know of ${name}.` }))],
    },
  })),
  ...OWNERS.map(({ file, module }) => ({
    files: [file],
    rules: direction(file.split('/')[2], [module]),
  })),
];
