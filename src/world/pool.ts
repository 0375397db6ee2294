/**
 * Things that answer one question at a time (processes, workers), kept for the next question. There are as many as
 * questions were ever open at once: whoever asks decides how many that is, and nothing waits here.
 */
export class Pool<Member extends { end(): Promise<void> }> {
  readonly #start: () => Member
  readonly #idle: Member[] = []
  readonly #busy = new Set<Member>()

  constructor(start: () => Member) {
    this.#start = start
  }

  /** An idle member, or a new one. */
  take(): Member {
    const member = this.#idle.pop() ?? this.#start()
    this.#busy.add(member)
    return member
  }

  /** Gives back a member that can answer again. */
  give(member: Member): void {
    if (this.#busy.delete(member)) this.#idle.push(member)
  }

  /** Ends a member that cannot, and waits until nothing of it runs. */
  async discard(member: Member): Promise<void> {
    this.#busy.delete(member)
    await member.end()
  }

  /** Ends all members, the busy ones too. */
  async close(): Promise<void> {
    const members = [...this.#idle.splice(0), ...this.#busy]
    this.#busy.clear()
    await Promise.all(members.map(member => member.end()))
  }
}
