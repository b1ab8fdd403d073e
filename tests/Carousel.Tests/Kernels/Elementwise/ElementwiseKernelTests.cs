using Carousel.Kernels;
using Carousel.Reference.Elementwise;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Elementwise;

public class ElementwiseKernelTests
{
    public static TheoryData<ElementwiseFunction> Functions => [.. Enum.GetValues<ElementwiseFunction>()];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Functions_EqualTheTwin(ElementwiseFunction function)
    {
        foreach (int n in new[] { 1, 3, 15, 16, 17, 65 })
        {
            double[] x = Inputs(function, n), dy = new Draws(n + 1).Vector(n);
            float[] single = Near.Floats(x), y = new float[n], dx = new float[n];
            ElementwiseKernel.Forward(function, single, y);
            ElementwiseKernel.Backward(function, single, y, Near.Floats(dy), dx);

            Near.Largest(y, ElementwiseReference.Forward(function.ToString(), x), 8 * Near.Rounding);
            Near.Largest(dx, ElementwiseReference.Backward(function.ToString(), x, dy), 16 * Near.Rounding);
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Backward_AddsToWhatIsAlreadyThere(ElementwiseFunction function)
    {
        float[] x = Near.Floats(Inputs(function, 5)), y = new float[5], dy = new Draws(2).Floats(5),
            alone = new float[5], added = [2, 2, 2, 2, 2];
        ElementwiseKernel.Forward(function, x, y);
        ElementwiseKernel.Backward(function, x, y, dy, alone);
        ElementwiseKernel.Backward(function, x, y, dy, added);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(alone[i] + 2, added[i], 1e-6f * (2 + Math.Abs(alone[i])));
        }
    }

    [Fact]
    public void Sums_AndProducts_AreWorkedByHand()
    {
        float[] a = [1, 2, 3], b = [4, 5, 6], y = new float[3];
        ElementwiseKernel.Combine(2, a, -1, b, y);
        Assert.Equal([-2, -1, 0], y);
        ElementwiseKernel.AddScaled(3, a, y);
        Assert.Equal([1, 5, 9], y);
        ElementwiseKernel.Multiply(a, b, y);
        Assert.Equal([4, 10, 18], y);
        ElementwiseKernel.AddProduct(a, a, y);
        Assert.Equal([5, 14, 27], y);
        ElementwiseKernel.Affine(-1, 1, a, y);
        Assert.Equal([0, -1, -2], y);
    }

    [Fact]
    public void AddRow_AddsTheRowToEveryRow_AndColumnSumsAreItsGradient()
    {
        float[] x = [1, 2, 3, 4, 5, 6], y = new float[6], dRow = [10, 20];
        ElementwiseKernel.AddRow(x, [10, 100], y);
        Assert.Equal([11, 102, 13, 104, 15, 106], y);
        ElementwiseKernel.AddColumnSums([0, 3], x, dRow);
        Assert.Equal([19, 32], dRow);
    }

    [Fact]
    public void AddColumnSums_RunsFromTheLastStepToTheFirst()
    {
        // 1 is lost in a sum with 2²⁴ but not with another 1: the order shows in the last bit.
        float[] dy = [16777216, 1, 1], ascending = [0], backwards = [0];
        ElementwiseKernel.AddColumnSums([0, 3], dy, ascending);
        ElementwiseKernel.AddColumnSums([0, 1, 2, 3], dy, backwards);
        Assert.Equal(16777216f, ascending[0]);
        Assert.Equal(16777218f, backwards[0]);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(150)]
    public void AddColumnSums_IsOneChainForEachColumn(int columns)
    {
        int[] rowStart = [0, 3, 5, 6];
        float[] dy = new Draws(columns).Floats(6 * columns), dRow = new Draws(1).Floats(columns), expected = [.. dRow];
        foreach (int row in new[] { 5, 3, 4, 0, 1, 2 })
        {
            for (int column = 0; column < columns; column++)
            {
                expected[column] += dy[(row * columns) + column];
            }
        }

        ElementwiseKernel.AddColumnSums(rowStart, dy, dRow);
        Near.SameBits(dRow, expected);
    }

    [Fact]
    public void Kernels_NameTheArgument_WhenLengthsDiffer()
    {
        Assert.Equal(
            "x",
            Assert.Throws<ShapeException>(
                () => ElementwiseKernel.Forward(ElementwiseFunction.Tanh, new float[2], new float[3])).ParamName);
        Assert.Equal(
            "dy",
            Assert.Throws<ShapeException>(
                () =>
                    ElementwiseKernel.Backward(
                        ElementwiseFunction.Tanh, new float[3], new float[3], new float[2], new float[3])).ParamName);
        Assert.Equal(
            "b",
            Assert.Throws<ShapeException>(
                () => ElementwiseKernel.Multiply(new float[3], new float[4], new float[3])).ParamName);
    }

    [Fact]
    public void Kernels_AllocateNothing()
    {
        float[] x = new float[100], y = new float[100];
        Allocations.AssertNone(() =>
        {
            ElementwiseKernel.Forward(ElementwiseFunction.Tanh, x, y);
            ElementwiseKernel.Backward(ElementwiseFunction.Tanh, x, y, x, y);
        });
    }

    private static double[] Inputs(ElementwiseFunction function, int n)
    {
        double[] x = new Draws(n).Vector(n, 3);
        return function == ElementwiseFunction.Log ? Array.ConvertAll(x, v => (double)(float)(Math.Abs(v) + 0.25)) : x;
    }
}
