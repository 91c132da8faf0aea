import { Link } from 'react-router'
import classes from './row-link.module.css'

/** Makes the whole table row (which must be `pos="relative"`) open one page, by mouse and by keyboard. */
export function RowLink({ to, children }: { to: string; children: React.ReactNode }) {
  return (
    <Link to={to} className={classes.link}>
      {children}
    </Link>
  )
}
