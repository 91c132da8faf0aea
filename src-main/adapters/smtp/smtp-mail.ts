import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { z } from 'zod'
import type { Mail, MailAnswer, MailLine } from '../../core/follow-up/mail-line.ts'
import { messageOf } from '../../core/message-of.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'

export interface SmtpSettings {
  /** `smtps://` speaks TLS from the first byte, `smtp://` must be raised to it (RFC 8314); user and password as in any URL. */
  readonly url: string
  /** Null: the user's name is the address. */
  readonly from: string | null
}

const CONNECT_TIMEOUT_MS = 15_000
const SILENCE_TIMEOUT_MS = 30_000
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']
/** 4yz: the server may take the same mail later (RFC 5321 section 4.2.1). */
const isForNow = (status: number): boolean => status >= 400 && status < 500

/** What is wrong with the settings, in words; null when nothing is. */
export function wrongSmtp({ url, from }: SmtpSettings): string | null {
  if (!URL.canParse(url)) return 'SMTP_URL is not a URL like smtps://user:password@mail.example.com'
  const { protocol } = new URL(url)
  if (protocol !== 'smtps:' && protocol !== 'smtp:') return 'SMTP_URL must begin with smtps:// or smtp://'
  if (z.email().safeParse(addressOf({ url, from })).success) return null
  return from === null
    ? 'SMTP_FROM is needed: the user in SMTP_URL is no e-mail address'
    : 'SMTP_FROM is not an e-mail address like office@example.com'
}

function addressOf({ url, from }: SmtpSettings): string {
  return from ?? decodeURIComponent(new URL(url).username)
}

/**
 * The contractor's own mail server. One connection a mail: a follow-up is rare, and what a failure means is plain. Before
 * the mail was offered nothing was sent; after that only the server's own answer tells.
 */
export function smtpMail(settings: SmtpSettings): MailLine {
  const url = new URL(settings.url)
  const address = addressOf(settings)
  return {
    server: url.hostname,
    address,
    async send(mail, signal) {
      const connection = connectionTo(url)
      const onAbort = () => connection.close()
      signal.addEventListener('abort', onAbort, { once: true })
      try {
        const refusal = await letIn(connection, url)
        if (refusal) return refusal
        return await offer(connection, mail, address)
      } finally {
        signal.removeEventListener('abort', onAbort)
        connection.quit()
      }
    },
  }
}

function connectionTo(url: URL): SMTPConnection {
  const secure = url.protocol === 'smtps:'
  const connection = new SMTPConnection({
    host: url.hostname,
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    // A password never leaves the computer in plain text.
    requireTLS: !secure && !LOOPBACK.includes(url.hostname),
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
  })
  // Whoever waits for an answer is told by that; what fails after it fails nobody, and must not end the program.
  connection.on('error', () => {})
  return connection
}

/** Null when mail may be offered. Whatever fails here, nothing was sent. */
async function letIn(connection: SMTPConnection, url: URL): Promise<MailAnswer | null> {
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject)
      connection.connect((error) => (error ? reject(error) : resolve()))
    })
    const user = decodeURIComponent(url.username)
    if (user === '') return null
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject)
      connection.login({ user, pass: decodeURIComponent(url.password) }, (error) =>
        error ? reject(error) : resolve(),
      )
    })
    return null
  } catch (error) {
    return {
      sent: false,
      because: 'not-now',
      reason: notLetIn(url.hostname, error),
      detail: messageOf(error),
    }
  }
}

const Answered = z.object({ responseCode: z.int(), response: z.string() })

async function offer(connection: SMTPConnection, mail: Mail, address: string): Promise<MailAnswer> {
  const domain = address.slice(address.lastIndexOf('@') + 1)
  const bytes = await new MailComposer({
    from: { name: mail.fromName, address },
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    messageId: `<${mail.reference}@${domain}>`,
    headers: { 'List-Unsubscribe': `<mailto:${address}?subject=STOP>` },
  })
    .compile()
    .build()
  try {
    await new Promise<void>((resolve, reject) => {
      connection.once('error', reject)
      connection.once('end', () => reject(new Error('the connection was closed')))
      connection.send({ from: address, to: [mail.to] }, bytes, (error) => (error ? reject(error) : resolve()))
    })
    return { sent: true }
  } catch (error) {
    const answered = Answered.safeParse(error)
    if (!answered.success) throw new VendorFailure('smtp', 'unclear', messageOf(error), error)
    const { responseCode, response } = answered.data
    return {
      sent: false,
      because: isForNow(responseCode) ? 'not-now' : 'refused',
      reason: refusalReason(responseCode, mail.to),
      detail: response,
    }
  }
}

/** Why no mail could be offered, by what failed. */
function notLetIn(host: string, error: unknown): string {
  const failed = Failed.safeParse(error).data
  if (failed?.code === 'EAUTH' || failed?.responseCode === 535)
    return `The mail server ${host} did not accept your user name or password. Correct them in SMTP_URL; until then it is tried again every half hour.`
  if (failed?.code === 'ETLS')
    return `No protected connection to the mail server ${host} could be made. It is tried again in half an hour.`
  return `The mail server ${host} could not be reached. It is tried again in half an hour.`
}

const Failed = z.object({ code: z.string().optional(), responseCode: z.int().optional() })

/** What a refusal means to a person (RFC 5321 section 4.2.3). */
function refusalReason(status: number, to: string): string {
  if (isForNow(status))
    return 'The mail server takes no e-mail at this moment. It is tried again in half an hour.'
  switch (status) {
    case 550:
    case 551:
    case 553:
      return `The mail server does not take e-mail to ${to}. Check the address of this lead.`
    case 552:
      return `The mailbox of ${to} is full. Call instead, or write again later.`
    default:
      return `The mail server refused the e-mail to ${to}. Send it from your own mail program, or call instead.`
  }
}
