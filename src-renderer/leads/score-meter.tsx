import { Group, Progress, Text } from '@mantine/core'

/** 0 to 100: how promising the imported facts make this lead. */
export function ScoreMeter({ score }: { score: number }) {
  const whole = Math.round(score)
  return (
    <Group gap={7} wrap="nowrap">
      <Text size="sm" fw={600} w={22} ta="right" className="figures">
        {whole}
      </Text>
      <Progress value={whole} size={5} w={30} aria-label={`Score ${whole} of 100`} />
    </Group>
  )
}
