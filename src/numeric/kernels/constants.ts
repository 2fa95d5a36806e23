/** Constants that several kernels share; those in two parts have a first part with zeros at its end, so that k·HI is exact. */

export const LOG2E = 1.442695040888963387
export const LN2_HI = 6.9314718036912381649e-1
export const LN2_LO = 1.90821492927058770002e-10
