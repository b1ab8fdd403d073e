using Carousel.Kernels;
using Carousel.Reference.Recurrent;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class SlstmKernelTests() : CellKernelTests(
    CellReference.Slstm(isExponential: false),
    shape => ScanRun<SlstmCell<LogisticForget>>.Of(shape, shape.H % 5 == 0 ? shape.H / 5 : shape.H),
    13469896783633313312UL);

public sealed class SlstmExponentialKernelTests() : CellKernelTests(
    CellReference.Slstm(isExponential: true),
    shape => ScanRun<SlstmCell<ExponentialForget>>.Of(shape, shape.H % 5 == 0 ? shape.H / 5 : shape.H),
    644898705493730856UL);
