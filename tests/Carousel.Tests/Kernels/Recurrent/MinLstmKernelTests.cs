using Carousel.Kernels;
using Carousel.Reference.Recurrent;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class MinLstmKernelTests : ScanKernelTests
{
    public MinLstmKernelTests()
        : base(
            CellReference.Of<MinLstmReference>(),
            (I, H, rows, reverse, seed) => new ScanRun<MinLstmCell>(I, H, rows, reverse, seed), 3715588915202283410UL)
    {
    }
}
