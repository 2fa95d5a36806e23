/** ln 2 in two parts for the reduction of exponentials and logarithms. */

/** Its last 20 bits are zeros, so that k·LN2_HI is exact for the exponent k of any double. */
export const LN2_HI = 6.9314718036912381649e-1
export const LN2_LO = 1.90821492927058770002e-10
