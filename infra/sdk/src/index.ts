export { installFromHere } from './install.ts';
export { packSdk } from './pack.ts';
export { typeErrors } from './type-errors.ts';
