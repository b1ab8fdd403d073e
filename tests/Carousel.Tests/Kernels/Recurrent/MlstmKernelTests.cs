using Carousel.Kernels;
using Carousel.Reference.Recurrent;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class MlstmKernelTests() : CellKernelTests(
    CellReference.Mlstm(isExponential: false), MatrixRun<MlstmCell<LogisticForget>>.Of, 942325995016953392UL);

public sealed class MlstmExponentialKernelTests() : CellKernelTests(
    CellReference.Mlstm(isExponential: true), MatrixRun<MlstmCell<ExponentialForget>>.Of, 9832350542296227694UL);
