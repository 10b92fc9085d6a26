package org.cnnc.ir;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a node came from: the paths of the layers it computes ({@code layer1.0.conv1}; one at
 * first, all of them after fusion) and the source places that made it, innermost first. Not part of
 * a graph's meaning, so it is no part of its text.
 */
public record Origin(List<String> layers, List<SourceSpan> spans) {
  public static final Origin NONE = new Origin(List.of(), List.of());

  public Origin {
    layers = List.copyOf(layers);
    spans = List.copyOf(spans);
  }

  public static Origin of(String layer, SourceSpan... spans) {
    return new Origin(List.of(layer), List.of(spans));
  }

  /** Both origins, without repetition, this one's first. */
  public Origin and(Origin other) {
    Set<String> allLayers = new LinkedHashSet<>(layers);
    allLayers.addAll(other.layers);
    Set<SourceSpan> allSpans = new LinkedHashSet<>(spans);
    allSpans.addAll(other.spans);
    return new Origin(new ArrayList<>(allLayers), new ArrayList<>(allSpans));
  }

  /** {@code layer1.0.conv1+layer1.0.bn1 at resnet.cnn:7:8}, for comments and messages. */
  @Override
  public String toString() {
    String path = String.join("+", layers);
    return spans.isEmpty() ? path : path + " at " + spans.getFirst();
  }
}
