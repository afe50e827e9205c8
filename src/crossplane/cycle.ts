/** Which includes lead back to a file that is being read? nginx would follow them until it runs out of descriptors. */

/** File `from` includes file `to` at a line. */
export interface IncludeEdge {
  readonly from: number;
  readonly to: number;
  readonly line: number;
}

/** The includes that close a cycle, each once, in the order in which nginx meets them from file 0. */
export function includeCycles(edges: readonly IncludeEdge[]): readonly IncludeEdge[] {
  const outgoing = new Map<number, IncludeEdge[]>();
  for (const edge of edges) {
    const list = outgoing.get(edge.from);
    if (list) list.push(edge);
    else outgoing.set(edge.from, [edge]);
  }
  const closing = new Set<IncludeEdge>();
  const open = new Set<number>([0]);
  const done = new Set<number>();
  const stack = [{ file: 0, at: 0 }];
  while (stack.length > 0) {
    const frame = stack[stack.length - 1]!;
    const edge = outgoing.get(frame.file)?.[frame.at++];
    if (edge === undefined) {
      stack.pop();
      open.delete(frame.file);
      done.add(frame.file);
    } else if (open.has(edge.to)) {
      closing.add(edge);
    } else if (!done.has(edge.to)) {
      open.add(edge.to);
      stack.push({ file: edge.to, at: 0 });
    }
  }
  return [...closing];
}
