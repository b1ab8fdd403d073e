using Carousel.Kernels;
using Carousel.Reference.Recurrent;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class MinGruKernelTests : ScanKernelTests
{
    public MinGruKernelTests()
        : base(
            CellReference.Of<MinGruReference>(),
            (I, H, rows, reverse, seed) => new ScanRun<MinGruCell>(I, H, rows, reverse, seed), 14355452820058113629UL)
    {
    }
}
