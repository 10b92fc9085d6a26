package org.cnnc.ir.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.cnnc.ir.text.GraphReader;
import org.cnnc.ir.text.GraphSyntaxException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the constructors of ops refuse, and how they say it: these messages reach users. */
class OpRefusalTest {
  private static final String OPERANDS =
      """
      %0 = input @x : f32[N,4,8,8]
      %1 = input @rows : f32[N,6]
      %2 = input @long : i64[N,4,8,8]
      %3 = parameter @w33 {role=weight} : f32[8,4,3,3]
      %4 = parameter @w_of_3 {role=weight} : f32[8,3,3,3]
      %5 = parameter @b8 {role=bias} : f32[8]
      %6 = parameter @b4 {role=bias} : f32[4]
      %7 = parameter @fc {role=weight} : f32[8,6]
      %8 = input @fixed : f32[3,4,8,8]
      """;

  private static final String WINDOW = "{stride=[1,1], padding=[0,0,0,0], dilation=[1,1], ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv2d %1, %3, %5 W groups=1} | conv2d: the input must be [N,C,H,W], got f32[N,6]",
        "conv2d %0, %7, %5 W groups=1} | conv2d: the weight must be [OC,IC,KH,KW], got f32[8,6]",
        "conv2d %0, %4, %5 W groups=1} | conv2d: the input has 4 channels, the weight expects 3",
        "conv2d %0, %3, %6 W groups=1} | conv2d: the bias must be [8], got f32[4]",
        "conv2d %0, %3, %5 W groups=3} | conv2d: 3 groups must divide both the 4 input and the 8 output channels",
        "conv2d %0, %3, %5 W groups=0} | conv2d: groups must be positive, got 0",
        "conv2d %2, %3, %5 W groups=1} | conv2d: the input must be f32, got i64[N,4,8,8]",
        "conv2d %0, %3, %5 {stride=[0,1], padding=[0,0,0,0], dilation=[1,1], groups=1} | stride must be positive, got [0,1]",
        "conv2d %0, %3, %5 {stride=[1,1], padding=[0,0,0,0], dilation=[4,1], groups=1} | conv2d: a kernel that spans 9 does not fit the padded height 8",
        "conv2d %0, %3, %5 {stride=[1,1], padding=[0,0,0,-1], dilation=[1,1], groups=1} | padding must not be negative, got [0,0,0,-1]",
        "conv_transpose2d %0, %3, %5 W output_padding=[0,0], groups=1} | conv_transpose2d: the input has 4 channels, the weight expects 8 in 1 groups",
        "linear %1, %3, %5 | linear: the weight must be [OUT,IN], got f32[8,4,3,3]",
        "linear %0, %7, %5 | linear: the input has 8 features, the weight expects 6",
        "linear %1, %7, %6 | linear: the bias must be [8], got f32[4]",
        "max_pool2d %1 {kernel=[2,2], stride=[2,2], padding=[0,0,0,0], dilation=[1,1], ceil_mode=false} | max_pool2d: the input must be [N,C,H,W], got f32[N,6]",
        "max_pool2d %0 {kernel=[9,2], stride=[2,2], padding=[0,0,0,0], dilation=[1,1], ceil_mode=false} | max_pool2d: a kernel that spans 9 does not fit the padded height 8",
        "max_pool2d %0 {kernel=[0,2], stride=[2,2], padding=[0,0,0,0], dilation=[1,1], ceil_mode=false} | the kernel must be positive, got 0x2",
        "avg_pool2d %2 {kernel=[2,2], stride=[2,2], padding=[0,0,0,0], dilation=[1,1], ceil_mode=false, count_include_pad=false} | avg_pool2d: the input must be f32, got i64[N,4,8,8]",
        "batch_norm %0, %6, %6, %6, %5 {epsilon=0.1} | batch_norm: the input has 4 channels, a statistic has shape f32[8]",
        "affine %0, %6, %5 | affine: the input has 4 channels, a factor or summand has shape f32[8]",
        "relu %2 | relu: the input must be f32, got i64[N,4,8,8]",
        "add %0, %1 | cannot add [N,4,8,8] and [N,6]",
        "add %0, %8 | cannot add [N,4,8,8] and [3,4,8,8]",
        "mul %0, %2 | mul: operands of two types, f32[N,4,8,8] and i64[N,4,8,8]",
        "softmax %0 {axis=4} | softmax: axis 4 of f32[N,4,8,8]",
        "log_softmax %0 {axis=0} | log_softmax: the batch cannot be an axis",
        "softmax %2 {axis=1} | softmax: the input must be f32, got i64[N,4,8,8]",
        "reduce_mean %0 {axes=[0], keep_dims=true} | mean: the batch cannot be reduced, its images are independent",
        "reduce_mean %0 {axes=[3,2], keep_dims=true} | mean: axes [3, 2] of f32[N,4,8,8] must be ascending and inside",
        "concat %0, %1 {axis=1} | concat: cannot join f32[N,4,8,8] and f32[N,6] along axis 1",
        "concat %0 {axis=0} | concat: the batch cannot be an axis",
        "slice %0 {axis=2, start=4, size=5, step=1} | slice: elements 4 to 8 of an axis of 8",
        "slice %0 {axis=0, start=0, size=1, step=1} | slice: the batch cannot be sliced",
        "pad %0 {before=[0,0], after=[0,0], mode=constant, value=0.0} | pad: 2 and 2 paddings for f32[N,4,8,8]",
        "pad %0 {before=[1,0,0,0], after=[0,0,0,0], mode=constant, value=0.0} | pad: the batch cannot be padded",
        "pad %0 {before=[0,0,-9,0], after=[0,0,0,0], mode=constant, value=0.0} | pad: axis 2 of f32[N,4,8,8] cannot lose 9 elements",
        "pad %0 {before=[0,0,8,0], after=[0,0,0,0], mode=reflect, value=0.0} | pad: axis 2 of f32[N,4,8,8] is too short to be padded by reflect of 8 and 0",
        "pad %2 {before=[0,0,1,0], after=[0,0,0,0], mode=constant, value=0.5} | pad: 0.5 is no element of i64[N,4,8,8]",
        "reshape %1 {dims=[N,7]} | reshape: f32[N,6] has not as many elements as [N,7]",
        "transpose %1 {permutation=[0,0]} | transpose: [0, 0] is not a permutation of the axes of f32[N,6]",
        "transpose %1 {permutation=[1,0]} | transpose: the batch must stay first",
        "expand %1 {dims=[N,7]} | cannot expand [N,6] and [N,7]",
        "expand %1 {dims=[6]} | expand: f32[N,6] does not broadcast to [6]",
        "dropout %0 {probability=2.0} | dropout: the probability must be in 0..1, got 2.0",
        "pow %2, %2 | pow: the operands must be f32, got i64[N,4,8,8]",
        "mod %0, %0 | mod: the operands must be integers, got f32[N,4,8,8]",
        "and %0, %0 | and: does not take f32[N,4,8,8]",
        "where %0, %0, %0 | where: the condition must be bool, got f32[N,4,8,8]",
        "gather %0, %1 {axis=1} | gather: the indices must be i64 or i32, got f32[N,6]",
        "gather %0, %2 {axis=0} | gather: the batch cannot be indexed",
        "gather %0, %2 {axis=1} | gather: indices i64[N,4,8,8] along axis 1 would mix the images of a batch",
        "gather_elements %1, %2 {axis=1} | gather_elements: axis 1 of f32[N,6] and indices i64[N,4,8,8]",
        "gather_elements %8, %2 {axis=1} | gather_elements: axis 1 of f32[3,4,8,8] and indices i64[N,4,8,8]",
        "argmax %0 {axis=0, keep_dims=true, select_last=false} | argmax: the batch cannot be an axis",
        "topk %0 {extremum=max, axis=2, k=9} | topk: k is 9, but axis 2 has 8 elements",
        "max_unpool2d %0, %1 {size=[2,2]} | max_unpool2d: the indices must be i64 or i32, got f32[N,6]",
        "max_unpool2d %0, %2 {size=[0,2]} | max_unpool2d: a result of 0x2",
        "matmul %1, %7 | matmul: the columns of f32[N,6] are not the rows of f32[8,6]",
        "matmul %7, %1 | matmul: the columns of f32[8,6] are not the rows of f32[N,6]",
        "locally_connected2d %0, %3, %5 {stride=[1,1], padding=[0,0,0,0], dilation=[1,1]} | locally_connected2d: the weight f32[8,4,3,3] for f32[N,4,8,8]",
        "resample %0, %2, %7 {axis=2} | resample: taps i64[N,4,8,8] with weights f32[8,6]",
        "identity %0 -> relu %0 | fused: a step must read the one before it",
      })
  void whatDoesNotFitIsRefused(String op, String message) {
    String text =
        "graph @g {\n%s%%9 = %s : f32[1]\nreturn %%9 as @y }"
            .formatted(OPERANDS, op.replace("W ", WINDOW));

    GraphSyntaxException e = assertThrows(GraphSyntaxException.class, () -> GraphReader.read(text));

    assertEquals("11:6: " + message, e.getMessage());
  }
}
