/** A lift with three floors and a door: `--responds-module examples/lift.mjs`. It moves one floor at a time, door closed. */

export const inputs = ['call 0', 'call 1', 'call 2', 'move', 'door']

let floor, goal, open

export function reset() {
  floor = 0
  goal = 0
  open = false
}

export function step(input) {
  if (input.startsWith('call ')) {
    if (goal !== floor) return 'busy'
    goal = Number(input.slice(5))
    return goal === floor ? 'here' : 'coming'
  }
  if (input === 'door') {
    if (goal !== floor) return 'stays shut'
    open = !open
    return open ? 'opens' : 'shuts'
  }
  if (open) return 'door is open'
  if (goal === floor) return 'stands'
  floor += Math.sign(goal - floor)
  return `floor ${floor}`
}
