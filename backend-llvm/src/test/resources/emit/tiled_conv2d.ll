; tiled_conv2d for aarch64
source_filename = "tiled_conv2d"
target triple = "aarch64-unknown-linux-gnu"

@cnnc_model_v1.weights = external hidden constant [1216 x i8], align 64
@cnnc.manifest = private unnamed_addr constant [3 x i8] c"{}\00"
@cnnc_model_v1 = constant { i32, i32, ptr, i64, ptr, ptr } { i32 1, i32 2, ptr @cnnc.manifest, i64 0, ptr @cnnc.run, ptr null }

define internal void @"tiled_conv2d"(ptr noalias readonly align 64 dereferenceable(576) %x, ptr noalias readonly align 64 dereferenceable(1152) %weight, ptr noalias readonly align 64 dereferenceable(32) %bias, ptr noalias align 64 dereferenceable(512) %y, i32 %thread, i32 %threads, ptr %barrier) #0 {
entry:
  %acc.12 = alloca [16 x float], align 64
  %.0 = zext i32 %thread to i64
  %.1 = zext i32 %threads to i64
  %.2 = add nuw nsw i64 %.0, 1
  %.3 = mul nuw nsw i64 %.0, 1
  %.4 = udiv i64 %.3, %.1
  %.5 = mul nuw nsw i64 %.2, 1
  %.6 = udiv i64 %.5, %.1
  %.7 = icmp ult i64 %.4, %.6
  br i1 %.7, label %share.8.then, label %share.8.end
share.8.then:
  br label %oc.o.9.body
oc.o.9.body:
  %oc.o.9 = phi i64 [ %.4, %share.8.then ], [ %oc.o.9.next, %oc.o.9.latch ]
  br label %oh.10.body
oh.10.body:
  %oh.10 = phi i64 [ 0, %oc.o.9.body ], [ %oh.10.next, %oh.10.latch ]
  br label %ow.o.11.body
ow.o.11.body:
  %ow.o.11 = phi i64 [ 0, %oh.10.body ], [ %ow.o.11.next, %ow.o.11.latch ]
  %.13 = load <4 x float>, ptr %bias, align 4
  store <4 x float> %.13, ptr %acc.12, align 4
  %.14 = getelementptr float, ptr %bias, i64 4
  %.15 = load <4 x float>, ptr %.14, align 4
  %.16 = getelementptr float, ptr %acc.12, i64 4
  store <4 x float> %.15, ptr %.16, align 4
  %.17 = load <4 x float>, ptr %bias, align 4
  %.18 = getelementptr float, ptr %acc.12, i64 8
  store <4 x float> %.17, ptr %.18, align 4
  %.19 = getelementptr float, ptr %bias, i64 4
  %.20 = load <4 x float>, ptr %.19, align 4
  %.21 = getelementptr float, ptr %acc.12, i64 12
  store <4 x float> %.20, ptr %.21, align 4
  br label %kh.22.body
kh.22.body:
  %kh.22 = phi i64 [ 0, %ow.o.11.body ], [ %kh.22.next, %kh.22.latch ]
  br label %kw.23.body
kw.23.body:
  %kw.23 = phi i64 [ 0, %kh.22.body ], [ %kw.23.next, %kw.23.latch ]
  br label %ic.i.24.body
ic.i.24.body:
  %ic.i.24 = phi i64 [ 0, %kw.23.body ], [ %ic.i.24.next, %ic.i.24.latch ]
  %.25 = mul nsw i64 %oh.10, 24
  %.26 = mul nsw i64 %kh.22, 24
  %.27 = add nsw i64 %.25, %.26
  %.28 = mul nsw i64 %ow.o.11, 8
  %.29 = add nsw i64 %.27, %.28
  %.30 = mul nsw i64 %kw.23, 4
  %.31 = add nsw i64 %.29, %.30
  %.32 = add nsw i64 %.31, %ic.i.24
  %.33 = getelementptr float, ptr %x, i64 %.32
  %.34 = load float, ptr %.33, align 4
  %.35 = mul nsw i64 %ic.i.24, 72
  %.36 = mul nsw i64 %kh.22, 24
  %.37 = add nsw i64 %.35, %.36
  %.38 = mul nsw i64 %kw.23, 8
  %.39 = add nsw i64 %.37, %.38
  %.40 = getelementptr float, ptr %weight, i64 %.39
  %.41 = load <4 x float>, ptr %.40, align 4
  %.42 = load <4 x float>, ptr %acc.12, align 4
  %.43 = insertelement <4 x float> poison, float %.34, i64 0
  %.44 = shufflevector <4 x float> %.43, <4 x float> poison, <4 x i32> zeroinitializer
  %.45 = call <4 x float> @llvm.fma.v4f32(<4 x float> %.44, <4 x float> %.41, <4 x float> %.42)
  store <4 x float> %.45, ptr %acc.12, align 4
  %.46 = load float, ptr %.33, align 4
  %.47 = getelementptr float, ptr %.40, i64 4
  %.48 = load <4 x float>, ptr %.47, align 4
  %.49 = getelementptr float, ptr %acc.12, i64 4
  %.50 = load <4 x float>, ptr %.49, align 4
  %.51 = insertelement <4 x float> poison, float %.46, i64 0
  %.52 = shufflevector <4 x float> %.51, <4 x float> poison, <4 x i32> zeroinitializer
  %.53 = call <4 x float> @llvm.fma.v4f32(<4 x float> %.52, <4 x float> %.48, <4 x float> %.50)
  %.54 = getelementptr float, ptr %acc.12, i64 4
  store <4 x float> %.53, ptr %.54, align 4
  %.55 = getelementptr float, ptr %.33, i64 4
  %.56 = load float, ptr %.55, align 4
  %.57 = load <4 x float>, ptr %.40, align 4
  %.58 = getelementptr float, ptr %acc.12, i64 8
  %.59 = load <4 x float>, ptr %.58, align 4
  %.60 = insertelement <4 x float> poison, float %.56, i64 0
  %.61 = shufflevector <4 x float> %.60, <4 x float> poison, <4 x i32> zeroinitializer
  %.62 = call <4 x float> @llvm.fma.v4f32(<4 x float> %.61, <4 x float> %.57, <4 x float> %.59)
  %.63 = getelementptr float, ptr %acc.12, i64 8
  store <4 x float> %.62, ptr %.63, align 4
  %.64 = getelementptr float, ptr %.33, i64 4
  %.65 = load float, ptr %.64, align 4
  %.66 = getelementptr float, ptr %.40, i64 4
  %.67 = load <4 x float>, ptr %.66, align 4
  %.68 = getelementptr float, ptr %acc.12, i64 12
  %.69 = load <4 x float>, ptr %.68, align 4
  %.70 = insertelement <4 x float> poison, float %.65, i64 0
  %.71 = shufflevector <4 x float> %.70, <4 x float> poison, <4 x i32> zeroinitializer
  %.72 = call <4 x float> @llvm.fma.v4f32(<4 x float> %.71, <4 x float> %.67, <4 x float> %.69)
  %.73 = getelementptr float, ptr %acc.12, i64 12
  store <4 x float> %.72, ptr %.73, align 4
  br label %ic.i.24.latch
ic.i.24.latch:
  %ic.i.24.next = add nuw nsw i64 %ic.i.24, 1
  %.74 = icmp eq i64 %ic.i.24.next, 4
  br i1 %.74, label %ic.i.24.end, label %ic.i.24.body, !llvm.loop !2
ic.i.24.end:
  br label %kw.23.latch
kw.23.latch:
  %kw.23.next = add nuw nsw i64 %kw.23, 1
  %.75 = icmp eq i64 %kw.23.next, 3
  br i1 %.75, label %kw.23.end, label %kw.23.body, !llvm.loop !3
kw.23.end:
  br label %kh.22.latch
kh.22.latch:
  %kh.22.next = add nuw nsw i64 %kh.22, 1
  %.76 = icmp eq i64 %kh.22.next, 3
  br i1 %.76, label %kh.22.end, label %kh.22.body, !llvm.loop !4
kh.22.end:
  %.77 = load <4 x float>, ptr %acc.12, align 4
  %.78 = fcmp ogt <4 x float> %.77, splat (float 0x0000000000000000)
  %.79 = select <4 x i1> %.78, <4 x float> %.77, <4 x float> splat (float 0x0000000000000000)
  %.80 = mul nsw i64 %oh.10, 16
  %.81 = mul nsw i64 %ow.o.11, 8
  %.82 = add nsw i64 %.80, %.81
  %.83 = getelementptr float, ptr %y, i64 %.82
  store <4 x float> %.79, ptr %.83, align 4
  %.84 = getelementptr float, ptr %acc.12, i64 4
  %.85 = load <4 x float>, ptr %.84, align 4
  %.86 = fcmp ogt <4 x float> %.85, splat (float 0x0000000000000000)
  %.87 = select <4 x i1> %.86, <4 x float> %.85, <4 x float> splat (float 0x0000000000000000)
  %.88 = getelementptr float, ptr %.83, i64 64
  store <4 x float> %.87, ptr %.88, align 4
  %.89 = getelementptr float, ptr %acc.12, i64 8
  %.90 = load <4 x float>, ptr %.89, align 4
  %.91 = fcmp ogt <4 x float> %.90, splat (float 0x0000000000000000)
  %.92 = select <4 x i1> %.91, <4 x float> %.90, <4 x float> splat (float 0x0000000000000000)
  %.93 = getelementptr float, ptr %.83, i64 4
  store <4 x float> %.92, ptr %.93, align 4
  %.94 = getelementptr float, ptr %acc.12, i64 12
  %.95 = load <4 x float>, ptr %.94, align 4
  %.96 = fcmp ogt <4 x float> %.95, splat (float 0x0000000000000000)
  %.97 = select <4 x i1> %.96, <4 x float> %.95, <4 x float> splat (float 0x0000000000000000)
  %.98 = getelementptr float, ptr %.83, i64 68
  store <4 x float> %.97, ptr %.98, align 4
  br label %ow.o.11.latch
ow.o.11.latch:
  %ow.o.11.next = add nuw nsw i64 %ow.o.11, 1
  %.99 = icmp eq i64 %ow.o.11.next, 2
  br i1 %.99, label %ow.o.11.end, label %ow.o.11.body, !llvm.loop !5
ow.o.11.end:
  br label %oh.10.latch
oh.10.latch:
  %oh.10.next = add nuw nsw i64 %oh.10, 1
  %.100 = icmp eq i64 %oh.10.next, 4
  br i1 %.100, label %oh.10.end, label %oh.10.body, !llvm.loop !6
oh.10.end:
  br label %oc.o.9.latch
oc.o.9.latch:
  %oc.o.9.next = add nuw nsw i64 %oc.o.9, 1
  %.101 = icmp eq i64 %oc.o.9.next, %.6
  br i1 %.101, label %oc.o.9.end, label %oc.o.9.body, !llvm.loop !7
oc.o.9.end:
  br label %share.8.end
share.8.end:
  ret void
}

