/** The shape of Kubernetes objects that say where apps listen. */
import type { Span } from '../../text/index.ts';
import type { Mapped, YamlNode } from '../../yaml/index.ts';
import type { Environment, ProcessFacts } from '../commands/process.ts';
import type { ImageFacts } from '../dockerfile/well-known.ts';
import type { Binding } from '../types.ts';

/** One object of a file. */
export interface KubeObject {
  readonly kind: string;
  readonly name: string;
  /** Empty when the object does not say it: that of whoever applies it. */
  readonly namespace: string;
  readonly node: YamlNode;
  /** The place of its name. */
  readonly span: Span;
  /** Absolute. */
  readonly file: string;
}

/** A port by number, or by the name it has in the containers. */
export type PortReference = { readonly number: number } | { readonly name: string } | 'unknown';

export interface ServicePort {
  readonly name?: string;
  /** What is dialled; `unknown` when a template fills it in. */
  readonly port: number | 'unknown';
  /** The containers' port behind it. */
  readonly target: PortReference;
  readonly nodePort?: number;
  readonly appProtocol?: string;
  readonly span: Span;
}

export interface KubeService extends KubeObject {
  /** `ClusterIP`, `NodePort`, `LoadBalancer`, `ExternalName`. */
  readonly type: string;
  /** Its name stands for the pods' own addresses: their ports are dialled. */
  readonly isHeadless: boolean;
  /** Labels of the pods behind it; undefined = somebody says by hand where it leads. */
  readonly selector?: ReadonlyMap<string, string>;
  readonly externalName?: string;
  /** TCP only. */
  readonly ports: readonly ServicePort[];
}

export interface ContainerPort {
  readonly name?: string;
  readonly port: number;
  readonly hostPort?: number;
  readonly span: Span;
}

export interface VolumeMount {
  /** Absolute, normal. */
  readonly path: string;
  readonly volume: string;
  readonly subPath?: string;
  readonly span: Span;
}

export interface KubeContainer {
  readonly name: string;
  readonly span: Span;
  readonly image?: Mapped;
  readonly imageFacts?: ImageFacts;
  /** `command` and `args`; empty when both are the image's. */
  readonly argv: readonly Mapped[];
  readonly env: Environment;
  /** Every variable is known that the files speak of. */
  readonly isEnvComplete: boolean;
  readonly ports: readonly ContainerPort[];
  /** A port that a template fills in. */
  readonly hasUnknownPorts: boolean;
  readonly probes: readonly { readonly port: PortReference; readonly span: Span }[];
  readonly mounts: readonly VolumeMount[];
  readonly process: ProcessFacts;
  readonly bindings: readonly Binding[];
  /** As for a compose service. */
  readonly runsNginx: 'only' | 'yes' | 'beside' | 'maybe' | 'no';
}

/** What a volume of a pod is; a ConfigMap's keys lie in it under their own names, or under those of `items`. */
export type PodVolume =
  | {
      readonly kind: 'configMap';
      readonly name: string;
      readonly items?: ReadonlyMap<string, string>;
      readonly span: Span;
    }
  | { readonly kind: 'emptyDir' | 'other'; readonly span: Span }
  | { readonly kind: 'hostPath'; readonly path: string; readonly span: Span };

/** A pod or what makes pods: their containers share one network namespace. */
export interface Workload extends KubeObject {
  /** Of the pods. */
  readonly labels: ReadonlyMap<string, string>;
  readonly containers: readonly KubeContainer[];
  readonly volumes: ReadonlyMap<string, PodVolume>;
  /** The pods are in the host's network namespace. */
  readonly hostNetwork: boolean;
  /** Addresses of names that are written into /etc/hosts. */
  readonly hostAliases: ReadonlyMap<string, string>;
}

export interface ConfigMap extends KubeObject {
  readonly data: ReadonlyMap<string, Mapped>;
}

/** The objects of one directory: they are applied together. */
export interface Cluster {
  /** Absolute. */
  readonly directory: string;
  readonly services: readonly KubeService[];
  readonly workloads: readonly Workload[];
  readonly configMaps: readonly ConfigMap[];
  readonly bindings: readonly Binding[];
  /** Something could not be read: names may exist that no file shows. */
  readonly isIncomplete: boolean;
}
