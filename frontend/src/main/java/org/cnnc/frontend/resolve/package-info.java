/**
 * Files that import each other, as modules: {@link ModuleLoader} finds, reads and parses them, and
 * refuses cycles and paths that leave the project. Depends on {@code parse} and {@code syntax}.
 */
@NullMarked
package org.cnnc.frontend.resolve;

import org.jspecify.annotations.NullMarked;
