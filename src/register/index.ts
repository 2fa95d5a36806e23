/** Real operators in what Node loads from now on, as `node --import seegrad/register file.ts` asks. */
export { register } from './register.js'
