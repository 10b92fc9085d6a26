package org.cnnc.runtime.artifact;

/**
 * Where the weights of a model are.
 *
 * @param bytes their size, as packed for the kernels
 * @param embedded whether they are in the library; if not, in the file {@link Artifact#weightsOf}
 * @param sha256 of that file; of embedded weights, of their names, types and elements before
 *     packing, so that it tells equal weights in libraries for different CPUs. 64 lower-case
 *     hexadecimal digits
 */
public record WeightsInfo(long bytes, boolean embedded, String sha256) {
  public WeightsInfo {
    if (bytes < 0) {
      throw new IllegalArgumentException("weights of " + bytes + " bytes");
    }
    Manifest.checkSha256("the weights' sha256", sha256);
  }
}
