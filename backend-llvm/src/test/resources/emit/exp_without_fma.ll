; exp_without_fma for x86-64-v2
source_filename = "exp_without_fma"
target triple = "x86_64-unknown-linux-gnu"

@cnnc.manifest = private unnamed_addr constant [3 x i8] c"{}\00"
@cnnc_model_v1 = constant { i32, i32, ptr, i64, ptr, ptr } { i32 1, i32 2, ptr @cnnc.manifest, i64 0, ptr @cnnc.run, ptr null }

define internal void @"exp_without_fma"(ptr noalias readonly align 16 dereferenceable(16) %x, ptr noalias align 16 dereferenceable(16) %y, i32 %thread, i32 %threads, ptr %barrier) #0 {
entry:
  %.0 = icmp eq i32 %thread, 0
  br i1 %.0, label %first.1.then, label %first.1.end
first.1.then:
  %.2 = load <4 x float>, ptr %x, align 4
  %.3 = call <4 x float> @cnnc.exp.v4f32(<4 x float> %.2)
  store <4 x float> %.3, ptr %y, align 4
  br label %first.1.end
first.1.end:
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
  %.40 = mul nuw nsw i64 %image.number, 16
  %.41 = getelementptr i8, ptr %.32, i64 %.40
  %.42 = mul nuw nsw i64 %image.number, 16
  %.43 = getelementptr i8, ptr %.37, i64 %.42
  ; exp_without_fma
  call void @"exp_without_fma"(ptr %.41, ptr %.43, i32 %.10, i32 %.12, ptr %.29)
  %image.next = add nuw nsw i64 %image.number, 1
  %.44 = icmp slt i64 %image.next, %.8
  br i1 %.44, label %again, label %images.end
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

define internal <4 x float> @cnnc.exp.v4f32(<4 x float> %x) #1 {
entry:
  %.0 = fcmp olt <4 x float> %x, splat (float 0xC05A000000000000)
  %.1 = select <4 x i1> %.0, <4 x float> splat (float 0xC05A000000000000), <4 x float> %x
  %.2 = fcmp olt <4 x float> splat (float 0x4056400000000000), %.1
  %.3 = select <4 x i1> %.2, <4 x float> splat (float 0x4056400000000000), <4 x float> %.1
  %.4 = fmul <4 x float> %.3, splat (float 0x3FF7154760000000)
  %.5 = fadd <4 x float> %.4, splat (float 0x4168000000000000)
  %.6 = fsub <4 x float> %.5, splat (float 0x4168000000000000)
  %.7 = fmul <4 x float> %.6, splat (float 0xBFE6300000000000)
  %.8 = fadd <4 x float> %.7, %.3
  %.9 = fmul <4 x float> %.6, splat (float 0x3F2BD01060000000)
  %.10 = fadd <4 x float> %.9, %.8
  %.11 = fmul <4 x float> splat (float 0x3F2A0D2CE0000000), %.10
  %.12 = fadd <4 x float> %.11, splat (float 0x3F56E879C0000000)
  %.13 = fmul <4 x float> %.12, %.10
  %.14 = fadd <4 x float> %.13, splat (float 0x3F81112100000000)
  %.15 = fmul <4 x float> %.14, %.10
  %.16 = fadd <4 x float> %.15, splat (float 0x3FA5553820000000)
  %.17 = fmul <4 x float> %.16, %.10
  %.18 = fadd <4 x float> %.17, splat (float 0x3FC5555540000000)
  %.19 = fmul <4 x float> %.18, %.10
  %.20 = fadd <4 x float> %.19, splat (float 0x3FE0000000000000)
  %.21 = fmul <4 x float> %.10, %.10
  %.22 = fmul <4 x float> %.21, %.20
  %.23 = fadd <4 x float> %.22, %.10
  %.24 = fadd <4 x float> %.23, splat (float 0x3FF0000000000000)
  %.25 = bitcast <4 x float> %.5 to <4 x i32>
  %.26 = sub <4 x i32> %.25, splat (i32 1262485504)
  %.27 = ashr <4 x i32> %.26, splat (i32 1)
  %.28 = sub <4 x i32> %.26, %.27
  %.29 = add <4 x i32> %.27, splat (i32 127)
  %.30 = shl <4 x i32> %.29, splat (i32 23)
  %.31 = bitcast <4 x i32> %.30 to <4 x float>
  %.32 = fmul <4 x float> %.24, %.31
  %.33 = add <4 x i32> %.28, splat (i32 127)
  %.34 = shl <4 x i32> %.33, splat (i32 23)
  %.35 = bitcast <4 x i32> %.34 to <4 x float>
  %.36 = fmul <4 x float> %.32, %.35
  ret <4 x float> %.36
}

attributes #0 = { nounwind "frame-pointer"="none" "prefer-vector-width"="128" "target-cpu"="x86-64" "target-features"="+popcnt,+sse3,+sse4.1,+sse4.2,+ssse3" "tune-cpu"="x86-64-v2" }
attributes #1 = { alwaysinline nounwind "frame-pointer"="none" "prefer-vector-width"="128" "target-cpu"="x86-64" "target-features"="+popcnt,+sse3,+sse4.1,+sse4.2,+ssse3" "tune-cpu"="x86-64-v2" }

declare i32 @sched_yield()
declare void @llvm.x86.sse2.pause()
