/**
 * The page's only script: a copy button beside each command. Without it nothing is missing but the
 * buttons.
 */
export const SCRIPT = `
for (const text of document.querySelectorAll('pre[data-copy]')) {
  if (!navigator.clipboard) break
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = 'copy'
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text.textContent)
    button.textContent = 'copied'
    setTimeout(() => { button.textContent = 'copy' }, 1500)
  })
  text.after(button)
}
`
