package org.cnnc.frontend.parse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.cnnc.frontend.diagnostic.Code;
import org.cnnc.frontend.diagnostic.Diagnostic;
import org.cnnc.frontend.diagnostic.DiagnosticException;
import org.cnnc.frontend.diagnostic.Limits;
import org.cnnc.frontend.diagnostic.SourceText;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.SourceSpan;

/** Reads source files: UTF-8, with or without a byte order mark, with any line ends. */
public final class SourceReader {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private SourceReader() {}

  /**
   * Reads all of a stream.
   *
   * @param file the name for spans and messages
   * @throws IOException where the stream cannot be read
   * @throws DiagnosticException where it is too large or no text
   */
  public static SourceText read(String file, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(Limits.SOURCE_BYTES + 1);
    if (bytes.length > Limits.SOURCE_BYTES) {
      throw new DiagnosticException(
          Diagnostic.ofFile(
                  file,
                  Code.LIMIT_EXCEEDED,
                  "the file is larger than %d bytes".formatted(Limits.SOURCE_BYTES))
              .help("weights of this size belong into a .safetensors file"));
    }
    String text = decode(file, bytes);
    text = text.indexOf(BYTE_ORDER_MARK) == 0 ? text.substring(1) : text;
    text = text.replace("\r\n", "\n").replace('\r', '\n');
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      throw refuse(file, text.substring(0, nul), "the file contains a NUL character");
    }
    return new SourceText(file, text, List.of(text.split("\n", -1)), sha256(bytes));
  }

  private static String decode(String file, byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer chars = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), chars, true);
    chars.flip();
    if (result.isError()) {
      throw refuse(file, chars.toString(), "the file is not valid UTF-8 from here on");
    }
    return chars.toString();
  }

  private static DiagnosticException refuse(String file, String before, String message) {
    String[] lines = before.replace("\r\n", "\n").split("[\r\n]", -1);
    String last = lines[lines.length - 1];
    int column = last.codePointCount(0, last.length()) + 1;
    SourceSpan span = new SourceSpan(file, lines.length, column, column + 1);
    return new DiagnosticException(
        Diagnostic.at(span, Code.ENCODING, message).help("save the file as UTF-8 text"));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new CompilerBug("parse", "every Java platform has SHA-256", e);
    }
  }
}
