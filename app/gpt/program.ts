/** The program of the GPT that the build puts beside the page. */

/** Its file, beside the page's own. */
export const PROGRAM = 'gpt-program.wasm'
