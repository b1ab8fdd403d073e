using Carousel.Kernels;
using Carousel.Reference.Recurrent;

namespace Carousel.Tests.Kernels.Recurrent;

public sealed class ElmanKernelTests() : CellKernelTests(
    CellReference.Elman, shape => new HiddenRun<ElmanCell>(new(shape.I, shape.H), shape), 14756580616588494088UL)
{
    protected override int ManyUnits => 1030;
}
