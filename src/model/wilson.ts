/**
 * The interval in which a share lies with 95 % confidence, from a number of successes among independent trials (Wilson
 * 1927). Unlike the plain one it says something sensible at 0 % and 100 %. Without trials it is from 0 to 1.
 */
export function wilsonInterval(successes: number, trials: number): readonly [low: number, high: number] {
  if (trials === 0) return [0, 1]
  const z = 1.959964
  const share = successes / trials
  const scale = 1 + (z * z) / trials
  const centre = (share + (z * z) / (2 * trials)) / scale
  const reach = (z / scale) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  return [Math.max(0, centre - reach), Math.min(1, centre + reach)]
}
