using Carousel.Kernels;
using Carousel.Reference.Recurrent;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class MlstmKernelTests() : MatrixKernelTests(
    CellReference.Of<MlstmReference<LogisticSlstmForget>>(),
    (I, H, heads, rows, reverse, seed) => new MatrixRun<MlstmCell<LogisticForget>>(I, H, heads, rows, reverse, seed),
    13451214045542490816UL);

public sealed class MlstmExponentialKernelTests() : MatrixKernelTests(
    CellReference.Of<MlstmReference<ExponentialSlstmForget>>(),
    (I, H, heads, rows, reverse, seed) =>
        new MatrixRun<MlstmCell<ExponentialForget>>(I, H, heads, rows, reverse, seed), 6102647666552447752UL);
