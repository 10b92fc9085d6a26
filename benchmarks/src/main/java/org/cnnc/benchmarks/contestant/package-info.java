/**
 * The same model in several engines, on the same input, and whether they agree: what every run
 * beside another engine is made of. The only package that touches those engines.
 */
@NullMarked
package org.cnnc.benchmarks.contestant;

import org.jspecify.annotations.NullMarked;
