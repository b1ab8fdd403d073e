using Carousel.Kernels;
using Carousel.Reference.Sequences;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Sequences;

public class ColumnsKernelTests
{
    [Fact]
    public void Forward_JoinsAndSlices_AsTheTwin()
    {
        var draws = new Draws(1);
        double[,] a = draws.Matrix(4, 3), b = draws.Matrix(4, 2), joined = ColumnsReference.Concatenate(a, b);
        float[] y = new float[20], part = new float[8];
        ColumnsKernel.Forward(4, Near.Floats(a), 0, y, 0, 3);
        ColumnsKernel.Forward(4, Near.Floats(b), 0, y, 3, 2);
        ColumnsKernel.Forward(4, y, 2, part, 0, 2);

        Near.Within(y, joined, 0);
        Near.Within(part, ColumnsReference.Slice(joined, 2, 2), 0);
    }

    [Fact]
    public void Backward_AddsTheColumnsBack()
    {
        float[] dx = [1, 1, 1, 1, 1, 1];
        ColumnsKernel.Backward(2, [5, 6], 0, dx, 1, 1);
        Assert.Equal([1, 6, 1, 1, 7, 1], dx);
    }

    [Fact]
    public void Forward_Refuses_ColumnsThatAreNotThere() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ColumnsKernel.Forward(2, new float[4], 1, new float[4], 0, 2));
}
