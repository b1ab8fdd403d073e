using Carousel.Kernels;
using Carousel.Reference.Recurrent;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class DeltaKernelTests() : CellKernelTests(
    CellReference.Delta(decays: false), MatrixRun<DeltaCell<NoDecay>>.Of, 589661660974655482UL);

public sealed class DeltaDecayKernelTests() : CellKernelTests(
    CellReference.Delta(decays: true), MatrixRun<DeltaCell<GatedDecay>>.Of, 12899433173978394567UL);
