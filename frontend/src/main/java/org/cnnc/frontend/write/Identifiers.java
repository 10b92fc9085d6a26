package org.cnnc.frontend.write;

import java.util.HashSet;
import java.util.Set;
import org.cnnc.frontend.known.Constants;
import org.cnnc.frontend.known.Functions;
import org.cnnc.frontend.operator.OperatorTable;
import org.cnnc.grammar.CnnLexer;
import org.cnnc.ir.UniqueNames;

/**
 * Names of a file's variables: each is given once, and none that means something else in the
 * language. What is no identifier gets underscores for the characters that are not allowed, a word
 * of the language one behind it, and a second one of a name a number: {@code input.1} is {@code
 * input_1}, {@code input} is {@code input_}.
 */
final class Identifiers {
  private static final Set<String> RESERVED = reserved();

  private final UniqueNames taken = new UniqueNames(RESERVED);

  private static Set<String> reserved() {
    // N is the batch, share applies a layer again.
    Set<String> reserved = new HashSet<>(Set.of("N", "share"));
    reserved.addAll(Constants.words());
    reserved.addAll(Functions.names());
    reserved.addAll(OperatorTable.names());
    reserved.addAll(keywords());
    return reserved;
  }

  /** The words of the grammar. */
  static Set<String> keywords() {
    Set<String> keywords = new HashSet<>();
    for (int type = 0; type <= CnnLexer.VOCABULARY.getMaxTokenType(); type++) {
      String literal = CnnLexer.VOCABULARY.getLiteralName(type);
      if (literal != null && Character.isLetter(literal.charAt(1))) {
        keywords.add(literal.substring(1, literal.length() - 1));
      }
    }
    return keywords;
  }

  /** An identifier as near as possible to what is wanted. */
  String unique(String wanted) {
    String legal = legal(wanted);
    String name = legal + "_";
    return RESERVED.contains(legal) && taken.take(name) ? name : taken.unique(legal);
  }

  /** Whether a name is free, and then taken. */
  boolean take(String name) {
    return taken.take(name);
  }

  static String legal(String wanted) {
    String name = wanted.replaceAll("[^A-Za-z0-9_]", "_").replaceAll("^_+(?=[A-Za-z])", "");
    return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "_" + name : name;
  }

  /** {@code cifar-resnet20} as the name of a model or block: {@code CifarResnet20}. */
  static String camelCase(String words) {
    StringBuilder name = new StringBuilder();
    for (String word : words.split("[^A-Za-z0-9]+", -1)) {
      if (!word.isEmpty()) {
        name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "Model" + name : name.toString();
  }
}
