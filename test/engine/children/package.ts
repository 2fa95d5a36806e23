/** The whole package as one file: copied, it is a second copy of seegrad in the same program. */
export * from 'seegrad'
