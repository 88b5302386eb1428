// Tickets of a help desk as somebody writes them with fastify: Ajv with its defaults, the document of `@fastify/swagger`, and
// state in memory. It is meant to be correct: what a run accuses it of is held against it by hand (`fastify.toml`).

import Fastify from 'fastify'
import swagger from '@fastify/swagger'
import { randomUUID } from 'node:crypto'

const app = Fastify()
await app.register(swagger, {
  openapi: { openapi: '3.0.3', info: { title: 'Help desk', version: '1.0.0' } },
})

const problem = {
  type: 'object',
  required: ['statusCode', 'error', 'message'],
  properties: { statusCode: { type: 'integer' }, error: { type: 'string' }, message: { type: 'string' }, code: { type: 'string' } },
}
const properties = {
  subject: { type: 'string', minLength: 1, maxLength: 60 },
  severity: { type: 'string', enum: ['low', 'high', 'urgent'] },
  score: { type: 'integer', minimum: 0, maximum: 100 },
  reporter: { type: 'string', format: 'email' },
  labels: { type: 'array', items: { type: 'string', pattern: '^[a-z]+$' }, maxItems: 4, uniqueItems: true },
  due: { type: 'string', format: 'date' },
  note: { type: 'string', nullable: true },
}
const ticketIn = { type: 'object', required: ['subject', 'severity'], properties }
const ticket = { type: 'object', required: ['id', 'subject', 'severity'], properties: { id: { type: 'string', format: 'uuid' }, ...properties } }
const comment = {
  type: 'object',
  required: ['number', 'text'],
  properties: { number: { type: 'integer' }, text: { type: 'string' } },
}
const ticketId = { type: 'object', required: ['ticketId'], properties: { ticketId: { type: 'string', format: 'uuid' } } }
const commentNumber = {
  type: 'object',
  required: ['ticketId', 'number'],
  properties: { ...ticketId.properties, number: { type: 'integer', minimum: 1 } },
}
const refusals = { 400: problem, 404: problem }
// Ajv refuses a body with 400, and fastify a content type without a parser with 415.
const refusalsOfBodies = { ...refusals, 413: problem, 415: problem }

const tickets = new Map()

function missing(what) {
  const error = new Error(`no such ${what}`)
  error.statusCode = 404
  return error
}

function found(id) {
  const held = tickets.get(id.toLowerCase())
  if (!held) throw missing('ticket')
  return held
}

app.post('/tickets', {
  schema: { operationId: 'createTicket', body: ticketIn, response: { 201: ticket, ...refusalsOfBodies } },
}, async (request, reply) => {
  const id = randomUUID()
  tickets.set(id, { ticket: { ...request.body, id }, comments: [], numbered: 0 })
  reply.code(201).header('location', `/tickets/${id}`)
  return tickets.get(id).ticket
})

app.get('/tickets', {
  schema: {
    operationId: 'listTickets',
    querystring: {
      type: 'object',
      properties: {
        severity: properties.severity,
        limit: { type: 'integer', minimum: 1, maximum: 50, default: 20 },
        page: { type: 'integer', minimum: 1, maximum: 1000, default: 1 },
        open: { type: 'boolean' },
      },
    },
    response: { 200: { type: 'array', items: ticket }, 400: problem },
  },
}, async ({ query: { severity, limit, page } }) => {
  const all = [...tickets.values()].map(({ ticket }) => ticket).filter((ticket) => !severity || ticket.severity === severity)
  return all.slice((page - 1) * limit, page * limit)
})

app.get('/tickets/:ticketId', {
  schema: { operationId: 'readTicket', params: ticketId, response: { 200: ticket, ...refusals } },
}, async ({ params }) => found(params.ticketId).ticket)

app.put('/tickets/:ticketId', {
  schema: { operationId: 'replaceTicket', params: ticketId, body: ticketIn, response: { 200: ticket, ...refusalsOfBodies } },
}, async ({ params, body }) => {
  const held = found(params.ticketId)
  held.ticket = { ...body, id: held.ticket.id }
  return held.ticket
})

app.delete('/tickets/:ticketId', {
  schema: { operationId: 'deleteTicket', params: ticketId, response: { 204: { type: 'null' }, ...refusals } },
}, async ({ params }, reply) => {
  tickets.delete(found(params.ticketId).ticket.id)
  reply.code(204).send()
})

app.post('/tickets/:ticketId/comments', {
  schema: {
    operationId: 'addComment',
    params: ticketId,
    body: { type: 'object', required: ['text'], additionalProperties: false, properties: { text: { type: 'string', minLength: 1, maxLength: 500 } } },
    response: { 201: comment, ...refusalsOfBodies },
  },
}, async ({ params, body }, reply) => {
  const held = found(params.ticketId)
  const added = { number: (held.numbered += 1), text: body.text }
  held.comments.push(added)
  reply.code(201)
  return added
})

app.get('/tickets/:ticketId/comments', {
  schema: { operationId: 'listComments', params: ticketId, response: { 200: { type: 'array', items: comment }, ...refusals } },
}, async ({ params }) => found(params.ticketId).comments)

app.delete('/tickets/:ticketId/comments/:number', {
  schema: { operationId: 'deleteComment', params: commentNumber, response: { 204: { type: 'null' }, ...refusals } },
}, async ({ params }, reply) => {
  const held = found(params.ticketId)
  const at = held.comments.findIndex(({ number }) => number === params.number)
  if (at < 0) throw missing('comment')
  held.comments.splice(at, 1)
  reply.code(204).send()
})

app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())

await app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' })
