// Collects the warnings on the console. Imported before the modules that capture it.
export const warnings: string[] = []

console.warn = (message: unknown) => void warnings.push(String(message))
