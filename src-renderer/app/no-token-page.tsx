import { Center, Code, Stack, Text, Title } from '@mantine/core'
import { RidgelineMark } from './ridgeline-mark.tsx'

const whys = {
  missing: 'This page needs the key that is part of the link Ridgeline printed when it started.',
  refused: 'The link you used is out of date: every start of Ridgeline makes a new one.',
}

/** A browser that came without the address the app printed, or with that of an earlier start. */
export function NoTokenPage({ reason }: { reason: keyof typeof whys }) {
  return (
    <Center component="main" h="100%" p="xl">
      <Stack maw={480} align="center" gap="md">
        <RidgelineMark size={56} />
        <Title order={1} size="h2" ta="center">
          Open Ridgeline from its own link
        </Title>
        <Text ta="center" c="dimmed">
          {whys[reason]} It looks like <Code>http://127.0.0.1:…/?token=…</Code>
        </Text>
        <Text ta="center">
          Go to the window where you ran <Code>npm start</Code> and open that link. If it is gone, start
          Ridgeline again.
        </Text>
      </Stack>
    </Center>
  )
}
