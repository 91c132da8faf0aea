import type { Session } from 'electron'
import { isAppUrl } from './app-origin.ts'

/** The window may use the microphone, to take a call over. It may ask for nothing else. */
export function limitPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const kinds = 'mediaTypes' in details ? (details.mediaTypes ?? []) : []
    const onlySound = kinds.length > 0 && kinds.every((kind) => kind === 'audio')
    answer(permission === 'media' && onlySound && details.isMainFrame && isAppUrl(details.requestingUrl))
  })
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin, details) =>
      permission === 'media' &&
      details.mediaType === 'audio' &&
      details.isMainFrame &&
      isAppUrl(requestingOrigin),
  )
  session.setDevicePermissionHandler(() => false)
}
