package org.cnnc.ir.program;

import java.util.List;
import org.cnnc.ir.Origin;

/**
 * One kernel run on its arguments, in the order of its parameters. All threads finish a step before
 * any begins the next.
 *
 * @param kernel the position in the program's list
 * @param macs multiply-accumulates for one image, 0 where none
 */
public record Step(int kernel, List<Place> arguments, Origin origin, long macs) {
  public Step {
    arguments = List.copyOf(arguments);
  }
}
