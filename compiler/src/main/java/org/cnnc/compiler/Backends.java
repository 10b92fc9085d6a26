package org.cnnc.compiler;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.cnnc.ir.spi.Backend;
import org.cnnc.ir.spi.BackendException;

/** The backends that are on the class path. */
public final class Backends {
  private Backends() {}

  /** All backends, by name. */
  public static List<Backend> all() {
    return ServiceLoader.load(Backend.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(Backend::name))
        .toList();
  }

  /**
   * The backend of a target: the one that knows its name.
   *
   * @throws BackendException where none does; the message lists all targets
   */
  public static Backend ofTarget(String target) {
    List<Backend> all = all();
    return all.stream()
        .filter(backend -> backend.isTarget(target))
        .findFirst()
        .orElseThrow(
            () ->
                new BackendException(
                    "no target `%s`; there are %s"
                        .formatted(
                            target,
                            all.stream()
                                .flatMap(backend -> backend.targetNames().stream())
                                .collect(Collectors.joining(", ")))));
  }

  /**
   * The backend of a name.
   *
   * @throws BackendException where there is none
   */
  public static Backend named(String name) {
    List<Backend> all = all();
    return all.stream()
        .filter(backend -> backend.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BackendException(
                    "no backend `%s` in this installation; there is %s"
                        .formatted(
                            name,
                            all.stream().map(Backend::name).collect(Collectors.joining(", ")))));
  }
}
