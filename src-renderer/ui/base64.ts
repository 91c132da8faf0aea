export function bytesFromBase64(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
  return bytes
}

// String.fromCharCode takes its bytes as arguments, and engines limit how many.
const ARGUMENTS_AT_ONCE = 0x2000

export function base64FromBytes(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += ARGUMENTS_AT_ONCE)
    binary += String.fromCharCode(...bytes.subarray(at, at + ARGUMENTS_AT_ONCE))
  return btoa(binary)
}
