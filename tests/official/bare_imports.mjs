// The published package imports its own files without their extension, as bundlers allow and node does not.
import { register } from 'node:module';

const hooks = `
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!specifier.startsWith('.')) throw error;
    for (const ending of ['.js', '/index.js']) {
      try { return await next(specifier + ending, context); } catch { /* the first error says more */ }
    }
    throw error;
  }
}`;

register('data:text/javascript,' + encodeURIComponent(hooks));
