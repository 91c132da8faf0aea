import { Button, Center } from '@mantine/core'
import { useIntersection } from '@mantine/hooks'
import { useEffect } from 'react'

interface LoadMoreProps {
  hasMore: boolean
  loading: boolean
  load(): unknown
}

/** Loads the next page as it comes into view; the button serves keyboards. */
export function LoadMore({ hasMore, loading, load }: LoadMoreProps) {
  const { ref, entry } = useIntersection({ rootMargin: '300px' })
  const visible = entry?.isIntersecting ?? false
  useEffect(() => {
    if (visible && hasMore && !loading) void load()
  }, [visible, hasMore, loading, load])
  if (!hasMore) return null
  return (
    <Center ref={ref} p="md">
      <Button variant="subtle" loading={loading} onClick={() => void load()}>
        Show more
      </Button>
    </Center>
  )
}
