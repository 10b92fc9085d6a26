; Pictures of 8 bits a sample to images of an input: what every library with preparations has.
; It is written by hand, since the extents of a nest are known when it is compiled, those of a picture only when it is
; there. The arithmetic is Pillow's: bilinear with a triangle that is widened where the picture gets smaller, first along
; rows, then along columns, with weights of 22 bits and a rounding to 8 bits after each. Integers are summed, so that the
; order of a sum changes nothing, and the doubles of the weights are computed as org.cnnc.runtime.image does it: both
; give the same bits.

; What is prepared: channels, height, width, resize (0: no, 1: the shorter side, 2: both), height or shorter side, width,
; whether the middle is cut out, whether the planes are blue, green, red; the value of each sample of each plane.
%cnnc.preparation = type { i64, i64, i64, i64, i64, i64, i1, i1, ptr }

; cnnc_picture of docs/ABI.md: row_bytes, width, height, pixel_bytes, red, green, blue, scratch_bytes, scratch.
%cnnc.picture = type { i64, i32, i32, i32, i32, i32, i32, i64, ptr }

; Bytes up to the next multiple of 64, where every part of the scratch memory begins.
define internal i64 @cnnc.picture.round(i64 %bytes) #1 {
entry:
  %more = add nuw nsw i64 %bytes, 63
  %rounded = and i64 %more, -64
  ret i64 %rounded
}

; The most input samples that make an output sample: 2 * ceil(max(1, in / size)) + 1.
define internal i64 @cnnc.picture.most(i64 %in, i64 %size) #1 {
entry:
  %more = add nuw nsw i64 %in, %size
  %sum = sub nuw nsw i64 %more, 1
  %support = udiv i64 %sum, %size
  %twice = shl nuw nsw i64 %support, 1
  %most = add nuw nsw i64 %twice, 1
  ret i64 %most
}

; The size of the resized picture, { width, height }.
define internal { i64, i64 } @cnnc.picture.resized(ptr %preparation, i64 %width, i64 %height) #1 {
entry:
  %kind.at = getelementptr inbounds %cnnc.preparation, ptr %preparation, i64 0, i32 3
  %kind = load i64, ptr %kind.at, align 8
  %side.at = getelementptr inbounds %cnnc.preparation, ptr %preparation, i64 0, i32 4
  %side = load i64, ptr %side.at, align 8
  switch i64 %kind, label %none [ i64 1, label %shorter
                                  i64 2, label %exact ]
none:
  br label %end
shorter:
  %shorter.side = call i64 @llvm.smin.i64(i64 %width, i64 %height)
  %product.x = mul nuw nsw i64 %side, %width
  %shorter.x = udiv i64 %product.x, %shorter.side
  %product.y = mul nuw nsw i64 %side, %height
  %shorter.y = udiv i64 %product.y, %shorter.side
  br label %end
exact:
  %exact.at = getelementptr inbounds %cnnc.preparation, ptr %preparation, i64 0, i32 5
  %exact.x = load i64, ptr %exact.at, align 8
  br label %end
end:
  %x = phi i64 [ %width, %none ], [ %shorter.x, %shorter ], [ %exact.x, %exact ]
  %y = phi i64 [ %height, %none ], [ %shorter.y, %shorter ], [ %side, %exact ]
  %half = insertvalue { i64, i64 } poison, i64 %x, 0
  %size = insertvalue { i64, i64 } %half, i64 %y, 1
  ret { i64, i64 } %size
}

; Half of a margin, of an odd one rounded to an even number.
define internal i64 @cnnc.picture.half(i64 %margin) #1 {
entry:
  %down = lshr i64 %margin, 1
  %odd = and i64 %down, 1
  %sum = add nuw nsw i64 %margin, %odd
  %half = lshr i64 %sum, 1
  ret i64 %half
}

; 1 - |sample - center| / support, or 0: the triangle before it is made to sum to 1.
define internal double @cnnc.picture.triangle(i64 %sample, double %center, double %inverse) #1 {
entry:
  %place = sitofp i64 %sample to double
  %apart = fsub double %place, %center
  %middle = fadd double %apart, 5.0e-1
  %scaled = fmul double %middle, %inverse
  %distance = call double @llvm.fabs.f64(double %scaled)
  %height = fsub double 1.0, %distance
  %above = fcmp ogt double %height, 0.0
  %triangle = select i1 %above, double %height, double 0.0
  ret double %triangle
}

; For each of %count output samples from %from on, of %size that %in samples become: its first input sample, how many
; there are, and their weights, %stride of them, zeros behind.
define internal void @cnnc.picture.taps(ptr noalias %firsts, ptr noalias %counts, ptr noalias %weights, i64 %stride, i64 %in, i64 %size, i64 %from, i64 %count) #0 {
entry:
  %in.double = sitofp i64 %in to double
  %size.double = sitofp i64 %size to double
  %scale = fdiv double %in.double, %size.double
  %smaller = fcmp ogt double %scale, 1.0
  %support = select i1 %smaller, double %scale, double 1.0
  %inverse = fdiv double 1.0, %support
  br label %sample
sample:
  %i = phi i64 [ 0, %entry ], [ %i.next, %done ]
  %out = add nuw nsw i64 %from, %i
  %out.double = sitofp i64 %out to double
  %out.middle = fadd double %out.double, 5.0e-1
  %center = fmul double %out.middle, %scale
  %lower = fsub double %center, %support
  %lower.half = fadd double %lower, 5.0e-1
  %lower.index = fptosi double %lower.half to i64
  %first = call i64 @llvm.smax.i64(i64 %lower.index, i64 0)
  %upper = fadd double %center, %support
  %upper.half = fadd double %upper, 5.0e-1
  %upper.index = fptosi double %upper.half to i64
  %last = call i64 @llvm.smin.i64(i64 %upper.index, i64 %in)
  %taps = sub nsw i64 %last, %first
  %first.at = getelementptr inbounds i32, ptr %firsts, i64 %i
  %first.int = trunc i64 %first to i32
  store i32 %first.int, ptr %first.at, align 4
  %taps.at = getelementptr inbounds i32, ptr %counts, i64 %i
  %taps.int = trunc i64 %taps to i32
  store i32 %taps.int, ptr %taps.at, align 4
  %row = mul nuw nsw i64 %i, %stride
  br label %add
add:
  %t = phi i64 [ 0, %sample ], [ %t.next, %add ]
  %sum = phi double [ 0.0, %sample ], [ %sum.next, %add ]
  %t.sample = add nuw nsw i64 %first, %t
  %t.height = call double @cnnc.picture.triangle(i64 %t.sample, double %center, double %inverse)
  %sum.next = fadd double %sum, %t.height
  %t.next = add nuw nsw i64 %t, 1
  %summed = icmp sge i64 %t.next, %taps
  br i1 %summed, label %weigh, label %add
weigh:
  %w = phi i64 [ 0, %add ], [ %w.next, %weigh ]
  %w.sample = add nuw nsw i64 %first, %w
  %w.height = call double @cnnc.picture.triangle(i64 %w.sample, double %center, double %inverse)
  %part = fdiv double %w.height, %sum.next
  %fixed = fmul double %part, 4194304.0
  %fixed.half = fadd double %fixed, 5.0e-1
  %fixed.int = fptosi double %fixed.half to i32
  %inside = icmp slt i64 %w, %taps
  %weight = select i1 %inside, i32 %fixed.int, i32 0
  %w.place = add nuw nsw i64 %row, %w
  %w.at = getelementptr inbounds i32, ptr %weights, i64 %w.place
  store i32 %weight, ptr %w.at, align 4
  %w.next = add nuw nsw i64 %w, 1
  %weighed = icmp sge i64 %w.next, %stride
  br i1 %weighed, label %done, label %weigh
done:
  %i.next = add nuw nsw i64 %i, 1
  %all = icmp sge i64 %i.next, %count
  br i1 %all, label %end, label %sample
end:
  ret void
}

; A sum of weighted samples as a sample: rounded, and 255 where rounded weights sum to more than 1.
define internal i32 @cnnc.picture.sample(i32 %sum) #1 {
entry:
  %shifted = lshr i32 %sum, 22
  %sample = call i32 @llvm.umin.i32(i32 %shifted, i32 255)
  ret i32 %sample
}

; Pixels %from to %to of a row, each sample to its plane; at least one.
define internal void @cnnc.picture.split(ptr %row, i64 %step, i64 %a, i64 %b, i64 %c, ptr noalias %planes, i64 %stride, i64 %from, i64 %to) #0 {
entry:
  %plane.b = getelementptr inbounds i8, ptr %planes, i64 %stride
  %plane.c = getelementptr inbounds i8, ptr %plane.b, i64 %stride
  br label %pixel
pixel:
  %x = phi i64 [ %from, %entry ], [ %x.next, %pixel ]
  %place = mul nuw nsw i64 %x, %step
  %pointer = getelementptr inbounds i8, ptr %row, i64 %place
  %a.from = getelementptr inbounds i8, ptr %pointer, i64 %a
  %b.from = getelementptr inbounds i8, ptr %pointer, i64 %b
  %c.from = getelementptr inbounds i8, ptr %pointer, i64 %c
  %a.sample = load i8, ptr %a.from, align 1
  %b.sample = load i8, ptr %b.from, align 1
  %c.sample = load i8, ptr %c.from, align 1
  %a.to = getelementptr inbounds i8, ptr %planes, i64 %x
  %b.to = getelementptr inbounds i8, ptr %plane.b, i64 %x
  %c.to = getelementptr inbounds i8, ptr %plane.c, i64 %x
  store i8 %a.sample, ptr %a.to, align 1
  store i8 %b.sample, ptr %b.to, align 1
  store i8 %c.sample, ptr %c.to, align 1
  %x.next = add nuw nsw i64 %x, 1
  %all = icmp sge i64 %x.next, %to
  br i1 %all, label %end, label %pixel
end:
  ret void
}

; Pixels %from to %to of a row as ITU-R BT.601's luma, rounded as Pillow rounds it; a grey pixel's is its grey.
define internal void @cnnc.picture.luma(ptr %row, i64 %step, i64 %red, i64 %green, i64 %blue, ptr noalias %plane, i64 %from, i64 %to) #0 {
entry:
  br label %pixel
pixel:
  %x = phi i64 [ %from, %entry ], [ %x.next, %pixel ]
  %place = mul nuw nsw i64 %x, %step
  %pointer = getelementptr inbounds i8, ptr %row, i64 %place
  %red.from = getelementptr inbounds i8, ptr %pointer, i64 %red
  %green.from = getelementptr inbounds i8, ptr %pointer, i64 %green
  %blue.from = getelementptr inbounds i8, ptr %pointer, i64 %blue
  %red.sample = load i8, ptr %red.from, align 1
  %green.sample = load i8, ptr %green.from, align 1
  %blue.sample = load i8, ptr %blue.from, align 1
  %red.int = zext i8 %red.sample to i32
  %green.int = zext i8 %green.sample to i32
  %blue.int = zext i8 %blue.sample to i32
  %red.part = mul nuw nsw i32 %red.int, 19595
  %green.part = mul nuw nsw i32 %green.int, 38470
  %blue.part = mul nuw nsw i32 %blue.int, 7471
  %two = add nuw nsw i32 %red.part, %green.part
  %three = add nuw nsw i32 %two, %blue.part
  %half = add nuw nsw i32 %three, 32768
  %shifted = lshr i32 %half, 16
  %luma = trunc i32 %shifted to i8
  %to.at = getelementptr inbounds i8, ptr %plane, i64 %x
  store i8 %luma, ptr %to.at, align 1
  %x.next = add nuw nsw i64 %x, 1
  %all = icmp sge i64 %x.next, %to
  br i1 %all, label %end, label %pixel
end:
  ret void
}

; One plane of a row along the row: %count samples, each of %taps, a multiple of 16, from its first one on.
define internal void @cnnc.picture.row(ptr noalias %plane, ptr noalias %firsts, ptr noalias %weights, i64 %taps, ptr noalias %samples, i64 %count) #0 {
entry:
  br label %sample
sample:
  %x = phi i64 [ 0, %entry ], [ %x.next, %done ]
  %first.at = getelementptr inbounds i32, ptr %firsts, i64 %x
  %first.int = load i32, ptr %first.at, align 4
  %first = zext i32 %first.int to i64
  %from = getelementptr inbounds i8, ptr %plane, i64 %first
  %row = mul nuw nsw i64 %x, %taps
  %by = getelementptr inbounds i32, ptr %weights, i64 %row
  br label %add
add:
  %t = phi i64 [ 0, %sample ], [ %t.next, %add ]
  %sums = phi <16 x i32> [ zeroinitializer, %sample ], [ %sums.next, %add ]
  %from.at = getelementptr inbounds i8, ptr %from, i64 %t
  %by.at = getelementptr inbounds i32, ptr %by, i64 %t
  %bytes = load <16 x i8>, ptr %from.at, align 1
  %factors = load <16 x i32>, ptr %by.at, align 64
  %ints = zext <16 x i8> %bytes to <16 x i32>
  %products = mul nuw nsw <16 x i32> %ints, %factors
  %sums.next = add <16 x i32> %sums, %products
  %t.next = add nuw nsw i64 %t, 16
  %summed = icmp sge i64 %t.next, %taps
  br i1 %summed, label %done, label %add
done:
  %sum = call i32 @llvm.vector.reduce.add.v16i32(<16 x i32> %sums.next)
  %rounded = add i32 %sum, 2097152
  %int = call i32 @cnnc.picture.sample(i32 %rounded)
  %byte = trunc i32 %int to i8
  %to = getelementptr inbounds i8, ptr %samples, i64 %x
  store i8 %byte, ptr %to, align 1
  %x.next = add nuw nsw i64 %x, 1
  %all = icmp sge i64 %x.next, %count
  br i1 %all, label %end, label %sample
end:
  ret void
}

; One plane of rows along the columns, %count of them from row %first on, which lies in slot %first mod %slots: their
; values, a row of the image.
define internal void @cnnc.picture.column(ptr noalias %rows, i64 %slots, i64 %slot.bytes, i64 %first, i64 %count, ptr noalias %weights, ptr noalias %values, ptr noalias %image, i64 %width) #0 {
entry:
  br label %lanes
lanes:
  %x = phi i64 [ 0, %entry ], [ %x.next, %done ]
  %x.rows = getelementptr inbounds i8, ptr %rows, i64 %x
  br label %add
add:
  %t = phi i64 [ 0, %lanes ], [ %t.next, %add ]
  %sums = phi <16 x i32> [ splat (i32 2097152), %lanes ], [ %sums.next, %add ]
  %row = add nuw nsw i64 %first, %t
  %slot = urem i64 %row, %slots
  %place = mul nuw nsw i64 %slot, %slot.bytes
  %from = getelementptr inbounds i8, ptr %x.rows, i64 %place
  %bytes = load <16 x i8>, ptr %from, align 16
  %ints = zext <16 x i8> %bytes to <16 x i32>
  %by.at = getelementptr inbounds i32, ptr %weights, i64 %t
  %by = load i32, ptr %by.at, align 4
  %by.first = insertelement <16 x i32> poison, i32 %by, i64 0
  %factors = shufflevector <16 x i32> %by.first, <16 x i32> poison, <16 x i32> zeroinitializer
  %products = mul nuw nsw <16 x i32> %ints, %factors
  %sums.next = add <16 x i32> %sums, %products
  %t.next = add nuw nsw i64 %t, 1
  %summed = icmp sge i64 %t.next, %count
  br i1 %summed, label %done, label %add
done:
  %shifted = lshr <16 x i32> %sums.next, splat (i32 22)
  %samples = call <16 x i32> @llvm.umin.v16i32(<16 x i32> %shifted, <16 x i32> splat (i32 255))
  %left = sub nsw i64 %width, %x
  %left.first = insertelement <16 x i64> poison, i64 %left, i64 0
  %left.lanes = shufflevector <16 x i64> %left.first, <16 x i64> poison, <16 x i32> zeroinitializer
  %mask = icmp slt <16 x i64> <i64 0, i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7, i64 8, i64 9, i64 10, i64 11, i64 12, i64 13, i64 14, i64 15>, %left.lanes
  %at = getelementptr inbounds float, ptr %values, <16 x i32> %samples
  %floats = call <16 x float> @llvm.masked.gather.v16f32.v16p0(<16 x ptr> %at, i32 4, <16 x i1> %mask, <16 x float> zeroinitializer)
  %to = getelementptr inbounds float, ptr %image, i64 %x
  call void @llvm.masked.store.v16f32.p0(<16 x float> %floats, ptr %to, i32 4, <16 x i1> %mask)
  %x.next = add nuw nsw i64 %x, 16
  %all = icmp sge i64 %x.next, %width
  br i1 %all, label %end, label %lanes
end:
  ret void
}

; One image of a picture: 0, or how many bytes of scratch memory it needs, or -2 for a size that does not fit, or -3 for
; a null pointer. Rows are resampled when the first row of the image needs them, and kept until the last one has.
define internal i64 @cnnc.picture.prepare(ptr %preparation, ptr %samples, ptr %picture, ptr %image) #0 {
entry:
  %samples.null = icmp eq ptr %samples, null
  %picture.null = icmp eq ptr %picture, null
  %image.null = icmp eq ptr %image, null
  %null.two = or i1 %samples.null, %picture.null
  %null = or i1 %null.two, %image.null
  br i1 %null, label %pointer, label %size
pointer:
  ret i64 -3
misfit:
  ret i64 -2
size:
  %width.at = getelementptr inbounds %cnnc.picture, ptr %picture, i64 0, i32 1
  %width.int = load i32, ptr %width.at, align 8
  %width = sext i32 %width.int to i64
  %height.at = getelementptr inbounds %cnnc.picture, ptr %picture, i64 0, i32 2
  %height.int = load i32, ptr %height.at, align 4
  %height = sext i32 %height.int to i64
  %smaller = call i64 @llvm.smin.i64(i64 %width, i64 %height)
  %pixels = mul nsw i64 %width, %height
  %empty = icmp slt i64 %smaller, 1
  %large = icmp sgt i64 %pixels, 268435456
  %bad = or i1 %empty, %large
  br i1 %bad, label %misfit, label %resize
resize:
  %resized = call { i64, i64 } @cnnc.picture.resized(ptr %preparation, i64 %width, i64 %height)
  %resized.x = extractvalue { i64, i64 } %resized, 0
  %resized.y = extractvalue { i64, i64 } %resized, 1
  %resized.pixels = mul nuw nsw i64 %resized.x, %resized.y
  %resized.large = icmp sgt i64 %resized.pixels, 268435456
  %channels = load i64, ptr %preparation, align 8
  %rows.at = getelementptr inbounds %cnnc.preparation, ptr %preparation, i64 0, i32 1
  %rows = load i64, ptr %rows.at, align 8
  %columns.at = getelementptr inbounds %cnnc.preparation, ptr %preparation, i64 0, i32 2
  %columns = load i64, ptr %columns.at, align 8
  %margin.x = sub nsw i64 %resized.x, %columns
  %margin.y = sub nsw i64 %resized.y, %rows
  %cut.at = getelementptr inbounds %cnnc.preparation, ptr %preparation, i64 0, i32 6
  %cut = load i1, ptr %cut.at, align 1
  %margin.smaller = call i64 @llvm.smin.i64(i64 %margin.x, i64 %margin.y)
  %margin.bits = or i64 %margin.x, %margin.y
  %covered = icmp sge i64 %margin.smaller, 0
  %equal = icmp eq i64 %margin.bits, 0
  %fits.margin = select i1 %cut, i1 %covered, i1 %equal
  %small = xor i1 %resized.large, true
  %fits = and i1 %fits.margin, %small
  br i1 %fits, label %measure, label %misfit
measure:
  ; The parts of the scratch memory, one behind the other.
  %most.x = call i64 @cnnc.picture.most(i64 %width, i64 %resized.x)
  %most.more = add nuw nsw i64 %most.x, 15
  %taps.x = and i64 %most.more, -16
  %taps.y = call i64 @cnnc.picture.most(i64 %height, i64 %resized.y)
  %ints.x = shl nuw nsw i64 %columns, 2
  %firsts.x.bytes = call i64 @cnnc.picture.round(i64 %ints.x)
  %weights.x.bytes = mul nuw nsw i64 %ints.x, %taps.x
  %ints.y = shl nuw nsw i64 %rows, 2
  %firsts.y.bytes = call i64 @cnnc.picture.round(i64 %ints.y)
  %weights.y.exact = mul nuw nsw i64 %ints.y, %taps.y
  %weights.y.bytes = call i64 @cnnc.picture.round(i64 %weights.y.exact)
  %plane.exact = add nuw nsw i64 %width, %taps.x
  %plane.bytes = call i64 @cnnc.picture.round(i64 %plane.exact)
  %planes.bytes = mul nuw nsw i64 %plane.bytes, %channels
  %row.bytes = call i64 @cnnc.picture.round(i64 %columns)
  %slot.bytes = mul nuw nsw i64 %row.bytes, %channels
  %slots.bytes = mul nuw nsw i64 %slot.bytes, %taps.y
  %weights.x.offset = add nuw nsw i64 %firsts.x.bytes, %firsts.x.bytes
  %firsts.y.offset = add nuw nsw i64 %weights.x.offset, %weights.x.bytes
  %counts.y.offset = add nuw nsw i64 %firsts.y.offset, %firsts.y.bytes
  %weights.y.offset = add nuw nsw i64 %counts.y.offset, %firsts.y.bytes
  %planes.offset = add nuw nsw i64 %weights.y.offset, %weights.y.bytes
  %slots.offset = add nuw nsw i64 %planes.offset, %planes.bytes
  %bytes = add nuw nsw i64 %slots.offset, %slots.bytes
  %scratch.bytes.at = getelementptr inbounds %cnnc.picture, ptr %picture, i64 0, i32 7
  %scratch.bytes = load i64, ptr %scratch.bytes.at, align 8
  %scratch.at = getelementptr inbounds %cnnc.picture, ptr %picture, i64 0, i32 8
  %firsts.x = load ptr, ptr %scratch.at, align 8
  %room = icmp sge i64 %scratch.bytes, %bytes
  br i1 %room, label %scratch, label %more
more:
  ret i64 %bytes
scratch:
  %scratch.null = icmp eq ptr %firsts.x, null
  br i1 %scratch.null, label %pointer, label %tables
tables:
  %counts.x = getelementptr inbounds i8, ptr %firsts.x, i64 %firsts.x.bytes
  %weights.x = getelementptr inbounds i8, ptr %firsts.x, i64 %weights.x.offset
  %firsts.y = getelementptr inbounds i8, ptr %firsts.x, i64 %firsts.y.offset
  %counts.y = getelementptr inbounds i8, ptr %firsts.x, i64 %counts.y.offset
  %weights.y = getelementptr inbounds i8, ptr %firsts.x, i64 %weights.y.offset
  %planes = getelementptr inbounds i8, ptr %firsts.x, i64 %planes.offset
  %slots = getelementptr inbounds i8, ptr %firsts.x, i64 %slots.offset
  %left = call i64 @cnnc.picture.half(i64 %margin.x)
  %top = call i64 @cnnc.picture.half(i64 %margin.y)
  call void @cnnc.picture.taps(ptr %firsts.x, ptr %counts.x, ptr %weights.x, i64 %taps.x, i64 %width, i64 %resized.x, i64 %left, i64 %columns)
  call void @cnnc.picture.taps(ptr %firsts.y, ptr %counts.y, ptr %weights.y, i64 %taps.y, i64 %height, i64 %resized.y, i64 %top, i64 %rows)
  ; The columns of the picture that anything is made of.
  %from.int = load i32, ptr %firsts.x, align 4
  %from = zext i32 %from.int to i64
  %column.last = sub nuw nsw i64 %columns, 1
  %last.at = getelementptr inbounds i32, ptr %firsts.x, i64 %column.last
  %last.int = load i32, ptr %last.at, align 4
  %last.count.at = getelementptr inbounds i32, ptr %counts.x, i64 %column.last
  %last.count = load i32, ptr %last.count.at, align 4
  %to.int = add nuw nsw i32 %last.int, %last.count
  %to = zext i32 %to.int to i64
  %row.step = load i64, ptr %picture, align 8
  %pixel.at = getelementptr inbounds %cnnc.picture, ptr %picture, i64 0, i32 3
  %pixel.int = load i32, ptr %pixel.at, align 8
  %pixel = zext i32 %pixel.int to i64
  %red.at = getelementptr inbounds %cnnc.picture, ptr %picture, i64 0, i32 4
  %red.int = load i32, ptr %red.at, align 4
  %red = zext i32 %red.int to i64
  %green.at = getelementptr inbounds %cnnc.picture, ptr %picture, i64 0, i32 5
  %green.int = load i32, ptr %green.at, align 8
  %green = zext i32 %green.int to i64
  %blue.at = getelementptr inbounds %cnnc.picture, ptr %picture, i64 0, i32 6
  %blue.int = load i32, ptr %blue.at, align 4
  %blue = zext i32 %blue.int to i64
  %bgr.at = getelementptr inbounds %cnnc.preparation, ptr %preparation, i64 0, i32 7
  %bgr = load i1, ptr %bgr.at, align 1
  %plane.first = select i1 %bgr, i64 %blue, i64 %red
  %plane.last = select i1 %bgr, i64 %red, i64 %blue
  %values.at = getelementptr inbounds %cnnc.preparation, ptr %preparation, i64 0, i32 8
  %values = load ptr, ptr %values.at, align 8
  %gray = icmp eq i64 %channels, 1
  %begin.int = load i32, ptr %firsts.y, align 4
  %begin = zext i32 %begin.int to i64
  br label %image.row
image.row:
  %y = phi i64 [ 0, %tables ], [ %y.next, %image.row.done ]
  %next.before = phi i64 [ %begin, %tables ], [ %next, %image.row.done ]
  %first.at = getelementptr inbounds i32, ptr %firsts.y, i64 %y
  %first.int = load i32, ptr %first.at, align 4
  %first = zext i32 %first.int to i64
  %count.at = getelementptr inbounds i32, ptr %counts.y, i64 %y
  %count.int = load i32, ptr %count.at, align 4
  %count = zext i32 %count.int to i64
  %behind = add nuw nsw i64 %first, %count
  br label %needed
needed:
  %next = phi i64 [ %next.before, %image.row ], [ %next.next, %resampled ]
  %enough = icmp sge i64 %next, %behind
  br i1 %enough, label %channel, label %resample
resample:
  %source.offset = mul nsw i64 %next, %row.step
  %source = getelementptr inbounds i8, ptr %samples, i64 %source.offset
  %slot = urem i64 %next, %taps.y
  %slot.offset = mul nuw nsw i64 %slot, %slot.bytes
  %slot.at = getelementptr inbounds i8, ptr %slots, i64 %slot.offset
  br i1 %gray, label %luma, label %split
luma:
  call void @cnnc.picture.luma(ptr %source, i64 %pixel, i64 %red, i64 %green, i64 %blue, ptr %planes, i64 %from, i64 %to)
  br label %plane
split:
  call void @cnnc.picture.split(ptr %source, i64 %pixel, i64 %plane.first, i64 %green, i64 %plane.last, ptr %planes, i64 %plane.bytes, i64 %from, i64 %to)
  br label %plane
plane:
  %p = phi i64 [ 0, %luma ], [ 0, %split ], [ %p.next, %plane ]
  %p.from = mul nuw nsw i64 %p, %plane.bytes
  %p.plane = getelementptr inbounds i8, ptr %planes, i64 %p.from
  %p.to = mul nuw nsw i64 %p, %row.bytes
  %p.row = getelementptr inbounds i8, ptr %slot.at, i64 %p.to
  call void @cnnc.picture.row(ptr %p.plane, ptr %firsts.x, ptr %weights.x, i64 %taps.x, ptr %p.row, i64 %columns)
  %p.next = add nuw nsw i64 %p, 1
  %p.all = icmp sge i64 %p.next, %channels
  br i1 %p.all, label %resampled, label %plane
resampled:
  %next.next = add nuw nsw i64 %next, 1
  br label %needed
channel:
  %c = phi i64 [ 0, %needed ], [ %c.next, %channel ]
  %c.from = mul nuw nsw i64 %c, %row.bytes
  %c.slots = getelementptr inbounds i8, ptr %slots, i64 %c.from
  %c.values.offset = shl nuw nsw i64 %c, 8
  %c.values = getelementptr inbounds float, ptr %values, i64 %c.values.offset
  %c.rows = mul nuw nsw i64 %c, %rows
  %c.row = add nuw nsw i64 %c.rows, %y
  %c.offset = mul nuw nsw i64 %c.row, %columns
  %c.image = getelementptr inbounds float, ptr %image, i64 %c.offset
  %y.weights.offset = mul nuw nsw i64 %y, %taps.y
  %y.weights = getelementptr inbounds i32, ptr %weights.y, i64 %y.weights.offset
  call void @cnnc.picture.column(ptr %c.slots, i64 %taps.y, i64 %slot.bytes, i64 %first, i64 %count, ptr %y.weights, ptr %c.values, ptr %c.image, i64 %columns)
  %c.next = add nuw nsw i64 %c, 1
  %c.all = icmp sge i64 %c.next, %channels
  br i1 %c.all, label %image.row.done, label %channel
image.row.done:
  %y.next = add nuw nsw i64 %y, 1
  %y.all = icmp sge i64 %y.next, %rows
  br i1 %y.all, label %end, label %image.row
end:
  ret i64 0
}

declare i64 @llvm.smin.i64(i64, i64)
declare i64 @llvm.smax.i64(i64, i64)
declare double @llvm.fabs.f64(double)
declare i32 @llvm.umin.i32(i32, i32)
declare i32 @llvm.vector.reduce.add.v16i32(<16 x i32>)
declare <16 x i32> @llvm.umin.v16i32(<16 x i32>, <16 x i32>)
declare <16 x float> @llvm.masked.gather.v16f32.v16p0(<16 x ptr>, i32 immarg, <16 x i1>, <16 x float>)
declare void @llvm.masked.store.v16f32.p0(<16 x float>, ptr, i32 immarg, <16 x i1>)
