using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Interchange.Onnx.Running;
using Carousel.Storage;

namespace Carousel.Interchange.Tests.Onnx.Running;

/// <summary>
/// Whole numbers of 64 bits are exact beyond 2⁵³, where double precision is not, and those without sign above 2⁶³.
/// </summary>
public class WholeNumberTests
{
    private const long Odd = (1L << 53) + 1;
    private const ulong High = (1UL << 63) + 1;

    [Theory]
    [InlineData("ReduceSum", new[] { Odd, 1L, -Odd, 4L }, 5L)]
    [InlineData("ReduceMax", new[] { Odd, Odd - 1 }, Odd)]
    [InlineData("ReduceMin", new[] { Odd, Odd + 1 }, Odd)]
    [InlineData("ReduceMean", new[] { Odd, Odd + 2, Odd + 4 }, Odd + 2)]
    [InlineData("ReduceMean", new[] { -3L, -2L }, -2L)]
    [InlineData("ReduceProd", new[] { (1L << 30) + 1, (1L << 31) + 1 }, (1L << 61) + (1L << 31) + (1L << 30) + 1)]
    [InlineData("ReduceL1", new[] { Odd, -1L }, Odd + 1)]
    [InlineData("ReduceL2", new[] { 3037000499L, 1L }, 3037000499L)]
    [InlineData("ReduceSumSquare", new[] { (1L << 30) + 1, 1L }, (1L << 60) + (1L << 31) + 2)]
    [InlineData("ArgMax", new[] { Odd - 1, Odd }, 1L)]
    [InlineData("ArgMin", new[] { Odd, Odd - 1 }, 1L)]
    public void Reductions_AreExact(string op, long[] values, long expected)
    {
        AttributeProto[] attributes = op.StartsWith("Arg", StringComparison.Ordinal)
            ? []
            : [MadeOnnx.Whole("keepdims", 0)];
        Assert.Equal([expected], Run(op, attributes, OnnxTensor.Of(values, values.Length)).Values<long>().ToArray());
    }

    [Theory]
    [InlineData("ReduceMax", High + 1)]
    [InlineData("ReduceMin", 3UL)]
    [InlineData("ReduceMean", (1UL << 63) - 1)]
    [InlineData("ReduceL1", 2UL)]
    public void Reductions_OfNumbersWithoutSign_AreExact(string op, ulong expected)
    {
        ulong[] values = op switch
        {
            "ReduceMean" => [1UL << 63, (1UL << 63) - 1],
            "ReduceL1" => [1UL << 63, (1UL << 63) + 2],
            _ => [3UL, High + 1, High]
        };
        Assert.Equal(
            [expected],
            Run(op, [MadeOnnx.Whole("keepdims", 0)], OnnxTensor.Of(values, values.Length)).Values<ulong>().ToArray());
    }

    [Fact]
    public void TheLargestOfNothing_IsTheLeastOfTheType()
    {
        Assert.Equal(
            [int.MinValue], Run("ReduceMax", [], OnnxTensor.Of(Array.Empty<int>(), 0)).Values<int>().ToArray());
        Assert.Equal(
            [ulong.MaxValue], Run("ReduceMin", [], OnnxTensor.Of(Array.Empty<ulong>(), 0)).Values<ulong>().ToArray());
        Assert.Equal([0UL], Run("ReduceMax", [], OnnxTensor.Of(Array.Empty<ulong>(), 0)).Values<ulong>().ToArray());
        Assert.Contains(
            "takes the mean of no whole numbers.",
            Assert.Throws<ModelFileException>(
                () => Run("ReduceMean", [], OnnxTensor.Of(Array.Empty<int>(), 0))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Div", High, 2UL, 1UL << 62)]
    [InlineData("Mod", High, 2UL, 1UL)]
    [InlineData("Max", High, 2UL, High)]
    [InlineData("Min", High, 2UL, 2UL)]
    [InlineData("PRelu", High, 2UL, High)]
    [InlineData("Pow", 3UL, 40UL, 12157665459056928801UL)]
    public void Arithmetic_OfNumbersWithoutSign_IsExact(string op, ulong x, ulong y, ulong expected) =>
        Assert.Equal([expected], Run(op, [], OnnxTensor.Of([x], 1), OnnxTensor.Of([y], 1)).Values<ulong>().ToArray());

    [Theory]
    [InlineData("Less", false)]
    [InlineData("GreaterOrEqual", true)]
    public void Comparisons_OfNumbersWithoutSign_KnowTheirOrder(string op, bool expected) =>
        Assert.Equal(
            [expected], Run(op, [], OnnxTensor.Of([High], 1), OnnxTensor.Of([1UL], 1)).Values<bool>().ToArray());

    [Theory]
    [InlineData(3L, 39.0, 4052555153018976267L)]
    [InlineData(-1L, -3.0, -1L)]
    [InlineData(2L, -1.0, 0L)]
    [InlineData(4L, 0.5, 2L)]
    public void Powers_OfWholeNumbers_AreExact_ForWholeExponents(long x, double y, long expected) =>
        Assert.Equal([expected], Run("Pow", [], OnnxTensor.Of([x], 1), OnnxTensor.Of([y], 1)).Values<long>().ToArray());

    [Fact]
    public void APowerThatDividesByZero_IsRefused() =>
        Assert.Contains(
            "divides a whole number by 0.",
            Assert.Throws<ModelFileException>(
                () => Run("Pow", [], OnnxTensor.Of([0L], 1), OnnxTensor.Of([-1L], 1))).Message,
                StringComparison.Ordinal);

    [Fact]
    public void ProductsSumsAndRanges_AreExact()
    {
        Assert.Equal(
            [Odd + 4],
            Run("MatMul", [], OnnxTensor.Of([Odd, 2L], 1, 2), OnnxTensor.Of([1L, 2L], 2, 1)).Values<long>().ToArray());
        Assert.Equal(
            [Odd, Odd + 1, Odd + 3],
            Run("CumSum", [], OnnxTensor.Of([Odd, 1L, 2L], 3), OnnxTensor.Of([0L])).Values<long>().ToArray());
        Assert.Equal(
            [Odd, Odd + 1],
            Run("Range", [], OnnxTensor.Of([Odd]), OnnxTensor.Of([Odd + 2]), OnnxTensor.Of([1L])).Values<long>()
                .ToArray());
        Assert.Equal(
            [High, High + 2],
            Run("Range", [], OnnxTensor.Of([High]), OnnxTensor.Of([High + 3]), OnnxTensor.Of([2UL])).Values<ulong>()
                .ToArray());
        Assert.Equal(
            [1L, -1L],
            Run("Range", [], OnnxTensor.Of([1L]), OnnxTensor.Of([-3L]), OnnxTensor.Of([-2L])).Values<long>().ToArray());
        Assert.Equal(
            [2],
            Run("Clip", [], OnnxTensor.Of([7], 1), OnnxTensor.Of([1]), OnnxTensor.Of([2])).Values<int>().ToArray());
        Assert.Equal(
            [Odd, Odd + 2],
            Run("Clip", [], OnnxTensor.Of([0L, Odd + 2], 2), OnnxTensor.Of([Odd])).Values<long>().ToArray());
        Assert.Equal([High], Run("Clip", [], OnnxTensor.Of([High], 1), OnnxTensor.Of([1UL])).Values<ulong>().ToArray());
        Assert.Equal(
            [High, 3UL],
            Run("TopK", [], OnnxTensor.Of([3UL, High, 1UL], 3), OnnxTensor.Of([2L], 1)).Values<ulong>().ToArray());
        Assert.Equal([1UL], Run("Sign", [], OnnxTensor.Of([High], 1)).Values<ulong>().ToArray());
        Assert.Equal([High], Run("Relu", [], OnnxTensor.Of([High], 1)).Values<ulong>().ToArray());
        Assert.Equal(
            [9223372036854775808f], Run("Cast", [MadeOnnx.Whole("to", 1)], OnnxTensor.Of([1UL << 63], 1)).ToSingles());
    }

    [Fact]
    public void WhatDoublePrecisionWouldRound_IsRefused()
    {
        ModelFileException exception = Assert.Throws<ModelFileException>(
            () => Run("ReduceLogSum", [], OnnxTensor.Of([1L << 60], 1)));
        Assert.Contains(
            "computes in double precision, but is given int64 [1] with whole numbers above 2^53, which would be "
            + "rounded.", exception.Message, StringComparison.Ordinal);
    }

    private static OnnxTensor Run(string op, AttributeProto[] attributes, params OnnxTensor[] inputs)
    {
        var made = new MadeOnnx();
        string[] names = [.. inputs.Select((_, i) => $"in{i}")];
        for (int i = 0; i < inputs.Length; i++)
        {
            made.Input(names[i], inputs[i].Type, [.. inputs[i].Dims.ToArray().Select(d => $"axis{i}_{d}")]);
        }

        string[] outputs = op == "TopK" ? ["y", "places"] : ["y"];
        using var session = new OnnxSession(
            made.Output("y", OnnxType.Int64).Node(op, names, outputs, attributes).Model(),
            new OnnxSessionOptions { Threads = 1 });
        return session.Run(names.Zip(inputs).ToDictionary(p => p.First, p => p.Second))["y"];
    }
}
