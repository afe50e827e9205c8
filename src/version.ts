/** The release of nginx-vet, as package.json has it. */
import manifest from '../package.json' with { type: 'json' };

export const toolVersion: string = manifest.version;
