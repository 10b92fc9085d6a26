/**
 * What is right and wrong with an installation: {@link org.cnnc.compiler.doctor.Doctor}. It may use
 * the whole driver, and nothing uses it but the command line.
 */
@NullMarked
package org.cnnc.compiler.doctor;

import org.jspecify.annotations.NullMarked;
