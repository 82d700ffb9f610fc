import type { DomainNode } from "#lib/domains/domain-tree.ts";
import { paths } from "#lib/paths.ts";

const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);

export const DomainTree = ({ nodes }: { nodes: readonly DomainNode[] }) => (
  <ul className="[&_ul]:ml-3 [&_ul]:border-line [&_ul]:border-l [&_ul]:pl-3">
    {nodes.map((node) => (
      <Branch key={node.id} node={node} />
    ))}
  </ul>
);

const Branch = ({ node }: { node: DomainNode }) => {
  const name = (
    <span className="wrap-anywhere">
      {nameOf(node.path)}
      {!node.isActive && <Inactive />}
    </span>
  );
  return (
    <li className="relative">
      {node.children.length > 0 || node.hasMore ? (
        <details>
          <summary className="ml-5 min-h-9 cursor-pointer list-outside rounded-md py-1.5 pr-20 hover:bg-raised">
            {name}
          </summary>
          <DomainTree nodes={node.children} />
          {node.hasMore && (
            <p className="ml-6 py-1.5 wrap-anywhere">
              <a href={paths.domain(node.id)} className="link">
                Show {node.children.length > 0 ? "more" : "domains"} below {node.path}
              </a>
            </p>
          )}
        </details>
      ) : (
        <p className="min-h-9 py-1.5 pr-20 pl-5">{name}</p>
      )}
      <a href={paths.domain(node.id)} className="link absolute top-0 right-1 py-1.5" aria-label={`Open ${node.path}`}>
        Open
      </a>
    </li>
  );
};

export const Inactive = () => (
  <span className="ml-2 rounded border border-edge px-1.5 text-muted text-xs">inactive</span>
);
