; guarded_lanes for x86-64-v4
source_filename = "guarded_lanes"
target triple = "x86_64-unknown-linux-gnu"

@cnnc.manifest = private unnamed_addr constant [3 x i8] c"{}\00"
@cnnc_model_v1 = constant { i32, i32, ptr, i64, ptr } { i32 1, i32 2, ptr @cnnc.manifest, i64 0, ptr @cnnc.run }

define internal void @"guarded_lanes"(ptr noalias readonly align 64 dereferenceable(64) %x, ptr noalias align 64 dereferenceable(64) %y, i32 %thread, i32 %threads, ptr %barrier) #0 {
entry:
  %.0 = icmp eq i32 %thread, 0
  br i1 %.0, label %first.1.then, label %first.1.end
first.1.then:
  %.2 = add nsw <16 x i64> <i64 0, i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7, i64 8, i64 9, i64 10, i64 11, i64 12, i64 13, i64 14, i64 15>, splat (i64 -1)
  %.3 = icmp sge <16 x i64> %.2, splat (i64 0)
  %.4 = xor <16 x i1> %.3, splat (i1 true)
  %.5 = getelementptr float, ptr %x, i64 -1
  %.6 = call <16 x float> @llvm.masked.load.v16f32.p0(ptr %.5, i32 4, <16 x i1> %.3, <16 x float> zeroinitializer)
  %.7 = select <16 x i1> %.3, <16 x float> %.6, <16 x float> splat (float 0x0000000000000000)
  store <16 x float> %.7, ptr %y, align 4
  br label %first.1.end
first.1.end:
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
  %.38 = mul nuw nsw i64 %image.number, 64
  %.39 = getelementptr i8, ptr %.30, i64 %.38
  %.40 = mul nuw nsw i64 %image.number, 64
  %.41 = getelementptr i8, ptr %.35, i64 %.40
  ; guarded_lanes
  call void @"guarded_lanes"(ptr %.39, ptr %.41, i32 %.10, i32 %.12, ptr %.14)
  %image.next = add nuw nsw i64 %image.number, 1
  %.42 = icmp slt i64 %image.next, %.8
  br i1 %.42, label %again, label %end
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
  call void @llvm.x86.sse2.pause()
  br label %wait
yield:
  %ignored = call i32 @sched_yield()
  br label %wait
end:
  ret void
}

attributes #0 = { nounwind "frame-pointer"="none" "prefer-vector-width"="512" "target-cpu"="x86-64" "target-features"="+avx,+avx2,+avx512bw,+avx512cd,+avx512dq,+avx512f,+avx512vl,+bmi,+bmi2,+f16c,+fma,+lzcnt,+movbe,+popcnt,+sse3,+sse4.1,+sse4.2,+ssse3" "tune-cpu"="x86-64-v4" }
attributes #1 = { alwaysinline nounwind "frame-pointer"="none" "prefer-vector-width"="512" "target-cpu"="x86-64" "target-features"="+avx,+avx2,+avx512bw,+avx512cd,+avx512dq,+avx512f,+avx512vl,+bmi,+bmi2,+f16c,+fma,+lzcnt,+movbe,+popcnt,+sse3,+sse4.1,+sse4.2,+ssse3" "tune-cpu"="x86-64-v4" }

declare <16 x float> @llvm.masked.load.v16f32.p0(ptr, i32 immarg, <16 x i1>, <16 x float>)
declare i32 @sched_yield()
declare void @llvm.x86.sse2.pause()
