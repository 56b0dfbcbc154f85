/** `node --import` this: TypeScript is compiled as the tests compile it, and `./x.js` finds `./x.ts`. */
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
