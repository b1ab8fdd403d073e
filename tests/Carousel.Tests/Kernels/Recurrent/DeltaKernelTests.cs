using Carousel.Kernels.Recurrent;
using Carousel.Reference.Recurrent;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class DeltaKernelTests() : MatrixKernelTests(
    CellReference.Of<DeltaReference<NoDeltaDecay>>(),
    (I, H, heads, rows, reverse, seed) => new MatrixRun<DeltaCell<NoDecay>>(I, H, heads, rows, reverse, seed),
    9865604071342676179UL);

public sealed class DeltaDecayKernelTests() : MatrixKernelTests(
    CellReference.Of<DeltaReference<GatedDeltaDecay>>(),
    (I, H, heads, rows, reverse, seed) => new MatrixRun<DeltaCell<GatedDecay>>(I, H, heads, rows, reverse, seed),
    11687354053491233370UL);
