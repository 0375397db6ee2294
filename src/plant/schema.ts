/** `CAMB`, in the header of the file (https://sqlite.org/fileformat2.html, offset 68). */
export const applicationId = 0x43414d42

/** Raised whenever an older program could not read the file any more. */
export const formatVersion = 2

/**
 * The tables of a plant. Texts are TEXT, or a BLOB of their UTF-8 where they hold U+0000, which would cut a TEXT short.
 * Every row ends in a checksum over the rest.
 */
export const tables: Readonly<Record<string, string>> = {
  // name 'plant': what it is and who made it; name 'asked': how its world was asked last. JSON.
  fact: 'CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL, checksum INTEGER NOT NULL) STRICT',
  // task: what is fixed during the epoch; result: how it ended and with which model, null while it grows. JSON.
  epoch:
    'CREATE TABLE epoch (number INTEGER PRIMARY KEY, task TEXT NOT NULL, result TEXT, checksum INTEGER NOT NULL) STRICT',
  // What was given before anything was asked; valid 0: known to be rejected.
  example:
    'CREATE TABLE example (id INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, valid INTEGER NOT NULL, text ANY NOT NULL, checksum INTEGER NOT NULL) STRICT',
  // Every question to the world. time: milliseconds since 1970.
  experiment:
    'CREATE TABLE experiment (id INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, step INTEGER NOT NULL, purpose TEXT NOT NULL, question ANY NOT NULL, outcome ANY NOT NULL, time INTEGER NOT NULL, checksum INTEGER NOT NULL) STRICT',
  // What the learner wanted to know, step by step. JSON.
  step: 'CREATE TABLE step (epoch INTEGER NOT NULL, number INTEGER NOT NULL, detail TEXT NOT NULL, checksum INTEGER NOT NULL, PRIMARY KEY (epoch, number)) STRICT',
}
