package org.cnnc.ir.loop;

/**
 * What loops of {@link Kind#MATRIX} compute: one operation on tiles of {@value #ROWS} rows of
 * {@value #ROW_BYTES} bytes, which hold f32 or bf16.
 *
 * <pre>
 * matrix p in 0..16 { matrix c in 0..16 { sum[p, c] = 0.0 } }                                     zero
 * matrix p in 0..16 { matrix k in 0..32 { left[p, k] = x[k, p] } }                                load
 * matrix p in 0..16 { matrix c in 0..16 { y[p, c] = sum[p, c] } }                                 store
 * matrix p in 0..16 { matrix c in 0..16 { matrix k in 0..16 { matrix h in 0..2 {
 *   sum[p, c] += left[p, 2 * k + h] * right[k, c, h] } } } }                                      product
 * </pre>
 *
 * <p>A row is contiguous in memory, whatever its indices are, and rows lie a constant distance
 * apart.
 */
public sealed interface TileOperation {
  /** The rows of a tile. */
  int ROWS = 16;

  /** The size of a row in bytes. */
  int ROW_BYTES = 64;

  /** The number of tiles that there are. */
  int TILES = 8;

  /** A tile's elements become zeros. */
  record Zero(Tile tile) implements TileOperation {}

  /** A tile's rows come from memory. */
  record Load(Tile tile, Rows from) implements TileOperation {}

  /** A tile's rows go to memory. */
  record Store(Rows to, Tile tile) implements TileOperation {}

  /** f32 sums grow by products of bf16, whose right factor has pairs of rows in one. */
  record Product(Tile sum, Tile left, Tile right) implements TileOperation {}

  /**
   * A tile.
   *
   * @param first the position of its first element in the buffer
   */
  record Tile(Buffer buffer, Linear first) {
    /** The number of the tile within its buffer, where no loop decides that. */
    public int number() {
      if (!first.isConstant()) {
        throw new IllegalArgumentException("no constant tile of %s".formatted(buffer.name()));
      }
      return Math.toIntExact(first.constant() / TileReader.elements(buffer));
    }
  }

  /**
   * Rows in memory.
   *
   * @param first the position of the first element
   * @param stride from a row to the next one, in elements
   */
  record Rows(Buffer buffer, Linear first, long stride) {}

  /** How many tiles a buffer is. */
  static int tiles(Buffer buffer) {
    return Math.toIntExact(Math.ceilDiv(buffer.layout().elements(), TileReader.elements(buffer)));
  }

  /**
   * The operation that loops are.
   *
   * @param around knows the ranges of the loops around
   * @throws IllegalArgumentException where the loops are none
   */
  static TileOperation of(Stmt.Loop outermost, Simplifier around) {
    return TileReader.read(outermost, around);
  }
}
