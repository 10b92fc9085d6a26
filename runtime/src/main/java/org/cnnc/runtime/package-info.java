/**
 * Loads compiled models and calls them.
 *
 * {@snippet lang=java :
 * try (Model lenet = Model.load(Path.of("lenet5.so"));
 *     Workspace w = lenet.newWorkspace(Threads.available())) {
 *   w.input("image").copyFrom(pixels); // float[batch * 28 * 28]
 *   w.run(batch);
 *   float[] scores = w.output("scores").toFloatArray(); // float[batch * 10]
 * }
 * }
 *
 * <p>A {@link Model} is shared by all threads; a {@link Workspace} is for one thread at a time. All
 * misuse is a {@link CnncException} that says what was expected. Native access must be enabled
 * ({@code --enable-native-access=ALL-UNNAMED}, or {@code =org.cnnc.runtime} on the module path),
 * else Java prints a warning. Depends on {@code artifact} and {@code internal} and the JDK.
 */
@NullMarked
package org.cnnc.runtime;

import org.jspecify.annotations.NullMarked;
