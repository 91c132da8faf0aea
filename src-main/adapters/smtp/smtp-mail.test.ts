import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import type { Mail } from '../../core/follow-up/mail-line.ts'
import { smtpMail, wrongSmtp } from './smtp-mail.ts'

const MAIL: Mail = {
  fromName: 'Test Roofing LLC',
  to: 'ann@example.com',
  subject: 'Your roof at 12 Oak Street',
  text: 'Hi Ann,\n\nshall we look at it on Tuesday?',
  reference: 'follow_up_1',
}
const never = new AbortController().signal
const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server.close()
})

interface Arrived {
  readonly from: string
  readonly to: string[]
  readonly content: string
}

/** A mail server on loopback, and what arrived there. */
async function mailServer(options: SMTPServerOptions = {}) {
  const arrived: Arrived[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      username === 'office@example.com' && password === 'pass word'
        ? done(null, { user: username })
        : done(Object.assign(new Error('535 5.7.8 wrong password'), { responseCode: 535 })),
    onData(stream, { envelope }, done) {
      let content = ''
      stream.setEncoding('utf8')
      stream.on('data', (chunk: string) => {
        content += chunk
      })
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        arrived.push({ from, to: envelope.rcptTo.map(({ address }) => address), content })
        done()
      })
    },
    ...options,
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({ close: () => new Promise<void>((resolve) => server.close(() => resolve())) })
  const address = server.server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return {
    arrived,
    url: (credentials = 'office%40example.com:pass%20word@') => `smtp://${credentials}127.0.0.1:${port}`,
  }
}

/** Speaks SMTP as far as the body, then cuts the connection without a word. */
async function serverThatVanishes(): Promise<string> {
  const server: Server = createServer((socket: Socket) => {
    socket.write('220 here\r\n')
    let inBody = false
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      if (inBody) return socket.destroy()
      const command = bytes.toString().slice(0, 4).toUpperCase()
      inBody = command === 'DATA'
      socket.write(inBody ? '354 go on\r\n' : '250 ok\r\n')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(server)
  const address = server.address()
  return `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

const refusing = (responseCode: number, message: string): SMTPServerOptions => ({
  onRcptTo: (_address, _session, done) => done(Object.assign(new Error(message), { responseCode })),
})

describe('a mail', () => {
  it('arrives with its words, its sender, a reference and a way to have no more', async () => {
    const { url, arrived } = await mailServer()
    expect(await smtpMail({ url: url(), from: null }).send(MAIL, never)).toEqual({ sent: true })
    expect(arrived).toMatchObject([{ from: 'office@example.com', to: ['ann@example.com'] }])
    const content = arrived[0]?.content ?? ''
    expect(content).toContain('From: Test Roofing LLC <office@example.com>')
    expect(content).toContain('Subject: Your roof at 12 Oak Street')
    expect(content).toContain('Message-ID: <follow_up_1@example.com>')
    expect(content).toContain('List-Unsubscribe: <mailto:office@example.com?subject=STOP>')
    expect(content).toContain('shall we look at it on Tuesday?')
  })

  it('carries no further lines in its header, whatever stands in a subject or an address', async () => {
    const { url, arrived } = await mailServer()
    const hostile = { ...MAIL, subject: 'Roof\r\nBcc: victim@example.com', to: 'ann@example.com' }
    await smtpMail({ url: url(), from: null }).send(hostile, never)
    expect(arrived[0]?.to).toEqual(['ann@example.com'])
    expect(arrived[0]?.content).not.toMatch(/^Bcc:/m)
  })

  it('may be tried again when the server cannot be reached, does not let us in or asks for patience', async () => {
    const { url } = await mailServer()
    const wrong = await smtpMail({ url: url('office%40example.com:wrong@'), from: null }).send(MAIL, never)
    expect(wrong).toMatchObject({ sent: false, because: 'not-now' })
    expect(wrong).toHaveProperty(
      'reason',
      expect.stringContaining('did not accept your user name or password'),
    )
    expect(wrong).toHaveProperty('detail', expect.stringContaining('535'))
    const gone = await smtpMail({ url: 'smtp://office%40example.com:x@127.0.0.1:1', from: null }).send(
      MAIL,
      never,
    )
    expect(gone).toMatchObject({
      sent: false,
      because: 'not-now',
      reason: 'The mail server 127.0.0.1 could not be reached. It is tried again in half an hour.',
    })
    const busy = await mailServer(refusing(451, '4.7.1 try again later'))
    expect(await smtpMail({ url: busy.url(), from: null }).send(MAIL, never)).toMatchObject({
      sent: false,
      because: 'not-now',
      reason: 'The mail server takes no e-mail at this moment. It is tried again in half an hour.',
      detail: expect.stringContaining('try again later'),
    })
  })

  it.each([
    [550, 'The mail server does not take e-mail to ann@example.com. Check the address of this lead.'],
    [552, 'The mailbox of ann@example.com is full. Call instead, or write again later.'],
    [
      554,
      'The mail server refused the e-mail to ann@example.com. Send it from your own mail program, or call instead.',
    ],
  ])(
    'is refused for good with %d: said plainly, with the words of the server beside it',
    async (code, reason) => {
      const { url } = await mailServer(refusing(code, '5.1.1 no such mailbox'))
      const refused = await smtpMail({ url: url(), from: null }).send(MAIL, never)
      expect(refused).toMatchObject({ sent: false, because: 'refused', reason })
      expect(refused).toHaveProperty('detail', expect.stringContaining('no such mailbox'))
    },
  )

  it('of which nobody knows whether the server took it is unclear, not refused', async () => {
    const url = await serverThatVanishes()
    await expect(smtpMail({ url, from: 'office@example.com' }).send(MAIL, never)).rejects.toMatchObject({
      code: 'unclear',
    })
  })
})

describe('settings of a mail server', () => {
  it('are refused with what is wrong with them', () => {
    const ok = 'smtps://office%40example.com:secret@mail.example.com'
    expect(wrongSmtp({ url: ok, from: null })).toBeNull()
    expect(wrongSmtp({ url: 'mail.example.com', from: null })).toContain('not a URL')
    expect(wrongSmtp({ url: 'https://mail.example.com', from: null })).toContain('smtps://')
    expect(wrongSmtp({ url: 'smtps://office:secret@mail.example.com', from: null })).toContain(
      'SMTP_FROM is needed',
    )
    expect(wrongSmtp({ url: ok, from: 'office' })).toContain('SMTP_FROM is not an e-mail address')
  })
})
