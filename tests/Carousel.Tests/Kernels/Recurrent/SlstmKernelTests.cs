using Carousel.Kernels;
using Carousel.Reference.Recurrent;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class SlstmKernelTests : ScanKernelTests
{
    public SlstmKernelTests()
        : base(
            CellReference.Of<SlstmReference<LogisticSlstmForget>>(),
            (I, H, rows, reverse, seed) => new ScanRun<SlstmCell<LogisticForget>>(
                I, H, rows, reverse, seed, H % 5 == 0 ? H / 5 : H), 11182173846668047581UL)
    {
    }
}

public sealed class SlstmExponentialKernelTests : ScanKernelTests
{
    public SlstmExponentialKernelTests()
        : base(
            CellReference.Of<SlstmReference<ExponentialSlstmForget>>(),
            (I, H, rows, reverse, seed) => new ScanRun<SlstmCell<ExponentialForget>>(
                I, H, rows, reverse, seed, H % 5 == 0 ? H / 5 : H), 9390797281244077165UL)
    {
    }
}
