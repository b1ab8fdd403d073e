using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Running;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Running;

/// <summary>
/// What is made of weights belongs to the tensors that it is made of, is shared by the operators that read them, and
/// has a bound.
/// </summary>
[Collection(typeof(Alone))]
public sealed class KeptWeightsTests
{
    private const int Units = 64, Layers = 40;

    // A state that begins at a weight and changes places with another: the operator reads the one, then the other.
    [Fact]
    public void AMatrixThatChangesFromStepToStep_IsReadAnew()
    {
        MadeOnnx body = new MadeOnnx().Input("a", OnnxType.Float32).Input("b", OnnxType.Float32)
            .Input("row", OnnxType.Float32)
            .Output("b", OnnxType.Float32).Output("a", OnnxType.Float32).Output("y", OnnxType.Float32)
            .Node("MatMul", ["row", "a"], ["y"]);
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "time", "1", "1").Output("o", OnnxType.Float32)
            .Weight("first", OnnxTensor.Of([1f], 1, 1)).Weight("second", OnnxTensor.Of([2f], 1, 1))
            .Node(
                "Scan", ["first", "second", "x"], ["", "", "o"], MadeOnnx.Body("body", body),
                MadeOnnx.Whole("num_scan_inputs", 1));
        Assert.Equal([1f, 2, 1], Run(made, [1f, 1, 1], 3, 1, 1)["o"].ToSingles());
    }

    [Fact]
    public void ALayerWhoseWeightsChangeFromStepToStep_ReadsThemAnew()
    {
        MadeOnnx body = new MadeOnnx().Input("a", OnnxType.Float32).Input("b", OnnxType.Float32)
            .Input("row", OnnxType.Float32)
            .Output("b", OnnxType.Float32).Output("a", OnnxType.Float32).Output("y", OnnxType.Float32)
            .Node("RNN", ["row", "a", "zero"], ["y"], MadeOnnx.Whole("hidden_size", 1));
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "time", "1", "1", "1").Output("o", OnnxType.Float32)
            .Weight("first", OnnxTensor.Of([1f], 1, 1, 1)).Weight("second", OnnxTensor.Of([2f], 1, 1, 1))
            .Weight("zero", OnnxTensor.Of([0f], 1, 1, 1))
            .Node(
                "Scan", ["first", "second", "x"], ["", "", "o"], MadeOnnx.Body("body", body),
                MadeOnnx.Whole("num_scan_inputs", 1));
        float[] answers = Run(made, [1f, 1, 1], 3, 1, 1, 1)["o"].ToSingles();
        Assert.All(new[] { 1.0, 2, 1 }.Zip(answers), pair => Assert.Equal(Math.Tanh(pair.First), pair.Second, 1e-6));
    }

    // The same tensor as it stands and turned are two matrices.
    [Fact]
    public void OneTensorInTwoOrientations_IsTwoMatrices()
    {
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "1", "2").Output("y", OnnxType.Float32)
            .Weight("w", OnnxTensor.Of([1f, 2, 3, 4], 2, 2))
            .Node("MatMul", ["x", "w"], ["m"]).Node("Gemm", ["m", "w"], ["y"], MadeOnnx.Whole("transB", 1));
        Assert.Equal([16f, 36f], Run(made, [1f, 1], 1, 2)["y"].ToSingles());
    }

    [Fact]
    public void AMatrixOfManyOperators_IsKeptOnce()
    {
        Run(Products(1), new float[Units], 1, Units);
        Assert.Equal(Kept(Products(1), 1, Units), Kept(Products(Layers), 1, Units));
    }

    // The same large weights with a small one of each layer's own: as many combinations as layers.
    [Fact]
    public void WeightsPutTogetherInManyWays_AreKeptUpToABound()
    {
        const int Gates = 4 * Units;
        Run(Recurrent(1), new float[Units], 1, 1, Units);
        long values = (2L * Gates * Units) + (2L * Gates * Layers);
        long more = Kept(Recurrent(Layers), 1, 1, Units) - Kept(Recurrent(1), 1, 1, Units);
        Assert.InRange(more, 1, (16 * values) + (1 << 20));
    }

    private static MadeOnnx Products(int count)
    {
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "1", $"{Units}")
            .Output($"y{count}", OnnxType.Float32).Weight("w", OnnxTensor.Of(new float[Units * Units], Units, Units));
        for (int i = 0; i < count; i++)
        {
            made.Node("MatMul", [i == 0 ? "x" : $"y{i}", "w"], [$"y{i + 1}"]);
        }

        return made;
    }

    private static MadeOnnx Recurrent(int count)
    {
        const int Gates = 4 * Units;
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "1", "1", $"{Units}")
            .Weight("w", OnnxTensor.Of(new float[Gates * Units], 1, Gates, Units))
            .Weight("r", OnnxTensor.Of(new float[Gates * Units], 1, Gates, Units));
        for (int i = 0; i < count; i++)
        {
            made.Weight($"b{i}", OnnxTensor.Of(new float[2 * Gates], 1, 2 * Gates))
                .Node("LSTM", ["x", "w", "r", $"b{i}"], [$"y{i}"]).Output($"y{i}", OnnxType.Float32);
        }

        return made;
    }

    /// <summary>Bytes of kernels' memory that a session holds behind a run.</summary>
    private static long Kept(MadeOnnx made, params int[] dims) => HostMemory.MostOf(before =>
    {
        using OnnxSession session = Session(made);
        session.Run(Inputs(new float[dims.Aggregate(1, (p, d) => p * d)], dims));
        return HostMemory.Bytes - before;
    });

    private static IReadOnlyDictionary<string, OnnxTensor> Run(MadeOnnx made, float[] values, params int[] dims)
    {
        using OnnxSession session = Session(made);
        return session.Run(Inputs(values, dims));
    }

    private static OnnxSession Session(MadeOnnx made) => new(made.Model(), new OnnxSessionOptions { Threads = 1 });

    private static Dictionary<string, OnnxTensor> Inputs(float[] values, int[] dims) =>
        new() { ["x"] = OnnxTensor.Of(values, dims) };
}
