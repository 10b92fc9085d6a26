package org.cnnc.runtime;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Opens the files that were packaged beside a class: {@code name ->
 * LeNet5.class.getResourceAsStream(name)}. A function, because only code in the class's own module
 * may open them.
 */
@FunctionalInterface
public interface Resources {
  /** Opens a file from its beginning, or returns null where there is none of this name. */
  @SuppressWarnings("exports") // Whoever reads the annotation has its module.
  @Nullable InputStream open(String name) throws IOException;
}
