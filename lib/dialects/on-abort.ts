/** Does this when the signal says so, once; what is called afterwards takes it back. A cancelling that fails hides nothing. */
export function onAbort(signal: AbortSignal | undefined, cancel: () => unknown): () => void {
  const listener = (): void => {
    void (async () => cancel())().catch(() => undefined);
  };
  signal?.addEventListener('abort', listener, { once: true });
  return () => signal?.removeEventListener('abort', listener);
}
