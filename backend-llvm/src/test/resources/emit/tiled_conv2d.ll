; tiled_conv2d for aarch64
source_filename = "tiled_conv2d"
target triple = "aarch64-unknown-linux-gnu"

@cnnc_weights = external hidden constant [1216 x i8], align 64
@cnnc.manifest = private unnamed_addr constant [3 x i8] c"{}\00"
@cnnc_model_v1 = constant { i32, i32, ptr, i64, ptr } { i32 1, i32 2, ptr @cnnc.manifest, i64 0, ptr @cnnc.run }

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
  %.46 = mul nsw i64 %oh.10, 24
  %.47 = mul nsw i64 %kh.22, 24
  %.48 = add nsw i64 %.46, %.47
  %.49 = mul nsw i64 %ow.o.11, 8
  %.50 = add nsw i64 %.48, %.49
  %.51 = mul nsw i64 %kw.23, 4
  %.52 = add nsw i64 %.50, %.51
  %.53 = add nsw i64 %.52, %ic.i.24
  %.54 = getelementptr float, ptr %x, i64 %.53
  %.55 = load float, ptr %.54, align 4
  %.56 = mul nsw i64 %ic.i.24, 72
  %.57 = mul nsw i64 %kh.22, 24
  %.58 = add nsw i64 %.56, %.57
  %.59 = mul nsw i64 %kw.23, 8
  %.60 = add nsw i64 %.58, %.59
  %.61 = getelementptr float, ptr %weight, i64 %.60
  %.62 = getelementptr float, ptr %.61, i64 4
  %.63 = load <4 x float>, ptr %.62, align 4
  %.64 = getelementptr float, ptr %acc.12, i64 4
  %.65 = load <4 x float>, ptr %.64, align 4
  %.66 = insertelement <4 x float> poison, float %.55, i64 0
  %.67 = shufflevector <4 x float> %.66, <4 x float> poison, <4 x i32> zeroinitializer
  %.68 = call <4 x float> @llvm.fma.v4f32(<4 x float> %.67, <4 x float> %.63, <4 x float> %.65)
  %.69 = getelementptr float, ptr %acc.12, i64 4
  store <4 x float> %.68, ptr %.69, align 4
  %.70 = mul nsw i64 %oh.10, 24
  %.71 = mul nsw i64 %kh.22, 24
  %.72 = add nsw i64 %.70, %.71
  %.73 = mul nsw i64 %ow.o.11, 8
  %.74 = add nsw i64 %.72, %.73
  %.75 = mul nsw i64 %kw.23, 4
  %.76 = add nsw i64 %.74, %.75
  %.77 = add nsw i64 %.76, %ic.i.24
  %.78 = getelementptr float, ptr %x, i64 %.77
  %.79 = getelementptr float, ptr %.78, i64 4
  %.80 = load float, ptr %.79, align 4
  %.81 = mul nsw i64 %ic.i.24, 72
  %.82 = mul nsw i64 %kh.22, 24
  %.83 = add nsw i64 %.81, %.82
  %.84 = mul nsw i64 %kw.23, 8
  %.85 = add nsw i64 %.83, %.84
  %.86 = getelementptr float, ptr %weight, i64 %.85
  %.87 = load <4 x float>, ptr %.86, align 4
  %.88 = getelementptr float, ptr %acc.12, i64 8
  %.89 = load <4 x float>, ptr %.88, align 4
  %.90 = insertelement <4 x float> poison, float %.80, i64 0
  %.91 = shufflevector <4 x float> %.90, <4 x float> poison, <4 x i32> zeroinitializer
  %.92 = call <4 x float> @llvm.fma.v4f32(<4 x float> %.91, <4 x float> %.87, <4 x float> %.89)
  %.93 = getelementptr float, ptr %acc.12, i64 8
  store <4 x float> %.92, ptr %.93, align 4
  %.94 = mul nsw i64 %oh.10, 24
  %.95 = mul nsw i64 %kh.22, 24
  %.96 = add nsw i64 %.94, %.95
  %.97 = mul nsw i64 %ow.o.11, 8
  %.98 = add nsw i64 %.96, %.97
  %.99 = mul nsw i64 %kw.23, 4
  %.100 = add nsw i64 %.98, %.99
  %.101 = add nsw i64 %.100, %ic.i.24
  %.102 = getelementptr float, ptr %x, i64 %.101
  %.103 = getelementptr float, ptr %.102, i64 4
  %.104 = load float, ptr %.103, align 4
  %.105 = mul nsw i64 %ic.i.24, 72
  %.106 = mul nsw i64 %kh.22, 24
  %.107 = add nsw i64 %.105, %.106
  %.108 = mul nsw i64 %kw.23, 8
  %.109 = add nsw i64 %.107, %.108
  %.110 = getelementptr float, ptr %weight, i64 %.109
  %.111 = getelementptr float, ptr %.110, i64 4
  %.112 = load <4 x float>, ptr %.111, align 4
  %.113 = getelementptr float, ptr %acc.12, i64 12
  %.114 = load <4 x float>, ptr %.113, align 4
  %.115 = insertelement <4 x float> poison, float %.104, i64 0
  %.116 = shufflevector <4 x float> %.115, <4 x float> poison, <4 x i32> zeroinitializer
  %.117 = call <4 x float> @llvm.fma.v4f32(<4 x float> %.116, <4 x float> %.112, <4 x float> %.114)
  %.118 = getelementptr float, ptr %acc.12, i64 12
  store <4 x float> %.117, ptr %.118, align 4
  br label %ic.i.24.latch
ic.i.24.latch:
  %ic.i.24.next = add nuw nsw i64 %ic.i.24, 1
  %.119 = icmp eq i64 %ic.i.24.next, 4
  br i1 %.119, label %ic.i.24.end, label %ic.i.24.body, !llvm.loop !2
ic.i.24.end:
  br label %kw.23.latch
kw.23.latch:
  %kw.23.next = add nuw nsw i64 %kw.23, 1
  %.120 = icmp eq i64 %kw.23.next, 3
  br i1 %.120, label %kw.23.end, label %kw.23.body, !llvm.loop !3
kw.23.end:
  br label %kh.22.latch
kh.22.latch:
  %kh.22.next = add nuw nsw i64 %kh.22, 1
  %.121 = icmp eq i64 %kh.22.next, 3
  br i1 %.121, label %kh.22.end, label %kh.22.body, !llvm.loop !4
kh.22.end:
  %.122 = load <4 x float>, ptr %acc.12, align 4
  %.123 = fcmp ogt <4 x float> %.122, splat (float 0x0000000000000000)
  %.124 = select <4 x i1> %.123, <4 x float> %.122, <4 x float> splat (float 0x0000000000000000)
  %.125 = mul nsw i64 %oh.10, 16
  %.126 = mul nsw i64 %ow.o.11, 8
  %.127 = add nsw i64 %.125, %.126
  %.128 = getelementptr float, ptr %y, i64 %.127
  store <4 x float> %.124, ptr %.128, align 4
  %.129 = getelementptr float, ptr %acc.12, i64 4
  %.130 = load <4 x float>, ptr %.129, align 4
  %.131 = fcmp ogt <4 x float> %.130, splat (float 0x0000000000000000)
  %.132 = select <4 x i1> %.131, <4 x float> %.130, <4 x float> splat (float 0x0000000000000000)
  %.133 = mul nsw i64 %oh.10, 16
  %.134 = mul nsw i64 %ow.o.11, 8
  %.135 = add nsw i64 %.133, %.134
  %.136 = getelementptr float, ptr %y, i64 %.135
  %.137 = getelementptr float, ptr %.136, i64 64
  store <4 x float> %.132, ptr %.137, align 4
  %.138 = getelementptr float, ptr %acc.12, i64 8
  %.139 = load <4 x float>, ptr %.138, align 4
  %.140 = fcmp ogt <4 x float> %.139, splat (float 0x0000000000000000)
  %.141 = select <4 x i1> %.140, <4 x float> %.139, <4 x float> splat (float 0x0000000000000000)
  %.142 = mul nsw i64 %oh.10, 16
  %.143 = mul nsw i64 %ow.o.11, 8
  %.144 = add nsw i64 %.142, %.143
  %.145 = getelementptr float, ptr %y, i64 %.144
  %.146 = getelementptr float, ptr %.145, i64 4
  store <4 x float> %.141, ptr %.146, align 4
  %.147 = getelementptr float, ptr %acc.12, i64 12
  %.148 = load <4 x float>, ptr %.147, align 4
  %.149 = fcmp ogt <4 x float> %.148, splat (float 0x0000000000000000)
  %.150 = select <4 x i1> %.149, <4 x float> %.148, <4 x float> splat (float 0x0000000000000000)
  %.151 = mul nsw i64 %oh.10, 16
  %.152 = mul nsw i64 %ow.o.11, 8
  %.153 = add nsw i64 %.151, %.152
  %.154 = getelementptr float, ptr %y, i64 %.153
  %.155 = getelementptr float, ptr %.154, i64 68
  store <4 x float> %.150, ptr %.155, align 4
  br label %ow.o.11.latch
ow.o.11.latch:
  %ow.o.11.next = add nuw nsw i64 %ow.o.11, 1
  %.156 = icmp eq i64 %ow.o.11.next, 2
  br i1 %.156, label %ow.o.11.end, label %ow.o.11.body, !llvm.loop !5
ow.o.11.end:
  br label %oh.10.latch
oh.10.latch:
  %oh.10.next = add nuw nsw i64 %oh.10, 1
  %.157 = icmp eq i64 %oh.10.next, 4
  br i1 %.157, label %oh.10.end, label %oh.10.body, !llvm.loop !6
oh.10.end:
  br label %oc.o.9.latch
oc.o.9.latch:
  %oc.o.9.next = add nuw nsw i64 %oc.o.9, 1
  %.158 = icmp eq i64 %oc.o.9.next, %.6
  br i1 %.158, label %oc.o.9.end, label %oc.o.9.body, !llvm.loop !7
oc.o.9.end:
  br label %share.8.end
share.8.end:
  ret void
}

define internal i32 @cnnc.run(ptr %call) #0 {
entry:
  %.0 = load ptr, ptr %call, align 8
  %.1 = getelementptr i8, ptr %call, i64 8
  %.2 = load ptr, ptr %.1, align 8
  %.3 = getelementptr i8, ptr %call, i64 16
  %.4 = load ptr, ptr %.3, align 8
  %.5 = getelementptr i8, ptr %call, i64 24
  %.6 = load ptr, ptr %.5, align 8
  %.7 = getelementptr i8, ptr %call, i64 32
  %.8 = load i64, ptr %.7, align 8
  %.9 = getelementptr i8, ptr %call, i64 40
  %.10 = load i32, ptr %.9, align 4
  %.11 = getelementptr i8, ptr %call, i64 44
  %.12 = load i32, ptr %.11, align 4
  %.13 = getelementptr i8, ptr %call, i64 48
  %.14 = load ptr, ptr %.13, align 8
  %.15 = icmp slt i32 %.12, 1
  br i1 %.15, label %check.16.failed, label %check.16.passed
check.16.failed:
  ret i32 1
check.16.passed:
  %.17 = icmp uge i32 %.10, %.12
  br i1 %.17, label %check.18.failed, label %check.18.passed
check.18.failed:
  ret i32 1
check.18.passed:
  %.19 = icmp slt i64 %.8, 0
  br i1 %.19, label %check.20.failed, label %check.20.passed
check.20.failed:
  ret i32 2
check.20.passed:
  %.21 = icmp eq i64 %.8, 0
  br i1 %.21, label %check.22.failed, label %check.22.passed
check.22.failed:
  ret i32 0
check.22.passed:
  %.23 = icmp eq i32 %.12, 1
  %.24 = icmp ne ptr %.14, null
  %.25 = or i1 %.23, %.24
  %.26 = xor i1 %.25, true
  br i1 %.26, label %check.27.failed, label %check.27.passed
check.27.failed:
  ret i32 3
check.27.passed:
  %.28 = icmp eq ptr %.0, null
  br i1 %.28, label %check.29.failed, label %check.29.passed
check.29.failed:
  ret i32 3
check.29.passed:
  %.30 = load ptr, ptr %.0, align 8
  %.31 = icmp eq ptr %.30, null
  br i1 %.31, label %check.32.failed, label %check.32.passed
check.32.failed:
  ret i32 3
check.32.passed:
  %.33 = icmp eq ptr %.2, null
  br i1 %.33, label %check.34.failed, label %check.34.passed
check.34.failed:
  ret i32 3
check.34.passed:
  %.35 = load ptr, ptr %.2, align 8
  %.36 = icmp eq ptr %.35, null
  br i1 %.36, label %check.37.failed, label %check.37.passed
check.37.failed:
  ret i32 3
check.37.passed:
  br label %start
start:
  br label %image
image:
  %image.number = phi i64 [ 0, %start ], [ %image.next, %again ]
  %.38 = mul nuw nsw i64 %image.number, 576
  %.39 = getelementptr i8, ptr %.30, i64 %.38
  %.40 = mul nuw nsw i64 %image.number, 512
  %.41 = getelementptr i8, ptr %.35, i64 %.40
  ; tiled_conv2d
  %.42 = getelementptr i8, ptr @cnnc_weights, i64 1152
  call void @"tiled_conv2d"(ptr %.39, ptr @cnnc_weights, ptr %.42, ptr %.41, i32 %.10, i32 %.12, ptr %.14)
  %image.next = add nuw nsw i64 %image.number, 1
  %.43 = icmp slt i64 %image.next, %.8
  br i1 %.43, label %again, label %end
again:
  call void @cnnc.barrier(ptr %.14, i32 %.12)
  br label %image
end:
  ret i32 0
}

define internal void @cnnc.barrier(ptr %state, i32 %threads) #0 {
entry:
  %alone = icmp eq i32 %threads, 1
  br i1 %alone, label %end, label %arrive
arrive:
  %opened = getelementptr i8, ptr %state, i64 64
  %generation = load atomic i32, ptr %opened monotonic, align 4
  %before = atomicrmw add ptr %state, i32 1 acq_rel, align 4
  %arrived = add i32 %before, 1
  %last = icmp eq i32 %arrived, %threads
  br i1 %last, label %open, label %wait
open:
  store atomic i32 0, ptr %state monotonic, align 4
  %next = add i32 %generation, 1
  store atomic i32 %next, ptr %opened release, align 4
  br label %end
wait:
  %spins = phi i32 [ 0, %arrive ], [ %more, %spin ], [ %spins, %yield ]
  %now = load atomic i32, ptr %opened acquire, align 4
  %closed = icmp eq i32 %now, %generation
  br i1 %closed, label %patience, label %end
patience:
  %patient = icmp ult i32 %spins, 2000
  br i1 %patient, label %spin, label %yield
spin:
  %more = add i32 %spins, 1
  call void @llvm.aarch64.hint(i32 1)
  br label %wait
yield:
  %ignored = call i32 @sched_yield()
  br label %wait
end:
  ret void
}

attributes #0 = { nounwind "frame-pointer"="none" "prefer-vector-width"="128" "target-cpu"="generic" "target-features"="+fp-armv8,+neon" "tune-cpu"="generic" }
attributes #1 = { alwaysinline nounwind "frame-pointer"="none" "prefer-vector-width"="128" "target-cpu"="generic" "target-features"="+fp-armv8,+neon" "tune-cpu"="generic" }

declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)
declare i32 @sched_yield()
declare void @llvm.aarch64.hint(i32 immarg)

!0 = !{!"llvm.loop.unroll.disable"}
!1 = !{!"llvm.loop.vectorize.enable", i1 false}
!2 = distinct !{!2, !0, !1}
!3 = distinct !{!3, !0, !1}
!4 = distinct !{!4, !0, !1}
!5 = distinct !{!5, !0, !1}
!6 = distinct !{!6, !0, !1}
!7 = distinct !{!7, !0, !1}
