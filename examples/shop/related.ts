/**
 * A model's type on an association. Written like this the class stays out of the metadata that TypeScript emits, which
 * would read it before it exists where models refer to each other.
 */
export type Related<M> = M;
