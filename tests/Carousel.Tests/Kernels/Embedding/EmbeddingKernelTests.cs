using Carousel.Kernels;
using Carousel.Reference.Embedding;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Kernels.Embedding;

public class EmbeddingKernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(33)]
    public void ForwardAndBackward_EqualTheTwin(int E)
    {
        var draws = new Draws(E);
        int[] ids = [3, 0, 3, 6, 1, 3];
        double[,] table = draws.Matrix(7, E), dy = draws.Matrix(6, E);
        float[] y = new float[6 * E], dTable = new float[7 * E], numbers = Array.ConvertAll(ids, i => (float)i);
        EmbeddingKernel.Forward(E, numbers, Near.Floats(table), y);
        EmbeddingKernel.Backward(E, [0, 3, 5, 6], numbers, Near.Floats(dy), dTable);

        Near.Within(y, EmbeddingReference.Forward(ids, table), 0);
        Near.Within(dTable, EmbeddingReference.Backward(ids, dy, 7), Near.Sum(3, 3));
    }

    [Fact]
    public void Backward_AddsToWhatIsAlreadyThere()
    {
        float[] dTable = [1, 2];
        EmbeddingKernel.Backward(1, [0, 1], [1], [5], dTable);
        Assert.Equal([1, 7], dTable);
    }

    [Fact]
    public void Backward_RunsFromTheLastStepToTheFirst()
    {
        // 1 is lost in a sum with 2²⁴ but not with another 1: the order shows in the last bit.
        float[] dy = [16777216, 1, 1], ascending = [0], backwards = [0];
        EmbeddingKernel.Backward(1, [0, 3], [0, 0, 0], dy, ascending);
        EmbeddingKernel.Backward(1, [0, 1, 2, 3], [0, 0, 0], dy, backwards);
        Assert.Equal((16777216f, 16777218f), (ascending[0], backwards[0]));
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(2f)]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    public void Forward_NamesTheNumber_WhenItIsNoRow(float id) =>
        Assert.Contains(
            "0…1",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => EmbeddingKernel.Forward(1, [id], [1, 2], new float[1])).Message, StringComparison.Ordinal);

    [Fact]
    public void Forward_NamesTheArgument_WhenASpanIsShort() =>
        Assert.Equal(
            "y",
            Assert.Throws<ShapeException>(() => EmbeddingKernel.Forward(2, [1], [1, 2, 3, 4], new float[1])).ParamName);
}
