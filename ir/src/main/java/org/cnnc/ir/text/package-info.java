/**
 * The graph's text form, written by {@link org.cnnc.ir.text.GraphPrinter} and read by {@link
 * org.cnnc.ir.text.GraphReader}: what goldens, dumps and bug reports are made of.
 *
 * {@snippet lang=text :
 * graph @block {
 *   %0 = input @x : f32[N,3,8,8]
 *   %1 = constant @conv.weight : f32[16,3,3,3]                      // data in the side table
 *   %2 = constant @conv.bias splat(0.5) : f32[16]                    // or random(7), in test files
 *   %3 = constant [1.0, 0.0, -1.0] : f32[3]                          // 16 elements or fewer: in full
 *   %4 = conv2d %0, %1, %2 {stride=[1,1], padding=[1,1,1,1], dilation=[1,1], groups=1} -> relu %_ : f32[N,16,8,8]
 *   return %4 as @y
 * }
 * }
 *
 * <p>Padding is top, left, bottom, right. A name that is not made of letters, digits and {@code
 * _.*+/} is quoted. Comments run from {@code //} to the end of the line. Depends on {@code
 * org.cnnc.ir}, {@code .op} and {@code .tensor}.
 */
package org.cnnc.ir.text;
