/** A message that should be a JSON object; null for anything else. Its fields are what the sender says they are. */
export function jsonMessage<Message extends object>(text: string): Message | null {
  try {
    const message: unknown = JSON.parse(text)
    return typeof message === 'object' && message !== null ? (message as Message) : null
  } catch {
    return null
  }
}
