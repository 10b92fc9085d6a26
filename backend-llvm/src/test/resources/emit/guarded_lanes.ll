; guarded_lanes for x86-64-v4
source_filename = "guarded_lanes"
target triple = "x86_64-unknown-linux-gnu"

@cnnc.manifest = private unnamed_addr constant [3 x i8] c"{}\00"
@cnnc_model_v1 = constant { i32, i32, ptr, i64, ptr, ptr } { i32 1, i32 2, ptr @cnnc.manifest, i64 0, ptr @cnnc.run, ptr null }

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

