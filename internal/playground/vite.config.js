import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { defineConfig } from 'vite';

const compress = promisify(gzip);

// The server embeds these files compressed only: nearly every browser takes
// them as they are, and the binary is a third of the size. Fonts are compressed
// already, and the server fills in the page itself.
function keepCompressed() {
  return {
    name: 'keep-compressed',
    async writeBundle({ dir }, bundle) {
      const names = Object.keys(bundle).filter((name) => /\.(js|css|svg|ttf|md)$/.test(name));
      await Promise.all(
        names.map(async (name) => {
          const path = join(dir, name);
          const packed = await compress(await readFile(path), { level: constants.Z_BEST_COMPRESSION });
          await writeFile(`${path}.gz`, packed);
          await rm(path);
        }),
      );
    },
  };
}

// Fontsource names each font in two formats; this page runs in no browser that
// needs the older one.
function dropOldFonts() {
  return {
    name: 'drop-old-fonts',
    generateBundle(_, bundle) {
      for (const name of Object.keys(bundle).filter((name) => name.endsWith('.woff'))) {
        delete bundle[name];
      }
    },
  };
}

export default defineConfig({
  // What lies in public/ is copied: the .gitkeep, which emptying dist/ removes.
  publicDir: 'public',
  plugins: [dropOldFonts(), keepCompressed()],
  build: {
    assetsDir: 'playground/assets',
    // The content security policy lets nothing come out of data: but images.
    assetsInlineLimit: 0,
    license: { fileName: 'playground/licenses.md' },
    modulePreload: { polyfill: false },
    // Monaco is one large chunk, loaded once and cached for good.
    chunkSizeWarningLimit: 4000,
    // React's "use client", all over the dependencies, says nothing to a bundle.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  worker: { format: 'es' },
});
