package org.cnnc.ir.program;

import java.util.List;
import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.Stmt;

/**
 * A scheduled nest over its parameters, all of them global buffers. Steps that differ only in where
 * their arguments lie share one.
 *
 * @param name an identifier that is unique in the program, made from the nest and its schedule
 */
public record Kernel(String name, List<Buffer> parameters, Stmt body) {
  public Kernel {
    parameters = List.copyOf(parameters);
  }
}
