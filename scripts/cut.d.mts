/** What only a compiler reads of a row. */
export declare const compiled: readonly string[]
/** The code without these properties of the objects in it. */
export declare function without(names: readonly string[], code: string): string
