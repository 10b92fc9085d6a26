package org.cnnc.backend.llvm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a shared library says to the dynamic loader. */
record ElfFile(
    List<String> exported,
    List<String> imported,
    int neededLibraries,
    boolean hasExecutableStack,
    boolean hasReadOnlyRelocations) {
  private static final int DYNAMIC = 6;
  private static final int DYNSYM = 11;
  private static final long NEEDED = 1;
  private static final int GNU_STACK = 0x6474e551;
  private static final int GNU_RELRO = 0x6474e552;

  static ElfFile read(Path file) throws IOException {
    ByteBuffer elf = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<String> exported = new ArrayList<>();
    List<String> imported = new ArrayList<>();
    int needed = 0;
    long sections = elf.getLong(40);
    for (int s = 0; s < elf.getShort(60); s++) {
      int header = (int) sections + 64 * s;
      int offset = (int) elf.getLong(header + 24);
      int end = offset + (int) elf.getLong(header + 32);
      if (elf.getInt(header + 4) == DYNSYM) {
        int strings = (int) elf.getLong((int) sections + 64 * elf.getInt(header + 40) + 24);
        for (int symbol = offset + 24; symbol < end; symbol += 24) {
          String name = text(elf, strings + elf.getInt(symbol));
          (elf.getShort(symbol + 6) == 0 ? imported : exported).add(name);
        }
      } else if (elf.getInt(header + 4) == DYNAMIC) {
        for (int entry = offset; entry < end; entry += 16) {
          needed += elf.getLong(entry) == NEEDED ? 1 : 0;
        }
      }
    }
    boolean executable = true;
    boolean readOnly = false;
    for (int p = 0; p < elf.getShort(56); p++) {
      int header = (int) elf.getLong(32) + 56 * p;
      readOnly |= elf.getInt(header) == GNU_RELRO;
      if (elf.getInt(header) == GNU_STACK) {
        executable = (elf.getInt(header + 4) & 1) != 0;
      }
    }
    return new ElfFile(exported, imported, needed, executable, readOnly);
  }

  private static String text(ByteBuffer elf, int from) {
    int to = from;
    while (elf.get(to) != 0) {
      to++;
    }
    byte[] bytes = new byte[to - from];
    elf.get(from, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
