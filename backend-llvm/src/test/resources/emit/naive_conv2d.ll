; naive_conv2d for x86-64-v3
source_filename = "naive_conv2d"
target triple = "x86_64-unknown-linux-gnu"

@cnnc_model_v1.weights = external hidden constant [320 x i8], align 64
@cnnc.manifest = private unnamed_addr constant [3 x i8] c"{}\00"
@cnnc_model_v1 = constant { i32, i32, ptr, i64, ptr, ptr } { i32 1, i32 2, ptr @cnnc.manifest, i64 0, ptr @cnnc.run, ptr null }

define internal void @"naive_conv2d"(ptr noalias readonly align 64 dereferenceable(128) %x, ptr noalias readonly align 64 dereferenceable(216) %weight, ptr noalias readonly align 64 dereferenceable(12) %bias, ptr noalias align 64 dereferenceable(192) %y, i32 %thread, i32 %threads, ptr %barrier) #0 {
entry:
  %acc.12 = alloca [1 x float], align 64
  %.0 = zext i32 %thread to i64
  %.1 = zext i32 %threads to i64
  %.2 = add nuw nsw i64 %.0, 1
  %.3 = mul nuw nsw i64 %.0, 3
  %.4 = udiv i64 %.3, %.1
  %.5 = mul nuw nsw i64 %.2, 3
  %.6 = udiv i64 %.5, %.1
  %.7 = icmp ult i64 %.4, %.6
  br i1 %.7, label %share.8.then, label %share.8.end
share.8.then:
  br label %oc.9.body
oc.9.body:
  %oc.9 = phi i64 [ %.4, %share.8.then ], [ %oc.9.next, %oc.9.latch ]
  br label %oh.10.body
oh.10.body:
  %oh.10 = phi i64 [ 0, %oc.9.body ], [ %oh.10.next, %oh.10.latch ]
  br label %ow.11.body
ow.11.body:
  %ow.11 = phi i64 [ 0, %oh.10.body ], [ %ow.11.next, %ow.11.latch ]
  %.13 = getelementptr float, ptr %bias, i64 %oc.9
  %.14 = load float, ptr %.13, align 4
  store float %.14, ptr %acc.12, align 4
  br label %ic.15.body
ic.15.body:
  %ic.15 = phi i64 [ 0, %ow.11.body ], [ %ic.15.next, %ic.15.latch ]
  br label %kh.16.body
kh.16.body:
  %kh.16 = phi i64 [ 0, %ic.15.body ], [ %kh.16.next, %kh.16.latch ]
  br label %kw.17.body
kw.17.body:
  %kw.17 = phi i64 [ 0, %kh.16.body ], [ %kw.17.next, %kw.17.latch ]
  %.18 = add nsw i64 %oh.10, %kh.16
  %.19 = add nsw i64 %.18, -1
  %.20 = icmp sge i64 %.19, 0
  %.21 = icmp slt i64 %.19, 4
  %.22 = and i1 %.20, %.21
  %.23 = add nsw i64 %ow.11, %kw.17
  %.24 = add nsw i64 %.23, -1
  %.25 = icmp sge i64 %.24, 0
  %.26 = icmp slt i64 %.24, 4
  %.27 = and i1 %.25, %.26
  %.28 = and i1 %.22, %.27
  br i1 %.28, label %select.29.then, label %select.29.else
select.29.then:
  %.30 = mul nsw i64 %ic.15, 16
  %.31 = mul nsw i64 %oh.10, 4
  %.32 = add nsw i64 %.30, %.31
  %.33 = mul nsw i64 %kh.16, 4
  %.34 = add nsw i64 %.32, %.33
  %.35 = add nsw i64 %.34, %ow.11
  %.36 = add nsw i64 %.35, %kw.17
  %.37 = getelementptr float, ptr %x, i64 %.36
  %.38 = getelementptr float, ptr %.37, i64 -5
  %.39 = load float, ptr %.38, align 4
  br label %select.29.end
select.29.else:
  br label %select.29.end
select.29.end:
  %.40 = phi float [ %.39, %select.29.then ], [ 0x0000000000000000, %select.29.else ]
  %.41 = mul nsw i64 %oc.9, 18
  %.42 = mul nsw i64 %ic.15, 9
  %.43 = add nsw i64 %.41, %.42
  %.44 = mul nsw i64 %kh.16, 3
  %.45 = add nsw i64 %.43, %.44
  %.46 = add nsw i64 %.45, %kw.17
  %.47 = getelementptr float, ptr %weight, i64 %.46
  %.48 = load float, ptr %.47, align 4
  %.49 = load float, ptr %acc.12, align 4
  %.50 = call float @llvm.fma.f32(float %.40, float %.48, float %.49)
  store float %.50, ptr %acc.12, align 4
  br label %kw.17.latch
kw.17.latch:
  %kw.17.next = add nuw nsw i64 %kw.17, 1
  %.51 = icmp eq i64 %kw.17.next, 3
  br i1 %.51, label %kw.17.end, label %kw.17.body, !llvm.loop !2
kw.17.end:
  br label %kh.16.latch
kh.16.latch:
  %kh.16.next = add nuw nsw i64 %kh.16, 1
  %.52 = icmp eq i64 %kh.16.next, 3
  br i1 %.52, label %kh.16.end, label %kh.16.body, !llvm.loop !3
kh.16.end:
  br label %ic.15.latch
ic.15.latch:
  %ic.15.next = add nuw nsw i64 %ic.15, 1
  %.53 = icmp eq i64 %ic.15.next, 2
  br i1 %.53, label %ic.15.end, label %ic.15.body, !llvm.loop !4
ic.15.end:
  %.54 = load float, ptr %acc.12, align 4
  %.55 = fcmp ogt float %.54, 0x0000000000000000
  %.56 = select i1 %.55, float %.54, float 0x0000000000000000
  %.57 = mul nsw i64 %oc.9, 16
  %.58 = mul nsw i64 %oh.10, 4
  %.59 = add nsw i64 %.57, %.58
  %.60 = add nsw i64 %.59, %ow.11
  %.61 = getelementptr float, ptr %y, i64 %.60
  store float %.56, ptr %.61, align 4
  br label %ow.11.latch
ow.11.latch:
  %ow.11.next = add nuw nsw i64 %ow.11, 1
  %.62 = icmp eq i64 %ow.11.next, 4
  br i1 %.62, label %ow.11.end, label %ow.11.body, !llvm.loop !5
ow.11.end:
  br label %oh.10.latch
oh.10.latch:
  %oh.10.next = add nuw nsw i64 %oh.10, 1
  %.63 = icmp eq i64 %oh.10.next, 4
  br i1 %.63, label %oh.10.end, label %oh.10.body, !llvm.loop !6
oh.10.end:
  br label %oc.9.latch
oc.9.latch:
  %oc.9.next = add nuw nsw i64 %oc.9, 1
  %.64 = icmp eq i64 %oc.9.next, %.6
  br i1 %.64, label %oc.9.end, label %oc.9.body, !llvm.loop !7
oc.9.end:
  br label %share.8.end
share.8.end:
  ret void
}

define internal i32 @cnnc.run(ptr %call) #0 {
entry:
  %alone.27 = alloca [192 x i8], align 64
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
  %.23 = icmp ne i32 %.12, 1
  %.24 = icmp eq ptr %.14, null
  %.25 = and i1 %.23, %.24
  br i1 %.25, label %check.26.failed, label %check.26.passed
check.26.failed:
  ret i32 3
check.26.passed:
  store [192 x i8] zeroinitializer, ptr %alone.27, align 64
  %.28 = icmp eq i32 %.12, 1
  %.29 = select i1 %.28, ptr %alone.27, ptr %.14
  %.30 = icmp eq ptr %.0, null
  br i1 %.30, label %check.31.failed, label %check.31.passed
check.31.failed:
  ret i32 3
check.31.passed:
  %.32 = load ptr, ptr %.0, align 8
  %.33 = icmp eq ptr %.32, null
  br i1 %.33, label %check.34.failed, label %check.34.passed
check.34.failed:
  ret i32 3
check.34.passed:
  %.35 = icmp eq ptr %.2, null
  br i1 %.35, label %check.36.failed, label %check.36.passed
check.36.failed:
  ret i32 3
check.36.passed:
  %.37 = load ptr, ptr %.2, align 8
  %.38 = icmp eq ptr %.37, null
  br i1 %.38, label %check.39.failed, label %check.39.passed
check.39.failed:
  ret i32 3
check.39.passed:
  br label %start
start:
  br label %image
image:
  %image.number = phi i64 [ 0, %start ], [ %image.next, %again ]
  %.40 = mul nuw nsw i64 %image.number, 128
  %.41 = getelementptr i8, ptr %.32, i64 %.40
  %.42 = mul nuw nsw i64 %image.number, 192
  %.43 = getelementptr i8, ptr %.37, i64 %.42
  ; naive_conv2d
  %.44 = getelementptr i8, ptr @cnnc_model_v1.weights, i64 256
  call void @"naive_conv2d"(ptr %.41, ptr @cnnc_model_v1.weights, ptr %.44, ptr %.43, i32 %.10, i32 %.12, ptr %.29)
  %image.next = add nuw nsw i64 %image.number, 1
  %.45 = icmp slt i64 %image.next, %.8
  br i1 %.45, label %again, label %images.end
again:
  call void @cnnc.barrier(ptr %.29, i32 %.12)
  br label %image
images.end:
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
  call void @llvm.x86.sse2.pause()
  br label %wait
yield:
  %ignored = call i32 @sched_yield()
  br label %wait
end:
  ret void
}

attributes #0 = { nounwind "frame-pointer"="none" "prefer-vector-width"="256" "target-cpu"="x86-64" "target-features"="+avx,+avx2,+bmi,+bmi2,+f16c,+fma,+lzcnt,+movbe,+popcnt,+sse3,+sse4.1,+sse4.2,+ssse3" "tune-cpu"="x86-64-v3" }
attributes #1 = { alwaysinline nounwind "frame-pointer"="none" "prefer-vector-width"="256" "target-cpu"="x86-64" "target-features"="+avx,+avx2,+bmi,+bmi2,+f16c,+fma,+lzcnt,+movbe,+popcnt,+sse3,+sse4.1,+sse4.2,+ssse3" "tune-cpu"="x86-64-v3" }

declare float @llvm.fma.f32(float, float, float)
declare i32 @sched_yield()
declare void @llvm.x86.sse2.pause()

!0 = !{!"llvm.loop.unroll.disable"}
!1 = !{!"llvm.loop.vectorize.enable", i1 false}
!2 = distinct !{!2, !0, !1}
!3 = distinct !{!3, !0, !1}
!4 = distinct !{!4, !0, !1}
!5 = distinct !{!5, !0, !1}
!6 = distinct !{!6, !0, !1}
!7 = distinct !{!7, !0, !1}
