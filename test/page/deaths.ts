/** The ends that the tests bring upon a worker of the page. */

/** How a worker may end: what is done inside of it, and what the page says then. */
export const deaths = [
  [
    'breaks down',
    (): void =>
      void setTimeout(() => {
        throw new Error('killed')
      }),
    'has broken down',
  ],
  ['goes silently', (): void => globalThis.close(), 'no longer answers'],
] as const
