import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findProgram, splitCommand } from './command.ts'

describe('a command is split into words', () => {
  it.each([
    ['node check.js', ['node', 'check.js']],
    ['  a\t b  ', ['a', 'b']],
    [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
    [`a b' 'c" "d`, ['a', 'b c d']],
    [`a '' ""`, ['a', '', '']],
    [`a \\' "\\"" '\\'`, ['a', "'", '"', '\\']],
    [`a "$HOME" '*' ~`, ['a', '$HOME', '*', '~']],
    [`a "\\n"`, ['a', '\\n']],
    [`grep '|' "a;b"`, ['grep', '|', 'a;b']],
    ['prüfe é', ['prüfe', 'é']],
  ])('%s', (command, words) => {
    expect(splitCommand(command)).toEqual(words)
  })

  it.each([
    [`a 'b`, 'not closed'],
    [`a "b\\"`, 'not closed'],
    ['a \\', 'not closed'],
    ['', 'empty'],
    ['  ', 'empty'],
    ['a | b', 'needs a shell'],
    ['a > b', 'needs a shell'],
    ['a && b', 'needs a shell'],
  ])('and %s is refused', (command, why) => {
    expect(() => splitCommand(command)).toThrow(why)
  })
})

describe('the program of a command', () => {
  it('is found in PATH, so that the shell never takes a word of its own for it', () => {
    expect(findProgram({ command: 'true x' }).words).toEqual([expect.stringMatching(/^\/.*\/true$/), 'x'])
    expect(() => findProgram({ command: 'exit 0' })).toThrow('not found')
  })

  it('is found beside the folder in which it runs', () => {
    const cwd = mkdtempSync(join(tmpdir(), 'command-'))
    writeFileSync(join(cwd, 'run'), '#!/bin/sh\n')
    expect(() => findProgram({ command: './run', cwd })).toThrow('chmod +x')
    chmodSync(join(cwd, 'run'), 0o755)
    expect(findProgram({ command: './run', cwd }).words[0]).toBe(join(cwd, 'run'))
    expect(() => findProgram({ command: './other', cwd })).toThrow('does not exist')
    expect(() => findProgram({ command: '.', cwd })).toThrow('was not found')
    expect(() => findProgram({ command: 'true', cwd: join(cwd, 'gone') })).toThrow('The folder')
  })
})
