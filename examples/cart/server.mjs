/**
 * A small shop: log in, fill a cart, pay. `node examples/cart/server.mjs 8080` serves it; examples/cart/map.yaml says how it
 * is acted on. Sessions live in a cookie.
 */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'

const sessions = new Map()

/** A server that is not listening yet. */
export function shop() {
  return createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const [, id] = /session=([\w-]+)/.exec(request.headers.cookie ?? '') ?? []
    const session = sessions.get(id)
    const answer = (status, content, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(JSON.stringify(content))
    }
    switch (`${request.method} ${request.url}`) {
      case 'POST /login': {
        if (JSON.parse(body).password !== 'apple') return answer(403, { error: 'wrong password' })
        const fresh = randomUUID()
        sessions.set(fresh, { items: [] })
        return answer(200, { hello: 'ada' }, { 'set-cookie': `session=${fresh}; HttpOnly; Path=/` })
      }
      case 'POST /logout':
        sessions.delete(id)
        return answer(200, {}, { 'set-cookie': 'session=; Max-Age=0; Path=/' })
      case 'POST /cart': {
        if (!session) return answer(401, { error: 'log in first' })
        if (session.items.length === 2) return answer(409, { error: 'the cart is full' })
        session.items.push(JSON.parse(body).item)
        return answer(201, session)
      }
      case 'GET /cart':
        return session ? answer(200, session) : answer(401, { error: 'log in first' })
      case 'POST /pay':
        if (!session) return answer(401, { error: 'log in first' })
        if (session.items.length === 0) return answer(409, { error: 'the cart is empty' })
        session.items = []
        return answer(200, { paid: true })
    }
    answer(404, { error: 'no such page' })
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = shop().listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${server.address().port}`)
  })
}
