package org.cnnc.backend.llvm.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * An archive as GNU's {@code ar} writes it, with the index by which linkers find who defines a
 * symbol. No host tool is needed, and times and owners are zero: the same objects give the same
 * bytes.
 */
final class StaticLibrary {
  private static final String MAGIC = "!<arch>\n";
  private static final int HEADER_BYTES = 60;

  private StaticLibrary() {}

  /**
   * An object of the archive.
   *
   * @param symbol the one that it defines for others
   */
  record Member(Path object, String symbol) {}

  /** Members are named after their files, of at most 15 letters. */
  static void write(Path file, List<Member> members) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] names =
          members.stream()
              .map(member -> member.symbol + "\0")
              .reduce("", String::concat)
              .getBytes(StandardCharsets.US_ASCII);
      // Big endian, whatever the machine: how many symbols, where their members begin, their names.
      ByteBuffer index = ByteBuffer.allocate(4 + 4 * members.size() + names.length);
      index.putInt(members.size());
      long offset = MAGIC.length() + HEADER_BYTES + even(index.capacity());
      for (Member member : members) {
        index.putInt(Math.toIntExact(offset));
        offset += HEADER_BYTES + even(Files.size(member.object));
      }
      index.put(names).flip();

      writeAll(out, ascii(MAGIC));
      writeAll(out, header("/", index.capacity()));
      writeAll(out, index);
      pad(out, index.capacity());
      for (Member member : members) {
        long bytes = Files.size(member.object);
        writeAll(out, header(member.object.getFileName() + "/", bytes));
        copy(member.object, out, bytes);
        pad(out, bytes);
      }
    }
  }

  /** Name, time, owner, group, mode and size as text, each filled with spaces. */
  private static ByteBuffer header(String name, long bytes) {
    return ascii("%-16s%-12d%-6d%-6d%-8s%-10d`\n".formatted(name, 0, 0, 0, "644", bytes));
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Members begin at even offsets. */
  private static long even(long bytes) {
    return bytes + bytes % 2;
  }

  private static void pad(FileChannel out, long bytes) throws IOException {
    if (bytes % 2 != 0) {
      writeAll(out, ascii("\n"));
    }
  }

  private static void copy(Path object, FileChannel out, long bytes) throws IOException {
    try (FileChannel in = FileChannel.open(object)) {
      for (long copied = 0; copied < bytes; ) {
        copied += in.transferTo(copied, bytes - copied, out);
      }
    }
  }

  private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
