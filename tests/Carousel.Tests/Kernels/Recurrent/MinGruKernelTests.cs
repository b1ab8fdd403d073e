using Carousel.Kernels;
using Carousel.Reference.Recurrent;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class MinGruKernelTests() : CellKernelTests(
    CellReference.MinGru, shape => ScanRun<MinGruCell>.Of(shape), 7280944076304948973UL);
