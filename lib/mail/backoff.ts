const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 15 * 60;

/**
 * How long to wait before the next try, in seconds: twice as long each time, up to a quarter of an hour, and a random
 * part of it less, so that emails that failed together do not all come back together.
 * @param attempts how many have failed
 * @param chance from 0 to 1
 */
export function backoffSeconds(attempts: number, chance = Math.random()): number {
  const longest = Math.min(FIRST_SECONDS * 2 ** (attempts - 1), LONGEST_SECONDS);
  return longest * (1 - chance / 2);
}
