import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../../graph/schema.graphql',
  documents: '../*.graphql',
  generates: {
    './generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        importExtension: '.js',
        useTypeImports: true,
        strictScalars: true,
        scalars: { DateTimeOffset: 'string', ID: 'string' },
      },
    },
  },
};

export default config;
