import { closeSync, existsSync, linkSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import Database from 'libsql'
import { CambiumError } from '../model/error.ts'
import { checksumOf } from './checksum.ts'
import { applicationId, formatVersion, tables } from './schema.ts'

/** Small pages: every commit of one answer writes the pages that it changed. */
const pageSize = 1024

/** A value that is written into a row. */
export type Value = string | number | null

/**
 * One plant on disk: an SQLite file with our tables and nothing else, or the same in memory. Whoever writes holds SQLite's
 * write lock all the time, so that a second writer is refused and the lock is gone with the process; readers are let in.
 * While a plant grows there is a write-ahead log beside it; `settle` folds it into the one file.
 *
 * Opening executes nothing: a file with triggers, views or anything else that is not ours is refused.
 */
export class PlantFile {
  /** Undefined: in memory. */
  readonly path: string | undefined
  readonly #database: Database.Database
  readonly #statements = new Map<string, Database.Statement>()
  #writing = false
  #open = true

  private constructor(path: string | undefined, database: Database.Database) {
    this.path = path
    this.#database = database
  }

  /**
   * Makes a new plant and begins to write. The file appears at once and whole, or not at all.
   *
   * @param path none: in memory
   * @param plant writes its first rows
   * @throws CambiumError `plant-exists`, `plant-unwritable`
   */
  static create(path: string | undefined, plant: (file: PlantFile) => void): PlantFile {
    if (path === undefined) {
      const file = new PlantFile(undefined, new Database(':memory:'))
      file.#found(plant)
      file.#begin()
      return file
    }
    if (existsSync(path)) throw exists(path)
    const unfinished = `${path}.${process.pid}.new`
    try {
      const file = new PlantFile(path, connect(unfinished))
      file.#found(plant)
      file.close()
      moveWithoutOverwriting(unfinished, path)
    } catch (error) {
      throw explained(error, path)
    } finally {
      rmSync(unfinished, { force: true })
      rmSync(`${unfinished}-journal`, { force: true })
    }
    return PlantFile.open(path, 'write')
  }

  /**
   * @throws CambiumError `plant-missing`, `plant-foreign`, `plant-newer`, `plant-damaged`, `plant-in-use` (another process
   *   writes), `plant-unwritable`
   */
  static open(path: string, mode: 'read' | 'write'): PlantFile {
    checkHeader(path)
    try {
      const file = new PlantFile(path, mode === 'write' ? connectToWrite(path) : connect(path))
      try {
        file.#checkTables()
        if (mode === 'write') file.beginWriting()
      } catch (error) {
        file.close()
        throw error
      }
      return file
    } catch (error) {
      throw explained(error, path)
    }
  }

  /** Opens to read, and closes again if what is made of it throws. @throws CambiumError as `open` */
  static read<T>(path: string, make: (file: PlantFile) => T): T {
    const file = PlantFile.open(path, 'read')
    try {
      return make(file)
    } catch (error) {
      file.close()
      throw error
    }
  }

  /** Takes the write lock. @throws CambiumError `plant-in-use`, `plant-unwritable` */
  beginWriting(): void {
    if (this.#writing) return
    this.#explain(() => {
      if (this.path !== undefined) {
        this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 0')
      }
      this.#begin()
    })
  }

  /** Writes and commits: all of it or nothing. A killed process loses nothing of what was committed. */
  write(rows: (insert: typeof PlantFile.prototype.insert) => void): void {
    if (!this.#writing) throw new CambiumError('plant-read-only', 'This plant was opened for reading.')
    this.#explain(() => {
      try {
        rows(this.insert)
        this.#database.exec('COMMIT')
      } catch (error) {
        if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
        this.#begin()
        throw error
      }
      this.#begin()
    })
  }

  /** Inserts a row or replaces the one with its key; to be used within `write`. Adds the checksum. */
  readonly insert = (table: string, row: Readonly<Record<string, Value>>): void => {
    const columns = Object.keys(row)
    const sql = `INSERT OR REPLACE INTO ${table} (${[...columns, 'checksum'].join(', ')}) VALUES (${'?, '.repeat(columns.length)}?)`
    const values = Object.values(row)
    const texts = values.map(value => (value === null ? null : String(value)))
    this.#statement(sql).run(...values.map(packed), checksumOf(table, texts))
  }

  /** Deletes the rows of an epoch; to be used within `write`. */
  deleteSteps(epoch: number): void {
    this.#statement('DELETE FROM step WHERE epoch = ?').run(epoch)
  }

  /**
   * The rows of a table in the order of their keys, checked, each value as text.
   *
   * @param columns without the checksum, in the order in which they were inserted
   * @param where a condition in SQL, with `?` for the parameters
   * @throws CambiumError `plant-damaged`
   */
  rows(table: string, columns: readonly string[], where = '', ...parameters: readonly Value[]): (string | null)[][] {
    const condition = where === '' ? '' : ` WHERE ${where}`
    const order = table === 'step' ? 'epoch, number' : 'rowid'
    return this.#explain(() =>
      this.#select([...columns, 'checksum'], `${table}${condition} ORDER BY ${order}`, ...parameters).map(values => {
        const checksum = values.pop()
        if (checksum !== String(checksumOf(table, values))) {
          throw damaged(this.path, `a row of its table ${table} does not match its checksum`)
        }
        return values
      }),
    )
  }

  /** Ends writing: one file, with no log beside it unless somebody is reading at the moment. */
  settle(): void {
    if (!this.#writing) return
    this.#writing = false
    this.#explain(() => {
      this.#database.exec('COMMIT; PRAGMA busy_timeout = 200')
      this.#fold()
    })
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    try {
      if (this.#writing) this.settle()
      else if (this.path !== undefined && existsSync(`${this.path}-wal`)) {
        // A killed process left its log behind; whoever comes next puts it where it belongs.
        this.#database.exec('PRAGMA busy_timeout = 0')
        this.#fold()
      }
    } finally {
      this.#statements.clear()
      this.#database.close()
    }
  }

  #found(plant: (file: PlantFile) => void): void {
    this.#database.exec(
      `PRAGMA page_size = ${pageSize}; PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${formatVersion}; BEGIN IMMEDIATE; ${Object.values(tables).join('; ')}`,
    )
    plant(this)
    this.#database.exec('COMMIT')
  }

  #begin(): void {
    this.#database.exec('BEGIN IMMEDIATE')
    this.#writing = true
  }

  /** Folds the write-ahead log into the file, which a killed process may have left behind. */
  #fold(): void {
    if (this.path === undefined) return
    try {
      this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
      this.#database.prepare('PRAGMA journal_mode = DELETE').all()
    } catch (error) {
      if (codeOf(error) !== 'SQLITE_BUSY') throw error
    }
  }

  #checkTables(): void {
    const found = this.#select(['type', 'name', 'sql'], "sqlite_schema WHERE name NOT LIKE 'sqlite_autoindex_%'")
    const foreign = found.find(
      ([type, name, sql]) => type !== 'table' || !Object.hasOwn(tables, name!) || tables[name!] !== sql,
    )
    if (foreign) throw damaged(this.path, `it holds ${foreign[0]} ${foreign[1]}, which no plant has`)
    if (found.length !== Object.keys(tables).length) throw damaged(this.path, 'a table is missing')
    const [[verdict]] = this.#select(['quick_check'], 'pragma_quick_check(1)') as [[string]]
    if (verdict !== 'ok') throw damaged(this.path, verdict)
  }

  /** Reads every value as bytes: the binding ends the process over a TEXT that is not UTF-8. */
  #select(columns: readonly string[], from: string, ...parameters: readonly Value[]): (string | null)[][] {
    const sql = `SELECT ${columns.map(column => `CAST(${column} AS BLOB)`).join(', ')} FROM ${from}`
    const rows = this.#statement(sql)
      .raw()
      .all(...parameters) as (Buffer | null)[][]
    return rows.map(row => row.map(value => (value === null ? null : value.toString('utf8'))))
  }

  #statement(sql: string): Database.Statement {
    let statement = this.#statements.get(sql)
    if (statement === undefined) this.#statements.set(sql, (statement = this.#database.prepare(sql)))
    return statement
  }

  #explain<T>(action: () => T): T {
    try {
      return action()
    } catch (error) {
      throw explained(error, this.path)
    }
  }
}

function connect(path: string): Database.Database {
  let database: Database.Database
  try {
    database = new Database(path)
  } catch (error) {
    // The binding gives no code here.
    throw new CambiumError('plant-unwritable', `${path} cannot be opened: ${(error as Error).message}.`, {
      cause: error,
    })
  }
  database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA busy_timeout = 2000')
  return database
}

/**
 * A connection that could write just now. The binding closes one only when the garbage collector has taken all statements
 * that were prepared on it; until then a refused writer would hold the log open, and whoever is writing could not fold it
 * into the file. So it is found out before there are any.
 */
function connectToWrite(path: string): Database.Database {
  const database = connect(path)
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; ROLLBACK; PRAGMA busy_timeout = 2000')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** U+0000 would end a TEXT. */
function packed(value: Value): Value | Buffer {
  return typeof value === 'string' && value.includes('\0') ? Buffer.from(value) : value
}

/** What can be told of a file from its first bytes, before a database engine touches it. */
function checkHeader(path: string): void {
  const header = Buffer.alloc(100)
  let length: number
  try {
    if (!statSync(path).isFile()) throw new CambiumError('plant-foreign', `${path} is not a file.`)
    const file = openSync(path, 'r')
    try {
      length = readSync(file, header)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new CambiumError('plant-missing', `There is no plant at ${path}. Grow one first.`, { cause: error })
    }
    throw explained(error, path)
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    if (length === 0) throw damaged(path, 'it is empty')
    throw new CambiumError('plant-foreign', `${path} is not a plant.`)
  }
  if (length < 100) throw damaged(path, 'it is cut short')
  if (header.readUInt32BE(68) !== applicationId) {
    throw new CambiumError('plant-foreign', `${path} is an SQLite file, but not a plant.`)
  }
  const version = header.readUInt32BE(60)
  if (version > formatVersion) {
    throw new CambiumError(
      'plant-newer',
      `${path} was written in format ${version} by a newer Cambium; this one reads up to format ${formatVersion}. Update Cambium to open it.`,
    )
  }
  if (version === 0) throw damaged(path, 'its format version is 0')
}

function moveWithoutOverwriting(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw exists(to)
    // A file system without hard links.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
    renameSync(from, to)
  }
}

function exists(path: string): CambiumError {
  return new CambiumError('plant-exists', `${path} exists already. Tend it, or choose another name.`)
}

/** A file that is not what we wrote. */
export function damaged(path: string | undefined, why: string, cause?: unknown): CambiumError {
  return new CambiumError(
    'plant-damaged',
    `${path ?? 'The plant'} is damaged: ${why}. Restore it from a copy, or grow it anew.`,
    { cause },
  )
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? '')
}

/** An error of the database or the file system, in our words. */
function explained(error: unknown, path: string | undefined): unknown {
  if (error instanceof CambiumError || !(error instanceof Error)) return error
  const code = codeOf(error)
  const where = path ?? 'the plant'
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new CambiumError(
      'plant-in-use',
      `${where} is being grown by another process. Wait until it is done, or stop it.`,
      { cause: error },
    )
  }
  if (/^(SQLITE_(IOERR|CANTOPEN|READONLY|FULL|PERM)|EACCES|EPERM|ENOSPC|EROFS|ENOENT|ENOTDIR)/.test(code)) {
    return new CambiumError('plant-unwritable', `${where} cannot be read or written: ${error.message}.`, {
      cause: error,
    })
  }
  // Our statements are right; what SQLite cannot make sense of is the file.
  if (code.startsWith('SQLITE_')) return damaged(path, error.message, error)
  return error
}
