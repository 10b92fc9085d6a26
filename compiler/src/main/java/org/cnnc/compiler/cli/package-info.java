/** The command line: one class for each subcommand, starting at {@code CommandLineInterface}. */
@NullMarked
package org.cnnc.compiler.cli;

import org.jspecify.annotations.NullMarked;
