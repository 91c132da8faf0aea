import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  Modal,
  Notification,
  NumberInput,
  Paper,
  Table,
} from '@mantine/core'

/** The green of weathered copper: the app, and the agent's side of every call. */
const patina: MantineColorsTuple = [
  '#edf7f4',
  '#e0f1ec',
  '#b3dbcf',
  '#88c7b4',
  '#62b49d',
  '#43a388',
  '#2b9076',
  '#1c7761',
  '#116552',
  '#074f40',
]

/** Bright copper: the homeowner's side of every call, and things that want attention. */
const copper: MantineColorsTuple = [
  '#fcf2eb',
  '#fbeade',
  '#efc5a6',
  '#e7a574',
  '#df894a',
  '#d57530',
  '#bb5c1b',
  '#a04c13',
  '#853e0f',
  '#6a300a',
]

const gray: MantineColorsTuple = [
  '#f7f8f7',
  '#eff1f0',
  '#e3e7e5',
  '#d3d9d6',
  '#bcc4c0',
  '#98a29d',
  '#737e79',
  '#515c57',
  '#36403c',
  '#1f2724',
]

const dark: MantineColorsTuple = [
  '#d9dfdc',
  '#bac3bf',
  '#98a49f',
  '#6f7b76',
  '#47524e',
  '#37413d',
  '#252d2a',
  '#1b2220',
  '#141a18',
  '#0e1311',
]

export const theme = createTheme({
  primaryColor: 'patina',
  primaryShade: { light: 7, dark: 7 },
  colors: { patina, copper, gray, dark },
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily:
    "Inter, 'Segoe UI Variable Text', 'Segoe UI', -apple-system, BlinkMacSystemFont, Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif",
  headings: { fontWeight: '650' },
  components: {
    Table: Table.extend({ defaultProps: { horizontalSpacing: 'md' } }),
    // A dialog's header is part of the dialog, not a second banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
    Paper: Paper.extend({ defaultProps: { radius: 'lg' } }),
    Notification: Notification.extend({
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        // Mantine's own is too pale for news that somebody has to act on.
        styles: { description: { color: 'var(--mantine-color-text)' } },
      },
    }),
    // Mantine's own makes another number of one that is out of bounds, and that would be saved; forms say what is wrong.
    NumberInput: NumberInput.extend({ defaultProps: { clampBehavior: 'none' } }),
    Modal: Modal.extend({
      defaultProps: {
        radius: 'lg',
        overlayProps: { backgroundOpacity: 0.4 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
    }),
  },
})

/** Secondary text must stay readable: Mantine's own is too pale for the contrast that WCAG asks. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#56625d',
    '--mantine-color-placeholder': '#6b7671',
    '--ridge-page': '#f4f6f4',
    '--ridge-agent': 'var(--mantine-color-patina-7)',
    '--ridge-homeowner': 'var(--mantine-color-copper-6)',
  },
  dark: {
    '--mantine-color-dimmed': '#9daaa4',
    '--mantine-color-placeholder': '#929f99',
    '--ridge-page': 'var(--mantine-color-dark-8)',
    '--ridge-agent': 'var(--mantine-color-patina-4)',
    '--ridge-homeowner': 'var(--mantine-color-copper-4)',
  },
})
