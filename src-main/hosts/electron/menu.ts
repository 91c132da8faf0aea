import { Menu, type MenuItemConstructorOptions } from 'electron'

/** Roles only: the items everybody expects, and for developers a way to reload and look inside. */
export function setMenu(platform: NodeJS.Platform, devTools: boolean): void {
  const ofMac: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }] : []
  const ofDevelopers: MenuItemConstructorOptions[] = devTools
    ? [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }]
    : []
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...ofMac,
      { label: 'File', submenu: [platform === 'darwin' ? { role: 'close' } : { role: 'quit' }] },
      { role: 'editMenu' },
      {
        label: 'View',
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
          ...ofDevelopers,
        ],
      },
      { role: 'windowMenu' },
    ]),
  )
}
