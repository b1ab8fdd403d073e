using Carousel.Kernels.Recurrent;
using Carousel.Reference.Recurrent;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class DeltaKernelTests() : MatrixKernelTests(
    CellReference.Of<DeltaReference<NoDeltaDecay>>(),
    (I, H, heads, rows, reverse, seed) => new MatrixRun<DeltaCell<NoDecay>>(I, H, heads, rows, reverse, seed),
    4477406206926925103UL);

public sealed class DeltaDecayKernelTests() : MatrixKernelTests(
    CellReference.Of<DeltaReference<GatedDeltaDecay>>(),
    (I, H, heads, rows, reverse, seed) => new MatrixRun<DeltaCell<GatedDecay>>(I, H, heads, rows, reverse, seed),
    1733806140382624189UL);
