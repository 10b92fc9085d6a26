package org.cnnc.runtime.artifact;

import java.util.List;
import java.util.SequencedMap;

/**
 * A JSON value, as {@link JsonReader} reads it. Numbers stay text until someone says their type.
 */
sealed interface Json {
  /** An object; its members in the order of the text. */
  record Members(SequencedMap<String, Json> values) implements Json {}

  record Items(List<Json> values) implements Json {}

  record Text(String value) implements Json {}

  /** A number, spelled as in the text and checked to be a JSON number. */
  record Numeral(String spelling) implements Json {}

  record Truth(boolean value) implements Json {}

  record Null() implements Json {}
}
