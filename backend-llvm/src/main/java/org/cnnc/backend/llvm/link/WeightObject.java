package org.cnnc.backend.llvm.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.cnnc.ir.CompilerBug;
import org.cnnc.ir.program.PackedWeight;
import org.cnnc.ir.program.Program;
import org.cnnc.ir.program.WeightPacker;
import org.cnnc.ir.target.Arch;

/**
 * An ELF object with the weights in a read-only section under one hidden symbol. Written by hand,
 * since an assembler would hold several copies of them in memory.
 */
final class WeightObject {
  private static final int HEADER_BYTES = 64;
  private static final int SECTION_HEADER_BYTES = 64;
  private static final int SYMBOL_BYTES = 24;

  // Names of the ELF specification, without their prefixes.
  private static final int PROGBITS = 1;
  private static final int SYMTAB = 2;
  private static final int STRTAB = 3;
  private static final int ALLOC = 2;
  private static final int GLOBAL_OBJECT = 1 << 4 | 1;
  private static final int HIDDEN = 2;
  private static final int X86_64 = 62;
  private static final int AARCH64 = 183;

  private static final List<String> SECTIONS =
      List.of("", ".rodata.cnnc_weights", ".symtab", ".strtab", ".shstrtab", ".note.GNU-stack");

  private WeightObject() {}

  static void write(Path file, Program program, Arch arch, String symbol) throws IOException {
    long bytes = program.weightBytes();
    List<PackedWeight> weights = program.weights();
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] names = strings(SECTIONS);
      byte[] symbolNames = strings(List.of("", symbol));
      long symbols = HEADER_BYTES + bytes;
      long symbolText = symbols + 2 * SYMBOL_BYTES;
      long sectionText = symbolText + symbolNames.length;
      long headers = (sectionText + names.length + 7) / 8 * 8;
      writeAll(out, header(arch, headers));
      new WeightPacker(out).write(weights, bytes);

      ByteBuffer tail = buffer((int) (headers - symbols) + SECTIONS.size() * SECTION_HEADER_BYTES);
      tail.position(SYMBOL_BYTES);
      tail.putInt(1).put((byte) GLOBAL_OBJECT).put((byte) HIDDEN).putShort((short) 1);
      tail.putLong(0).putLong(bytes);
      tail.put(symbolNames).put(names);
      tail.position((int) (headers - symbols) + SECTION_HEADER_BYTES);
      section(tail, 1, PROGBITS, ALLOC, HEADER_BYTES, bytes, 0, 0, 64, 0);
      section(tail, 2, SYMTAB, 0, symbols, 2 * SYMBOL_BYTES, 3, 1, 8, SYMBOL_BYTES);
      section(tail, 3, STRTAB, 0, symbolText, symbolNames.length, 0, 0, 1, 0);
      section(tail, 4, STRTAB, 0, sectionText, names.length, 0, 0, 1, 0);
      section(tail, 5, PROGBITS, 0, sectionText, 0, 0, 0, 1, 0);
      writeAll(out, tail.flip());
    }
  }

  private static ByteBuffer header(Arch arch, long sectionHeaders) {
    ByteBuffer header = buffer(HEADER_BYTES);
    // 64-bit, little endian, version 1, System V.
    header.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
    int machine =
        switch (arch) {
          case X86_64 -> X86_64;
          case AARCH64 -> AARCH64;
          case OPENCL -> throw new CompilerBug("link", "OpenCL has no libraries");
        };
    // A relocatable object, version 1, without an entry point or program headers.
    header.putShort((short) 1).putShort((short) machine).putInt(1).putLong(0).putLong(0);
    header.putLong(sectionHeaders).putInt(0).putShort((short) HEADER_BYTES);
    header.putShort((short) 0).putShort((short) 0).putShort((short) SECTION_HEADER_BYTES);
    header.putShort((short) SECTIONS.size()).putShort((short) 4);
    return header.flip();
  }

  private static void section(
      ByteBuffer out,
      int number,
      int type,
      long flags,
      long offset,
      long bytes,
      int link,
      int info,
      long align,
      long entryBytes) {
    int name = strings(SECTIONS.subList(0, number)).length;
    out.putInt(name).putInt(type).putLong(flags).putLong(0).putLong(offset).putLong(bytes);
    out.putInt(link).putInt(info).putLong(align).putLong(entryBytes);
  }

  /** Strings one after the other, each ended by a zero. */
  private static byte[] strings(List<String> strings) {
    return (String.join("\0", strings) + "\0").getBytes(StandardCharsets.US_ASCII);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
