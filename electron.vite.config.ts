import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { listWindowFiles } from './scripts/window-files.mjs'

const at = (path: string) => resolve(import.meta.dirname, path)

/** Entries by the name of their output; one that is not written yet is left out rather than failing the build. */
const existing = (entries: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(entries)
      .map(([name, path]) => [name, at(path)] as const)
      .filter(([, path]) => existsSync(path)),
  )

const mainEntries = existing({
  electron: 'src-main/hosts/electron/main.ts',
  'core-process': 'src-main/hosts/core-process.ts',
  headless: 'src-main/hosts/headless/main.ts',
  relay: 'cloud-relay/main.ts',
  practice: 'src-main/practice/main.ts',
  // The practice world looks for this file beside its own.
  'synthesis-worker': 'src-main/practice/voices/synthesis-worker.ts',
})
const preloadEntries = existing({ bridge: 'src-preload/bridge.ts' })

const main = {
  build: {
    outDir: at('out/main'),
    target: 'node24',
    rollupOptions: {
      input: mainEntries,
      output: {
        format: 'es' as const,
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
      },
    },
  },
}

// A sandboxed preload cannot load ES modules or packages: one CommonJS file with everything inside.
const preload = {
  build: {
    outDir: at('out/preload'),
    externalizeDeps: false,
    rollupOptions: {
      input: preloadEntries,
      output: { format: 'cjs' as const, entryFileNames: '[name].cjs' },
    },
  },
}

export default defineConfig({
  ...(Object.keys(mainEntries).length > 0 && { main }),
  ...(Object.keys(preloadEntries).length > 0 && { preload }),
  renderer: {
    root: at('src-renderer'),
    base: './',
    plugins: [react(), listWindowFiles(at('out/window-files.json'))],
    build: {
      outDir: at('out/renderer'),
      emptyOutDir: true,
      minify: true,
      // The content security policy allows no data: fonts and no inline scripts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1500,
      rollupOptions: { input: at('src-renderer/index.html') },
    },
  },
})
