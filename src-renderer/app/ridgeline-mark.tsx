import markUrl from './ridgeline.svg'

export const RidgelineMark = ({ size }: { size: number }) => (
  <img src={markUrl} width={size} height={size} alt="" />
)
