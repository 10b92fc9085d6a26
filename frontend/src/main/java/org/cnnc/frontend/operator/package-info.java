/**
 * The vocabulary: {@link OperatorTable} lists every operator with its parameters and how it becomes
 * graph nodes. One class for each family of operators; a new operator is one more entry there.
 *
 * <p>Names and meanings are PyTorch's where it has the operator, ONNX's otherwise.
 */
@NullMarked
package org.cnnc.frontend.operator;

import org.jspecify.annotations.NullMarked;
