import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import { defineConfig } from 'vite';

const compress = promisify(gzip);

// The server embeds most files only in compressed form, because nearly every browser
// accepts gzip, and the binary is a third of the size. Fonts are already compressed. The
// HTML page is not compressed, because the server fills in its placeholders.
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

// Fontsource includes each font in two formats. No browser that runs this page needs the
// older format.
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
  // The build empties dist/ and then copies public/, which has the .gitkeep of dist/.
  publicDir: 'public',
  plugins: [dropOldFonts(), keepCompressed()],
  build: {
    assetsDir: 'playground/assets',
    // The content security policy allows data: URLs only for images.
    assetsInlineLimit: 0,
    license: { fileName: 'playground/licenses.md' },
    modulePreload: { polyfill: false },
    // Monaco is one large chunk, which browsers cache forever.
    chunkSizeWarningLimit: 4000,
    // Many dependencies have React's "use client" directive, which has no effect in a
    // bundle.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
  worker: { format: 'es' },
});
