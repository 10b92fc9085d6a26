/**
 * What can be said of a file without running it: names that nothing defines, and calls that do not
 * fit what they call, in every declaration and every branch. Begin with {@link NameChecker}.
 */
@NullMarked
package org.cnnc.frontend.check;

import org.jspecify.annotations.NullMarked;
