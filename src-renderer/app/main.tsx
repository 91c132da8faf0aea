import './no-eval.ts'
import '@mantine/core/styles.css'
import '@mantine/dates/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import './global.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createBridge } from '../bridge/bridge.ts'
import { App } from './app.tsx'
import { applyContentPolicy } from './content-policy.ts'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no root element.')

applyContentPolicy(window)
createRoot(root).render(
  <StrictMode>
    <App bridge={createBridge(window)} />
  </StrictMode>,
)
