using Carousel.Autograd;
using Carousel.Data;
using Carousel.Interchange.Onnx;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>
/// A model whose graphs are files in a separate folder, to be run in ONNX Runtime and compared with the model
/// itself.
/// </summary>
internal sealed class DrawnModel : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-drawn-").FullName;
    private readonly IGraphModel _model;
    private double _largest;

    public DrawnModel(IGraphModel model, Backend backend)
    {
        (_model, Backend) = (model, backend);
        Files = OnnxExport.Write(model);
        Assert.InRange(GraphCase.LargestDifference(GraphCase.Of(model.ToGraphs(), model.Task, steps: 6)), 0, 1e-5);
        foreach (OnnxFile file in Files)
        {
            File.WriteAllBytes(Path.Combine(_folder, file.Name), file.Bytes.ToArray());
        }
    }

    public IReadOnlyList<OnnxFile> Files { get; }

    public Backend Backend { get; }

    /// <summary>What a file gives in ONNX Runtime.</summary>
    public IReadOnlyDictionary<string, OnnxRuntimeTensor> Run(
        string name, IReadOnlyDictionary<string, OnnxRuntimeTensor> inputs) =>
        OnnxRuntime.Run(Files.Single(f => f.Name == name).Bytes, inputs);

    /// <summary>What the network itself gives, [N, F].</summary>
    public float[] Forward(Func<Tape, Variable> run)
    {
        using var arena = new Arena(Backend);
        var tape = new Tape(Backend, arena);
        tape.Begin(TapeMode.Inference);
        return run(tape).Value.ToArray();
    }

    /// <summary>Numbers as an input.</summary>
    public static OnnxRuntimeTensor Numbers(float[] values, params int[] dims) =>
        new("float32", dims, [.. values.Select(v => (double)v)]);

    /// <summary>Zeros as an input.</summary>
    public static OnnxRuntimeTensor Zeros(params int[] dims) =>
        new("float32", dims, new double[dims.Aggregate(1, (a, b) => a * b)]);

    /// <summary>Symbols as an input.</summary>
    public static OnnxRuntimeTensor Symbols(float[] values, params int[] dims) =>
        new("int64", dims, [.. values.Select(v => (double)v)]);

    /// <summary>Lengths as an input.</summary>
    public static OnnxRuntimeTensor Lengths(int[] lengths) =>
        new("int32", [lengths.Length], [.. lengths.Select(l => (double)l)]);

    /// <summary>Sequences of numbers with zeros after their ends, [T, B, F], and as the network takes them.</summary>
    public static (float[] Padded, SequenceBatch Batch) Sequences(
        Draws draws, int[] lengths, int features, Func<Draws, float[]> step)
    {
        var batch = new SequenceBatch(features);
        batch.Begin(lengths);
        for (int b = 0; b < lengths.Length; b++)
        {
            for (int t = 0; t < lengths[b]; t++)
            {
                step(draws).CopyTo(batch.Step(b, t));
            }
        }

        return (batch.ToPadded(0), batch);
    }

    /// <summary>
    /// Holds what a file gave against what the network gave: [T, B, F] at the steps that sequences have.
    /// </summary>
    public void Compare(OnnxRuntimeTensor actual, float[] packed, Packing packing, int[] lengths)
    {
        int F = packed.Length / packing.Rows, B = lengths.Length;
        Assert.Equal([packing.Steps, B, F], actual.Dims);
        for (int b = 0; b < B; b++)
        {
            for (int t = 0; t < lengths[b]; t++)
            {
                Compare(actual.Data.AsSpan(((t * B) + b) * F, F), packed.AsSpan(packing.Row(b, t) * F, F));
            }
        }
    }

    /// <summary>Holds numbers against numbers.</summary>
    public void Compare(ReadOnlySpan<double> actual, ReadOnlySpan<float> expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int k = 0; k < expected.Length; k++)
        {
            _largest = Math.Max(_largest, Math.Abs(actual[k] - expected[k]));
            Assert.True(
                Math.Abs(actual[k] - expected[k]) <= 1e-5, $"number {k}: {actual[k]} in place of {expected[k]}");
        }
    }

    /// <summary>The soft-max of rows of scores.</summary>
    public static float[] Softmax(float[] scores, int classes) => [.. scores.Chunk(classes).SelectMany(row =>
    {
        double[] powers = [.. row.Select(s => Math.Exp(s - row.Max()))];
        return powers.Select(p => (float)(p / powers.Sum()));
    })];

    public void Dispose()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"largest difference {_largest:0.0e0}"));
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
