package org.cnnc.frontend.elaborate;

import java.util.Arrays;
import java.util.List;
import org.cnnc.frontend.syntax.Name;
import org.cnnc.ir.tensor.DType;

/** The element types by their names in the language. */
public final class DTypes {
  private DTypes() {}

  public static List<String> names() {
    return Arrays.stream(DType.values()).map(DType::text).toList();
  }

  /** The named element type; one that does not exist was reported when the file was checked. */
  static DType of(Name name) {
    return Arrays.stream(DType.values())
        .filter(d -> d.text().equals(name.text()))
        .findFirst()
        .orElseThrow(Stop::poisoned);
  }
}
