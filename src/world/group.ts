import type { ChildProcess } from 'node:child_process'

/** Kills a program that was started `detached`, with all that it started in turn. Harmless when nothing is left. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // no process is left in the group
  }
}
