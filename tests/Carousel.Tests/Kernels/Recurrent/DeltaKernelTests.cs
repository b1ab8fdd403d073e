using Carousel.Kernels;
using Carousel.Reference.Recurrent;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class DeltaKernelTests() : MatrixKernelTests(
    CellReference.Of<DeltaReference<NoDeltaDecay>>(),
    (I, H, heads, rows, reverse, seed) => new MatrixRun<DeltaCell<NoDecay>>(I, H, heads, rows, reverse, seed),
    2083184183133859082UL);

public sealed class DeltaDecayKernelTests() : MatrixKernelTests(
    CellReference.Of<DeltaReference<GatedDeltaDecay>>(),
    (I, H, heads, rows, reverse, seed) => new MatrixRun<DeltaCell<GatedDecay>>(I, H, heads, rows, reverse, seed),
    3681174761809939836UL);
