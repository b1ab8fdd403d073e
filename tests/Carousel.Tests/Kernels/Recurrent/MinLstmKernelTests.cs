using Carousel.Kernels;
using Carousel.Reference.Recurrent;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class MinLstmKernelTests() : CellKernelTests(
    CellReference.MinLstm, shape => ScanRun<MinLstmCell>.Of(shape), 7731313847345120848UL);
