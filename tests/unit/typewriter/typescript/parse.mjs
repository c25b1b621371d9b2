// Reads clients as JSON lines of file name → source, and answers what TypeScript's own parser sees in each file.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const ts = createRequire(process.argv[2] + '/')('typescript')

function look(name, source) {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.ESNext, true)
  const seen = { kinds: new Set(), statements: new Set(), called: new Set(), tags: new Set() }
  const strings = []
  const names = []
  const visit = (node) => {
    seen.kinds.add(ts.SyntaxKind[node.kind])
    if (ts.isStringLiteral(node)) strings.push(node.text)
    if (ts.isPropertySignature(node) || ts.isPropertyAssignment(node)) names.push(node.name.text ?? node.name.getText())
    if (ts.isCallExpression(node)) seen.called.add(node.expression.getText())
    for (const tag of ts.getJSDocTags(node)) seen.tags.add(tag.tagName.text)
    ts.forEachChild(node, visit)
  }
  for (const statement of file.statements) seen.statements.add(ts.SyntaxKind[statement.kind])
  ts.forEachChild(file, visit)
  return {
    ...Object.fromEntries(Object.entries(seen).map(([key, values]) => [key, [...values]])),
    strings,
    names,
    problems: file.parseDiagnostics.map((one) => ts.flattenDiagnosticMessageText(one.messageText, '\n')),
    directives: (file.commentDirectives ?? []).length,
    pragmas: [...(file.pragmas?.keys() ?? [])],
    references: file.referencedFiles.length + file.typeReferenceDirectives.length + file.libReferenceDirectives.length,
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const files = JSON.parse(line)
  console.log(JSON.stringify(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, look(name, text)]))))
}
