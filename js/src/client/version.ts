/** Version of this client, as in `package.json` (`test/constants.test.ts` compares them). */
export const VERSION: string = '0.1.0'
