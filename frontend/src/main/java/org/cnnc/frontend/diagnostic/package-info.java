/**
 * What is told to a user about a model: {@link Diagnostic}, with a {@link Code} and a place.
 *
 * <p>Errors are collected in {@link Diagnostics}, not thrown one by one; {@link
 * DiagnosticException} carries them out of the frontend together. Depends on nothing but source
 * spans. Begin with {@link Diagnostic}.
 */
@NullMarked
package org.cnnc.frontend.diagnostic;

import org.jspecify.annotations.NullMarked;
