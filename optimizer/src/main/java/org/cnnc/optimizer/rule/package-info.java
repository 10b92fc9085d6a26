/**
 * The rewrites of the graph, one record a file, its doc's first line the rewrite. Depends on the
 * graph alone; {@code org.cnnc.optimizer.pass} drives them.
 *
 * <p>Laws for whoever writes one:
 *
 * <ol>
 *   <li>Never to worse code: no more work, no more memory, on any graph that matches.
 *   <li>Match one spelling of a thing, and let {@code canonicalize} make it.
 *   <li>Look no deeper than three nodes; a deeper one is two rules.
 *   <li>Match directly with Java's patterns, so that the condition reads as the picture.
 *   <li>Every rule has a file under {@code passes/<pass>/} where it fires and one where it must
 *       not.
 *   <li>Factors are multiplied in double and rounded once; a tensor is copied only if it changes.
 * </ol>
 */
@NullMarked
package org.cnnc.optimizer.rule;

import org.jspecify.annotations.NullMarked;
