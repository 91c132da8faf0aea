import type { Plugin } from 'vite'

export function listWindowFiles(file: string): Plugin
