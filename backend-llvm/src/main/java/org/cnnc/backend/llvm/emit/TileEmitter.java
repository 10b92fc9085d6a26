package org.cnnc.backend.llvm.emit;

import org.cnnc.ir.loop.Buffer;
import org.cnnc.ir.loop.TileOperation;

/**
 * Writes operations on tiles as AMX's instructions. Tiles are configured once in a run of a thread,
 * all alike, and numbered here: LLVM's own allocation would configure them anew in each function.
 */
final class TileEmitter {
  /** The name of what {@code ldtilecfg} reads. */
  private static final String CONFIGURATION = "@cnnc.tiles";

  private static final int CONFIGURATION_BYTES = 64;
  private static final int ROW_BYTES_AT = 16;
  private static final int ROWS_AT = 48;

  private final Code code;
  private final MemoryEmitter memory;

  /** How many tiles are taken. */
  private int taken;

  TileEmitter(Code code, MemoryEmitter memory) {
    this.code = code;
    this.memory = memory;
  }

  /** Begins the scope of a buffer of tiles. */
  void open(Buffer buffer, Scope scope) {
    scope.place(buffer, number(taken));
    taken += TileOperation.tiles(buffer);
  }

  /** Ends the scope of the buffer that was opened last. */
  void close(Buffer buffer) {
    taken -= TileOperation.tiles(buffer);
  }

  void emit(TileOperation operation, Scope scope) {
    code.module().define(CONFIGURATION, TileEmitter::configuration);
    switch (operation) {
      case TileOperation.Zero(TileOperation.Tile tile) -> call("tilezero", number(tile, scope));
      case TileOperation.Load(TileOperation.Tile tile, TileOperation.Rows from) ->
          move("tileloadd64", tile, from, scope);
      case TileOperation.Store(TileOperation.Rows to, TileOperation.Tile tile) ->
          move("tilestored64", tile, to, scope);
      case TileOperation.Product(
              TileOperation.Tile sum,
              TileOperation.Tile left,
              TileOperation.Tile right) ->
          call("tdpbf16ps", number(sum, scope), number(left, scope), number(right, scope));
    }
  }

  private void move(
      String intrinsic, TileOperation.Tile tile, TileOperation.Rows rows, Scope scope) {
    call(
        intrinsic,
        number(tile, scope),
        memory.pointer(rows.buffer(), rows.first(), scope),
        Value.of(rows.stride() * rows.buffer().dtype().bytes()));
  }

  private static Value number(TileOperation.Tile tile, Scope scope) {
    return number(Integer.parseInt(scope.memory(tile.buffer()).text()) + tile.number());
  }

  private static Value number(int tile) {
    return new Value(Type.I8, Integer.toString(tile));
  }

  /** Calls an intrinsic whose arguments of a byte are parts of the instruction. */
  private void call(String intrinsic, Value... arguments) {
    declare(code.module(), intrinsic, arguments);
    code.line("call void @llvm.x86.%s(%s)".formatted(intrinsic, Code.typed(arguments)));
  }

  private static void declare(ModuleParts module, String intrinsic, Value... arguments) {
    StringBuilder types = new StringBuilder();
    for (Value argument : arguments) {
      types.append(types.isEmpty() ? "" : ", ").append(argument.type());
      types.append(argument.type().equals(Type.I8) ? " immarg" : "");
    }
    module.declare("declare void @llvm.x86.%s(%s)".formatted(intrinsic, types));
  }

  /** What a thread does before its first tile: nothing where no kernel has one. */
  static void begin(Code code) {
    if (code.module().defines(CONFIGURATION)) {
      Value configuration = new Value(Type.PTR, CONFIGURATION);
      declare(code.module(), "ldtilecfg", configuration);
      code.line("call void @llvm.x86.ldtilecfg(%s)".formatted(configuration.typed()));
    }
  }

  /** What a thread does after its last tile, so that its state is small again. */
  static void end(Code code) {
    if (code.module().defines(CONFIGURATION)) {
      declare(code.module(), "tilerelease");
      code.line("call void @llvm.x86.tilerelease()");
    }
  }

  /** Palette 1, and each tile's bytes of a row and rows. */
  private static String configuration() {
    byte[] bytes = new byte[CONFIGURATION_BYTES];
    bytes[0] = 1;
    for (int tile = 0; tile < TileOperation.TILES; tile++) {
      bytes[ROW_BYTES_AT + 2 * tile] = TileOperation.ROW_BYTES;
      bytes[ROWS_AT + tile] = TileOperation.ROWS;
    }
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      text.append("\\%02X".formatted(b));
    }
    return "%s = private unnamed_addr constant [%d x i8] c\"%s\", align 64\n"
        .formatted(CONFIGURATION, CONFIGURATION_BYTES, text);
  }
}
