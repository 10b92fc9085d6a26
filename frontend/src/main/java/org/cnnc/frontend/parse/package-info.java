/**
 * From a file's bytes to its syntax tree.
 *
 * <p>{@link SourceReader} makes text of bytes; {@link CnnFileParser} runs ANTLR's parser with
 * {@link SyntaxErrors} in place of ANTLR's own messages and recovery; the builders turn its
 * contexts into the records of {@code syntax}. Begin with {@link CnnFileParser}.
 */
@NullMarked
package org.cnnc.frontend.parse;

import org.jspecify.annotations.NullMarked;
