/** The generated lexer and parser of the {@code .cnn} language; {@code Cnn.g4} is the source. */
package org.cnnc.grammar;
